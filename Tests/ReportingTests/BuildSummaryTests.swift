import Testing

@testable import Reporting

@Suite struct BuildSummaryTests {
    private let usual = BuildSummary(
        subject: "lua 5.4.6-1", succeeded: true, wall: .milliseconds(12_300), distribution: .on, remote: 30,
        local: 3, failedOver: 1,
        hosts: [
            .init(name: "127.0.0.3", jobs: 14, busy: .milliseconds(7000), accidents: 1),
            .init(name: "127.0.0.2", jobs: 16, busy: .milliseconds(8000)),
        ],
        localBusy: .milliseconds(2400),
        localReasons: [
            .init(code: "assembler-source", count: 1),
            .init(code: "native-flag", count: 2, advice: "use --resolve-native to spell -march=native out"),
        ],
        accidents: [.init(code: "stalled", count: 1)],
        bypassed: .init(
            count: 4, examples: ["src/a.o", "src/b.o", "src/c.o", "src/d.o"], compiler: "GCC 12.2.0",
            place: "PKGBUILD:14"),
        notes: ["MAKEFLAGS has -j4; the slots suggest -j16"], identifier: "k3vq7z2a")

    @Test func `a usual build`() {
        #expect(
            usual.render(style: .plain, width: 120) == [
                "distmake: lua 5.4.6-1 built in 0:12, 34 compiles: 30 remote (88 %), 3 local, 1 failed over",
                "  host       compiles  share  busy    each  failed",
                "  127.0.0.2        16   47 %  0:08  500 ms",
                "  127.0.0.3        14   41 %  0:07  500 ms       1",
                "  here              4   12 %  0:02  600 ms",
                "  local        2 native-flag, 1 assembler-source",
                "               native-flag: use --resolve-native to spell -march=native out",
                "  failed over  1 stalled",
                "  bypassed     4 objects compiled without distmake: src/a.o, src/b.o, src/c.o, ... "
                    + "(by GCC 12.2.0, see PKGBUILD:14)",
                "  note         MAKEFLAGS has -j4; the slots suggest -j16",
                "  history      distmake history show k3vq7z2a",
            ])
    }

    @Test(arguments: [
        (
            BuildSummary(
                subject: "filesystem 2024-1", succeeded: true, wall: .seconds(3), distribution: .on,
                remote: 0,
                local: 0, failedOver: 0, hosts: [.init(name: "red", jobs: 0, busy: .zero)],
                identifier: "aaaaaaaa"),
            [
                "distmake: filesystem 2024-1 built in 0:03, nothing was compiled",
                "  history      distmake history show aaaaaaaa",
            ]
        ),
        (
            BuildSummary(
                subject: "make", succeeded: false, wall: .seconds(2), distribution: .on, remote: 0,
                local: 0, failedOver: 0, givenUp: 2, accidents: [.init(code: "refused", count: 2)]),
            [
                "distmake: make failed after 0:02, 2 compiles: 2 given up",
                "  given up     2 refused",
            ]
        ),
        (
            BuildSummary(
                subject: "lua 5.4.6-1", succeeded: true, wall: .seconds(61), distribution: .noHosts,
                remote: 0,
                local: 1, failedOver: 0, localReasons: [.init(code: "no-hosts", count: 1)]),
            [
                "distmake: lua 5.4.6-1 built in 1:01, 1 compile: 1 local",
                "  local        1 no-hosts",
                "  hosts        none named; DISTCC_HOSTS=\"red/8 blue/4\" in makepkg.conf would share the work",
            ]
        ),
        (
            BuildSummary(
                subject: "make", succeeded: false, wall: .seconds(2),
                distribution: .off(by: "options=(!distcc)"),
                remote: 0, local: 2, failedOver: 0),
            [
                "distmake: make failed after 0:02, 2 compiles: 2 local",
                "  off          compiles stayed here because of options=(!distcc)",
            ]
        ),
    ])
    func `nothing silly about small builds`(summary: BuildSummary, want: [String]) {
        #expect(summary.render(style: .plain, width: nil) == want)
    }

    @Test func `many hosts and reasons stay few lines`() {
        var summary = usual
        summary.remote = 400
        summary.hosts = (1...20).map {
            .init(name: "host\($0)", jobs: $0, busy: .seconds($0), accidents: $0 % 2)
        }
        summary.localReasons = (1...9).map { .init(code: "reason-\($0)", count: $0) }
        let lines = summary.render(style: .plain, width: 80)
        #expect(lines.count <= 15)
        #expect(lines.contains("  14 others       105   26 %  1:45   1.0 s       7"))
        #expect(
            lines.contains(
                "  local        9 reason-9, 8 reason-8, 7 reason-7, 6 reason-6, 15 for 5 other r…"))
        #expect(lines.allSatisfy { $0.displayWidth <= 80 || $0.hasPrefix("distmake:") })
    }

    @Test func `colours mark the outcome and the accidents`() {
        let lines = usual.render(style: .ansi, width: 120)
        #expect(
            lines[0].hasPrefix("\u{1B}[1mdistmake:\u{1B}[0m lua 5.4.6-1 \u{1B}[32mbuilt\u{1B}[0m in 0:12"))
        #expect(lines.contains("  \u{1B}[33mfailed over  \u{1B}[0m1 stalled"))
    }

    @Test func `advice is wrapped, and three pieces at most with those of reasons`() {
        var summary = BuildSummary(
            subject: "lua 5.4.6-1", succeeded: true, wall: .seconds(12), distribution: .on, remote: 30,
            local: 4,
            failedOver: 0, localReasons: [.init(code: "query", count: 4, advice: "Ask less.")],
            advice: ["first of all do this, which takes two lines", "then that", "never this"])
        #expect(
            summary.render(style: .plain, width: 40).dropFirst() == [
                "  local        4 query", "               Ask less.",
                "  advice       first of all do this,", "               which takes two lines",
                "  advice       then that",
            ])
        summary.localReasons = []
        #expect(summary.render(style: .plain, width: nil).last == "  advice       never this")
    }
}
