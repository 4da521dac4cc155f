import Testing

@testable import Reporting

@Suite struct ProgressLineTests {
    private let line = ProgressLine(
        phase: "build", done: 123, remote: 105, expected: 456, recent: 123, window: .seconds(10),
        timeLeft: .seconds(42),
        hosts: [.init(name: "red", busy: 5, limit: 8), .init(name: "blue", busy: 4, limit: 4)])

    @Test(arguments: [
        (120, "distmake build ▕█████▍              ▏ 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8 blue 4/4"),
        (80, "distmake build ▕██▋       ▏ 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8 blue 4/4"),
        (75, "distmake build ▕█▎   ▏ 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8 blue 4/4"),
        (70, "distmake build ▕██▍      ▏ 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8"),
        (60, "distmake build ▕█▉     ▏ 123/456 remote 85 % 12.3/s ETA 0:42"),
        (55, "distmake ▕██▏     ▏ 123/456 remote 85 % 12.3/s ETA 0:42"),
        (45, "▕█▉     ▏ 123/456 remote 85 % 12.3/s ETA 0:42"),
        (40, "▕██▍      ▏ 123/456 remote 85 % ETA 0:42"),
        (30, "▕██▉        ▏ 123/456 ETA 0:42"),
        (20, "123/456 ETA 0:42"),
        (10, "123/456"),
        (4, "123/"),
        (0, ""),
    ])
    func `what does not fit is left out`(width: Int, want: String) {
        let got = line.render(width: width, utf8: true, style: .plain)
        #expect(got == want)
        #expect(got.displayWidth <= width)
    }

    @Test func `a plain locale has a plain bar`() {
        #expect(
            line.render(width: 80, utf8: false, style: .plain)
                == "distmake build [##        ] 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8 blue 4/4")
    }

    @Test func `without an expectation there is no bar and no time left`() {
        let line = ProgressLine(phase: "check", done: 0, remote: 0)
        #expect(line.render(width: 80, utf8: true, style: .plain) == "distmake check 0")
    }

    @Test(arguments: [
        (456, 456, "▕████████████████████▏ 456/456"), (500, 456, "▕████████████████████▏ 500/500"),
        (0, 456, "▕                    ▏ 0/456"), (0, 0, "▕                    ▏ 0/0"),
    ])
    func `the bar ends where the work ends`(done: Int, expected: Int, want: String) {
        let line = ProgressLine(phase: "build", done: done, remote: 0, expected: expected)
        #expect(line.render(width: 200, utf8: true, style: .plain).contains(want))
    }

    @Test func `colours do not count as columns, and a host that is down says so`() {
        let line = ProgressLine(
            phase: "build", done: 1, remote: 1, expected: 2,
            hosts: [.init(name: "r\u{1B}d", busy: 0, limit: 8, isDown: true)])
        #expect(
            line.render(width: 49, utf8: true, style: .ansi)
                == "\u{1B}[1mdistmake\u{1B}[0m \u{1B}[1mbuild\u{1B}[0m ▕\u{1B}[32m███\u{1B}[0m   ▏ 1/2 remote 100 % "
                + "\u{1B}[31mr?d down\u{1B}[0m")
    }

    @Test(arguments: 0...130)
    func `no width is exceeded`(width: Int) {
        for utf8 in [true, false] {
            #expect(line.render(width: width, utf8: utf8, style: .plain).displayWidth <= width)
        }
    }
}
