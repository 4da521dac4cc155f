import Analysis
import Testing

@testable import Reporting

@Suite struct HistoryTablesTests {
    private func run(
        _ hosts: String, _ seconds: Int, jobs: Int? = 8, compiles: Int = 100, version: String = "6.6"
    ) -> SetupComparison.Run {
        SetupComparison.Run(
            identifier: "k3vq7z2a", version: version,
            setup: BuildSetup(
                hosts: hosts, jobLimit: jobs, mode: "plain", compiler: "gcc 12.2.0", processor: ""),
            wall: .seconds(seconds), compiles: compiles)
    }

    @Test func `the ArchWiki's table`() {
        let table = ComparisonTable(
            SetupComparison([
                run("localhost/2 red/10", 600), run("red/10", 400), run("", 3600),
                run("red/10", 9, compiles: 3),
            ]), isBuildPhase: true)
        #expect(
            table.render(width: 80, style: .plain) == """
                DISTCC_HOSTS        Time (mm:ss)  Fold slower
                red/10                      6:40         1.00
                localhost/2 red/10         10:00         1.50
                (none)                   1:00:00         9.00

                times are of build()
                the same for all: -j 8, mode plain, compiler gcc 12.2.0
                left out, since they compiled less: k3vq7z2a

                """)
        #expect(
            ComparisonTable(SetupComparison([]), isBuildPhase: false).render(width: 80, style: .plain)
                == "No builds to compare.\n")
    }

    @Test func `what differs has a column, and several runs their certainty`() {
        let table = ComparisonTable(
            SetupComparison([
                run("red/10", 100), run("red/10", 102), run("red/10", 101, jobs: 20, version: "6.7"),
                run("red/10", 103, jobs: 20), run("red/10", 200, jobs: 0), run("red/10", 300, jobs: nil),
            ]), isBuildPhase: false)
        #expect(
            table.render(width: nil, style: .plain) == """
                DISTCC_HOSTS  Time (mm:ss)  Fold slower  runs   +/-  sure        -j
                red/10                1:41         1.00     2  13 s  -            8
                red/10                1:42         1.01     2  13 s  no          20
                red/10                3:20         1.98     1     -  -     no limit
                red/10                5:00         2.97     1     -  -            ?

                times are of whole builds
                the same for all: mode plain, compiler gcc 12.2.0
                these are 2 versions: 6.6, 6.7
                where it says no, the difference to the best may be chance; more runs would tell

                """)
    }

    @Test func `a report of one package`() {
        let setup = run("red/8", 1).setup
        let report = HistoryReport(
            package: "lua", builds: 2, since: .seconds(1_785_333_780), compiles: 68, remote: 60,
            failedOver: 1,
            wall: .seconds(36), bytesSent: 1_200_000, bytesReceived: 340_000,
            hosts: [
                .init(
                    name: "red", jobs: 60, busy: .seconds(48), compile: .seconds(40), sourceBytes: 80_000_000,
                    bytesSent: 1_200_000, bytesReceived: 340_000, accidents: 1),
                .init(name: nil, jobs: 8, busy: .seconds(2)),
            ],
            localReasons: [
                .init(code: "several-inputs", compiles: 7, busy: .seconds(2), remedy: "one source a command")
            ],
            trend: [
                .init(
                    identifier: "aaaa2222", version: "5.4.6-1", started: .seconds(1_785_333_780),
                    wall: .seconds(24), isSuccess: true, compiles: 34, remote: 30, setup: setup),
                .init(
                    identifier: "bbbb3333", version: "5.4.7-1", started: .seconds(1_785_420_180),
                    wall: .seconds(12), isSuccess: true, compiles: 34, remote: 30, setup: setup),
                .init(
                    identifier: "cccc4444", version: "5.4.7-1", started: .seconds(1_785_420_180), wall: nil,
                    isSuccess: false, compiles: 0, remote: 0, setup: setup),
            ], comparison: SetupComparison([run("red/8", 12), run("", 36)]), isBuildPhase: true,
            slowest: [
                .init(file: "src/lvm.c", host: "red", preprocess: .milliseconds(20), compile: .seconds(2)),
                .init(file: "src/lua.c", host: nil, preprocess: .zero, compile: .seconds(1)),
            ])
        #expect(
            report.render(width: 90, utcOffset: .zero, style: .plain, utf8: false) == """
                package   lua
                builds    2 since 2026-07-29 14:03
                time      0:36
                compiles  68: 60 remote (88 %), 1 failed over
                sent      1.2 MB
                received  340 kB

                build     version  started             time                compiles  remote  hosts
                aaaa2222  5.4.6-1  2026-07-29 14:03    0:24  ############        34    88 %  red/8
                bbbb3333  5.4.7-1  2026-07-30 14:03    0:12  ######              34    88 %  red/8
                cccc4444  5.4.7-1  2026-07-30 14:03  failed                       0       -  red/8

                host  jobs  busy    each  text compiled    sent  received  accidents
                red     60  0:48  800 ms       2.0 MB/s  1.2 MB    340 kB          1
                here     8  0:02  250 ms              -     0 B       0 B

                why local       compiles  busy  what to do
                several-inputs         7  0:02  one source a command

                slowest of the last build  host  preprocess  compile
                src/lvm.c                  red        20 ms    2.0 s
                src/lua.c                  here      0.0 ms    1.0 s

                DISTCC_HOSTS  Time (mm:ss)  Fold slower
                red/8                 0:12         1.00
                (none)                0:36         3.00

                times are of build()
                the same for all: -j 8, mode plain, compiler gcc 12.2.0

                """)
    }

    @Test func `a report of many builds says which ones its hosts are of`() {
        var report = HistoryReport(
            package: nil, builds: 1200, since: nil, compiles: 0, remote: 0, failedOver: 0, wall: .zero,
            bytesSent: 0,
            bytesReceived: 0)
        #expect(!report.render(width: nil, utcOffset: .zero, style: .plain).contains("last"))
        report.recent = 1000
        #expect(
            report.render(width: nil, utcOffset: .zero, style: .plain).hasSuffix(
                "below     hosts and reasons of the last 1000 builds\n"))
    }

    @Test func `an answer has four forms`() {
        let columns = ["name", "count"]
        let rows: [[QueryCell]] = [[.text("a,\"b\"\tc\\d\ne"), .integer(2)], [.none, .real(0.5)]]
        let text: (QueryForm) -> String = { $0.text(columns, rows, width: nil, style: .plain, utf8: true) }
        #expect(text(.csv) == "name,count\n\"a,\"\"b\"\"\tc\\d\ne\",2\n,0.5\n")
        #expect(text(.tsv) == "name\tcount\na,\"b\"\\tc\\\\d\\ne\t2\n\t0.5\n")
        #expect(
            text(.table) == """
                name         count
                a,"b"?c\\d?e      2
                               0.5

                """)
        #expect(
            text(.json) == """
                [
                  {
                    "name": "a,\\"b\\"\\tc\\\\d\\ne",
                    "count": 2
                  },
                  {
                    "name": null,
                    "count": 0.5
                  }
                ]

                """)
        #expect(QueryForm.json.text([], [], width: nil, style: .plain, utf8: true) == "[]\n")
    }

    @Test(
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one two", nil, ["one two"]),
            ("overlong a", 4, ["overlong", "a"]), ("", 4, [""]), ("ab", 2, ["ab"]),
        ] as [(String, Int?, [String])])
    func `text is broken at blanks`(text: String, width: Int?, lines: [String]) {
        #expect(text.wrapped(to: width) == lines)
    }

    @Test(arguments: [
        (1.5, 2, "1.50"), (0.005, 2, "0.01"), (-0.25, 1, "-0.3"), (12.0, 0, "12"), (0.999, 2, "1.00"),
        (1.05, 1, "1.1"),
    ])
    func `decimals are rounded`(value: Double, digits: Int, text: String) {
        #expect(Figures.decimal(value, digits: digits) == text)
    }

    @Test func `reals are JSON`() {
        #expect(
            Json.list([.real(1.5), .real(2), .real(.infinity), .real(.nan)]).text
                == "[\n  1.5,\n  2.0,\n  null,\n  null\n]")
    }

    @Test func `a page tells what the end waited for and what would have helped`() {
        let job = HistoryPage.SlowJob(
            file: "src/lvm.c", host: "red", preprocess: .milliseconds(18), compile: .milliseconds(1210),
            total: .milliseconds(1240))
        let page = HistoryPage(
            build: HistoryList.Row(
                identifier: "k3vq7z2a", package: "lua", version: "5.4.6-1", started: .seconds(1_785_333_780),
                wall: .seconds(12), result: .succeeded, compiles: 34, remote: 30, hosts: "red/8"),
            command: "-sf", directory: "/home/u/lua", makeflags: "-j4", compiler: "gcc 12.2.0", local: 4,
            failedOver: 0,
            hosts: [
                .init(
                    name: "red", jobs: 30, slots: 8, busy: .seconds(24), bytesSent: 0, bytesReceived: 0,
                    accidents: 0)
            ], machine: "box, Xeon, 2 processors", jobLimit: "4", settings: ["CFLAGS=-O2"],
            phases: [.init(name: "prepare", wall: .seconds(1)), .init(name: "build", wall: .seconds(10))],
            cost: "user 0:07",
            parallelism: Parallelism([
                JobSpan(number: 1, arrived: .seconds(1), queued: .zero, preprocess: .zero, busy: .seconds(8)),
                JobSpan(number: 2, arrived: .seconds(1), queued: .zero, preprocess: .zero, busy: .seconds(4)),
            ]),
            path: .init(jobs: 7, gaps: .seconds(3), queued: .seconds(1), work: .seconds(8), longest: [job]),
            headers: [.init(file: "/usr/include/c++/12/bits/stl_algo.h", units: 30, bytes: 6_100_000)],
            hasJobs: false, advice: ["first do this, which takes more than one line of text", "then that"])
        #expect(
            page.render(width: 48, utcOffset: .zero, style: .plain) == """
                build       k3vq7z2a
                package     lua 5.4.6-1
                started     2026-07-29 14:03
                time        0:12
                result      ok
                phases      prepare 0:01, build 0:10
                cost        user 0:07
                compiles    34: 30 remote (88 %), 4 local, 0 fa…
                at once     1.5 jobs on average, 2 at most; 0:0…
                waited for  7 jobs one after the other: 0:08 at…
                jobs        pruned; their sums are left
                command     -sf
                directory   /home/u/lua
                MAKEFLAGS   -j4
                -j          4
                compiler    gcc 12.2.0
                setting     CFLAGS=-O2
                machine     box, Xeon, 2 processors
                hosts       red/8

                host  jobs  busy  slots    each  sent  received
                red     30  0:24  3.0/8  800 ms   0 B       0 B

                critical path  host  preprocess  compile  total
                src/lvm.c      red        18 ms    1.2 s  1.2 s

                header                             units    read
                …r/include/c++/12/bits/stl_algo.h     30  6.1 MB

                what would have helped
                - first do this, which takes more than one line
                  of text
                - then that

                """)
    }
}
