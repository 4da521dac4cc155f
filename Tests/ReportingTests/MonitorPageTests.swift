import ByteStrings
import ShimWire
import Testing

@testable import Reporting

@Suite struct MonitorPageTests {
    struct Size: Sendable, CustomTestStringConvertible {
        var width: Int
        var height: Int
        var testDescription: String { "\(width)x\(height)" }
    }

    @Test func `a build on the smallest common terminal`() {
        let lines = MonitorSamples.page(MonitorSamples.lua).lines(
            width: 80, height: 24, style: .plain, utf8: true)
        let want = """
            distmake monitor, 1 build

            lua 5.4.7-1                                                      abcd2345   0:12
            ▕██████████          ▏ 17/34 remote 94 % 5.0/s ETA 0:11  1 failed over
            host           slots          done  failed      sent  received
            red:3636       ███▓░░░░  4/8    12       0  600 kB/s  120 kB/s
            blue           ▓▒▒░      1/4     4       0  200 kB/s   40 kB/s
            green          ░░░░      0/4     0       1         -         -  down
            this machine   █░        1/2
            preprocessing  █░        1/2
            waiting: 2 for a volunteer, 1 to preprocess
            phase         time  file                                            host
            Compile      1.2 s  lvm.c                                           red:3636
            Compile      1.2 s  lparser.c                                       red:3636
            Compile      1.2 s  ldebug.c                                        red:3636
            Send        4.0 ms  ltable.c                                        red:3636
            Receive      1.2 s  lgc.c                                           blue
            Preprocess   1.2 s  lapi.c                                          this machine





            █ compiling  ▓ on the network  ▒ others  ░ free                          q: quit
            """
        #expect(lines.map(\.withoutTrailingBlanks).joined(separator: "\n") == want)
    }

    @Test func `without block characters it says the same`() {
        let lines = MonitorSamples.page(MonitorSamples.lua).lines(
            width: 80, height: 24, style: .plain, utf8: false)
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
        #expect(lines.contains { $0.contains("###+....") })
        #expect(lines.last?.hasPrefix("# compiling  + on the network") == true)
    }

    @Test func `nothing runs`() {
        let lines = MonitorSamples.page().lines(width: 80, height: 24, style: .plain, utf8: true)
        #expect(lines[2] == "No build of yours is running; this waits for one.")
        #expect(lines.last?.hasSuffix("q: quit") == true)
    }

    @Test(arguments: [
        Size(width: 80, height: 24), Size(width: 200, height: 50), Size(width: 40, height: 10),
        Size(width: 20, height: 5), Size(width: 8, height: 3), Size(width: 1, height: 1),
        Size(width: 0, height: 0),
    ])
    func `every picture keeps to its size`(size: Size) {
        let snapshots = [
            MonitorSamples.lua, MonitorSamples.large(hosts: 3, jobs: 30),
            MonitorSamples.large(hosts: 30, jobs: 400),
        ]
        for count in 0...3 {
            var page = MonitorSamples.page()
            for snapshot in snapshots.prefix(count) { page.builds += MonitorSamples.page(snapshot).builds }
            for utf8 in [true, false] {
                let lines = page.lines(width: size.width, height: size.height, style: .plain, utf8: utf8)
                #expect(lines.count <= size.height)
                #expect(lines.allSatisfy { $0.displayWidth <= size.width })
                #expect(size.height == 0 || lines.first?.isEmpty == (size.width == 0))
            }
        }
    }

    @Test func `colours change nothing else`() {
        let page = MonitorSamples.page(MonitorSamples.lua)
        let coloured = page.lines(width: 80, height: 24, style: .ansi, utf8: true)
        let plain = page.lines(width: 80, height: 24, style: .plain, utf8: true)
        #expect(coloured.map(\.withoutColours) == plain)
        #expect(coloured.contains { $0.contains("\u{1B}[32m███\u{1B}[0m\u{1B}[33m▓\u{1B}[0m") })
    }

    @Test func `a wide terminal shows jobs side by side, and counts those that have no room`() {
        let large = MonitorSamples.large(hosts: 4, jobs: 60)
        let wide = MonitorSamples.page(large).lines(width: 200, height: 50, style: .plain, utf8: true)
        #expect(wide.contains { $0.ranges(of: "Compile ").count == 2 })
        let jobs = { (lines: [String]) in
            lines.reduce(0) { sum, line in sum + line.ranges(of: "Compile ").count }
        }
        #expect(jobs(wide) == 60)
        let small = MonitorSamples.page(large).lines(width: 80, height: 24, style: .plain, utf8: true)
        let more = small.compactMap { $0.hasSuffix(" more") ? Int($0.dropLast(5)) : nil }
        #expect(more == [60 - jobs(small)])
    }

    @Test func `two builds share the screen, and one leaves the other what it does not need`() {
        var small = MonitorSamples.lua
        small.jobs = []
        let page = MonitorPage(
            builds: MonitorSamples.page(small).builds
                + MonitorSamples.page(MonitorSamples.large(hosts: 2, jobs: 40)).builds)
        let lines = page.lines(width: 80, height: 50, style: .plain, utf8: true)
        #expect(lines[0] == "distmake monitor, 2 builds")
        #expect(lines.count { $0.hasPrefix("lua 5.4.7-1") } == 2)
        #expect(lines.count { $0.hasPrefix("Compile") } > 20)
    }

    @Test func `control characters of a file name do not reach the terminal`() {
        var snapshot = MonitorSamples.lua
        snapshot.jobs[0].file = "a\u{1B}[2Jb.c"
        snapshot.package = "x\u{07}y"
        let lines = MonitorSamples.page(snapshot).lines(width: 80, height: 24, style: .plain, utf8: true)
        #expect(lines.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\u{07}") })
        #expect(lines.contains { $0.contains("a?[2Jb.c") })
    }

    @Test func `room is divided by need`() {
        #expect(MonitorPage.shares(of: 20, wanted: [4, 30, 30]) == [4, 8, 8])
        #expect(MonitorPage.shares(of: 7, wanted: [10, 10, 10]) == [3, 2, 2])
        #expect(MonitorPage.shares(of: 100, wanted: [4, 5]) == [4, 5])
        #expect(MonitorPage.shares(of: 0, wanted: [4]) == [0])
        #expect(MonitorPage.shares(of: 9, wanted: []) == [])
    }
}

extension String {
    /// Without the sequences that `Style` writes.
    fileprivate var withoutColours: String {
        var text = ""
        var rest = self[...]
        while let escape = rest.firstRange(of: "\u{1B}[") {
            text += rest[..<escape.lowerBound]
            rest = rest[escape.upperBound...].drop { $0 != "m" }.dropFirst()
        }
        return text + rest
    }
}
