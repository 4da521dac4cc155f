import Analysis
import Testing

@testable import Reporting

@Suite struct BenchmarkReportTests {
    private func report(
        _ times: [(setup: BenchmarkSetup, seconds: [Double])], failures: [BenchmarkReport.Failure] = [],
        isPackage: Bool = true
    ) -> String {
        var done: [BenchmarkRun: String] = [:]
        var runs: [SetupComparison.Run] = []
        for (setup, item) in times.enumerated() {
            for (round, time) in item.seconds.enumerated() {
                done[BenchmarkRun(setup: setup, round: round)] = "\(setup)-\(round)"
                runs.append(
                    SetupComparison.Run(
                        identifier: "\(setup)-\(round)", version: "1-1",
                        setup: BuildSetup(
                            hosts: item.setup.hosts, jobLimit: 8, mode: "plain", compiler: "gcc 12",
                            processor: "x"), wall: .seconds(time), compiles: 10))
            }
        }
        let verdict = BenchmarkVerdict(setups: times.map(\.setup), done: done, runs: runs)
        return BenchmarkReport(
            verdict: verdict, isBuildPhase: isPackage, failures: failures, isPackage: isPackage
        ).render(width: nil, style: .plain)
    }

    private let red = BenchmarkSetup(hosts: "red/8 blue/4,cpp,lzo", jobLimit: 16)
    private let local = BenchmarkSetup(hosts: "", jobLimit: 4)

    @Test func `the fastest is recommended with its lines of makepkg.conf`() throws {
        let text = report([(local, [120, 121, 122]), (red, [60, 61, 62])])
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines[0].hasPrefix("DISTCC_HOSTS"))
        #expect(lines[1].hasPrefix("red/8 blue/4,cpp,lzo") && lines[1].contains("1:01"))
        #expect(lines[2].hasPrefix("(none)") && lines[2].contains("2:01"))
        #expect(
            text.hasSuffix(
                """

                Use red/8 blue/4,cpp,lzo -j16: it is the fastest.
                For makepkg.conf:
                    DISTCC_HOSTS="red/8 blue/4,cpp,lzo"
                    MAKEFLAGS="-j16"

                """))
    }

    @Test func `where chance may be the reason it says so`() {
        let close = report([(local, [60, 70, 80]), (red, [61, 69, 77])])
        #expect(close.contains("That it is faster than no hosts -j4 may be chance"))
        let once = report([(local, [80]), (red, [60])], isPackage: false)
        #expect(once.contains("against no hosts -j4 is not known from one run; --runs 3 would tell."))
        #expect(once.contains("\nFor the environment:\n    export DISTCC_HOSTS=\"red"))
        #expect(once.contains("    export MAKEFLAGS=\"-j16\"\n"))
    }

    @Test func `one set-up is measured and not recommended, and none is a list of failures`() {
        let single = report([(red, [60])])
        #expect(single.contains("1:00") && !single.contains("Use "))
        let failure = BenchmarkReport.Failure(
            setup: local, reason: "status 4", log: "/state/setup1-round1.log")
        let failed = report([], failures: [failure])
        #expect(failed == "failed: no hosts -j4: status 4; see /state/setup1-round1.log\n")
    }

    @Test func `a list with what a shell would expand is quoted`() {
        let odd = BenchmarkSetup(hosts: "a$b/2", jobLimit: nil)
        let text = report([(odd, [1]), (local, [9])])
        #expect(text.hasSuffix("For makepkg.conf:\n    DISTCC_HOSTS='a$b/2'\n"))
    }

    @Test func `the outline has each run in its order with what history knows`() throws {
        let unknown = BenchmarkSetup(hosts: "green", jobLimit: nil)
        let plan = BenchmarkPlan(
            setups: [red, local], rounds: 2, done: [BenchmarkRun(setup: 0, round: 0)])
        let earlier = [BenchmarkEstimate.EarlierBuild(setup: red, wall: .seconds(65))]
        let outline = BenchmarkOutline(
            plan,
            estimates: [BenchmarkEstimate(of: red, by: earlier), BenchmarkEstimate(of: local, by: earlier)])
        let lines = outline.render(width: nil, style: .plain).split(separator: "\n").map(String.init)
        #expect(lines[0].split(separator: " ").first == "run")
        let cells = lines[1...4].map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        #expect(cells == ["1 1 16 done", "2 1 4 ~1:05", "3 2 4 ~1:05", "4 2 16 1:05"])
        #expect(lines[5] == "3 runs to do, about 3:15 by history")
        #expect(lines[6] == "~ is the time of earlier builds with other set-ups")
        let blind = BenchmarkOutline(BenchmarkPlan(setups: [unknown], rounds: 1), estimates: [nil])
        #expect(blind.render(width: nil, style: .plain).contains("1 run to do; history has no build"))
        #expect(blind.remainingTime == nil)
    }
}
