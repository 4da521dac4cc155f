import Testing

@testable import Analysis

@Suite struct AdviceTests {
    /// 100 compiles of 1 MB, a second each, on two volunteers of 8 slots, `atOnce` at a time.
    private func figures(atOnce: Int = 16, limit: Int? = 32) -> BuildFigures {
        let spans = (0..<100).map { index in
            JobSpan(
                number: index, arrived: .seconds(index / atOnce), queued: .zero, preprocess: .zero,
                busy: .seconds(1))
        }
        return BuildFigures(
            jobLimit: limit, cores: 4, compiles: 100, remote: 100, preprocess: .seconds(4),
            hosts: [host("red"), host("blue")], parallelism: Parallelism(spans))
    }

    private func host(_ name: String?, slots: Int? = 8, jobs: Int = 50, speed: Double = 1)
        -> BuildFigures.Host
    {
        BuildFigures.Host(
            name: name, slots: slots, jobs: jobs, busy: .seconds(Double(jobs) / speed),
            compile: .seconds(Double(jobs) / speed), sourceBytes: jobs * 1_000_000, transfer: .seconds(1),
            bytesSent: 10_000_000, bytesReceived: 1_000_000)
    }

    @Test func `a good build gets none`() {
        #expect(Advice.advice(on: figures()) == [])
    }

    @Test func `a low -j is seen, where it is the cause`() {
        let low = figures(atOnce: 4, limit: 4)
        #expect(
            Advice.advice(on: low) == [.moreJobs(limit: 4, slots: 16, percentAtLimit: 100, suggested: 32)])
        var unlimited = low
        unlimited.jobLimit = 0
        #expect(Advice.advice(on: unlimited) == [])
        // Nothing was at the limit, or jobs waited for slots: then it is not -j.
        #expect(Advice.advice(on: figures(atOnce: 4, limit: 12)) == [])
        var waiting = low
        waiting.queued = .seconds(50)
        #expect(Advice.advice(on: waiting) == [])
        var small = low
        small.compiles = 19
        #expect(Advice.advice(on: small) == [])
        var pruned = low
        pruned.parallelism = nil
        #expect(Advice.advice(on: pruned) == [])
    }

    @Test func `a count of the package's own is named, where it is the cause`() {
        var own = figures(atOnce: 4)
        #expect(Advice.advice(on: own) == [])
        own.localJobCount = #"PKGBUILD:7: -j"$(nproc)""#
        #expect(
            Advice.advice(on: own) == [
                .localJobCount(
                    place: #"PKGBUILD:7: -j"$(nproc)""#, cores: 4, slots: 16, percentInUse: 25)
            ])
        #expect(
            Advice.advice(on: own)[0].text.hasPrefix(#"PKGBUILD:7: -j"$(nproc)" asks for the 4 processors"#))
        // MAKEFLAGS would not have raised it: the place to change is still the package.
        own.jobLimit = 4
        #expect(Advice.advice(on: own).map(\.code) == ["local-job-count"])
        var other = figures(atOnce: 16)
        other.localJobCount = own.localJobCount
        #expect(Advice.advice(on: other) == [])
        var waiting = own
        waiting.queued = .seconds(50)
        #expect(Advice.advice(on: waiting) == [])
        // One compile after the other is no count.
        var serial = figures(atOnce: 1)
        serial.localJobCount = own.localJobCount
        #expect(Advice.advice(on: serial) == [])
        var small = own
        small.jobLimit = 32
        small.hosts.removeLast()
        small.hosts[0].slots = 6
        #expect(Advice.advice(on: small) == [])
    }

    @Test func `a slow host is named where the others had room`() {
        var slow = figures(atOnce: 10)
        slow.hosts = [host("red"), host("localhost", slots: 2, jobs: 10, speed: 0.4)]
        #expect(Advice.advice(on: slow) == [.slowHost(name: "localhost", fold: 2.5)])
        #expect(Advice.advice(on: slow)[0].text.contains("2.5 times slower"))
        // What was measured is said, and counts more than the estimate.
        func run(_ hosts: String, seconds: Int) -> SetupComparison.Run {
            SetupComparison.Run(
                identifier: "\(hosts) \(seconds)", version: "1",
                setup: BuildSetup(hosts: hosts, jobLimit: 8, mode: "plain", compiler: "", processor: ""),
                wall: .seconds(seconds), compiles: 100)
        }
        let with = run("localhost/2 red/8", seconds: 100)
        slow.localhostEffect = LocalhostEffect(of: with.setup, in: [with, run("red/8", seconds: 80)])
        #expect(Advice.advice(on: slow) == [.slowHost(name: "localhost", fold: 2.5, gain: 1.25)])
        #expect(Advice.advice(on: slow)[0].text.hasSuffix("(builds without it took 20 % less time)"))
        slow.localhostEffect = LocalhostEffect(of: with.setup, in: [with, run("red/8", seconds: 120)])
        #expect(Advice.advice(on: slow) == [])
        slow.localhostEffect = nil
        // The others were full: without it the build would be slower.
        slow.hosts[0].busy = .seconds(80)
        #expect(Advice.advice(on: slow) == [])
        slow.hosts = [host("red"), host("blue", jobs: 9, speed: 0.1)]
        #expect(Advice.advice(on: slow) == [])
        slow.hosts = [host("red", speed: 0.1)]
        #expect(Advice.advice(on: slow) == [])
    }

    @Test func `full slots ask for more`() {
        var full = figures()
        full.hosts[0].busy = .seconds(55)
        full.hosts[1].busy = .seconds(55)
        #expect(Advice.advice(on: full) == [])
        full.queued = .seconds(300)
        #expect(Advice.advice(on: full) == [.moreSlots(slots: 16, percentInUse: 98)])
    }

    @Test func `preprocessing that keeps this machine busy asks for pump mode`() {
        var busy = figures(atOnce: 10)
        busy.preprocess = .seconds(30)
        #expect(Advice.advice(on: busy) == [.pumpMode(percentOfProcessors: 75)])
        busy.hosts[1].options = "cpp,lzo"
        #expect(Advice.advice(on: busy) == [])
    }

    @Test func `a slow link, a failing host and a reason are named`() {
        var bad = figures()
        bad.hosts[0].transfer = .seconds(30)
        #expect(
            Advice.advice(on: bad)
                == [.slowLink(name: "red", bytesPerSecond: 11e6 / 30, percentOfTime: 60)])
        bad.hosts[1].accidents = 6
        bad.localReasons = [
            .init(code: "link-step", compiles: 40, busy: .seconds(9), remedy: nil),
            .init(code: "native-unresolved", compiles: 5, busy: .seconds(9), remedy: "use --resolve-native"),
            .init(code: "several-inputs", compiles: 4, busy: .seconds(99), remedy: "x"),
        ]
        #expect(
            Advice.advice(on: bad).map(\.code) == ["failing-host", "local-reason", "slow-link"])
        #expect(Advice.advice(on: bad)[0].text.hasPrefix("blue failed 6 of 56 compiles"))
        #expect(
            Advice.advice(on: bad)[1].text
                == "5 compiles stayed here (native-unresolved): use --resolve-native")
    }

    @Test func `there are three at most`() {
        var bad = figures(atOnce: 4, limit: 4)
        bad.hosts[0].transfer = .seconds(30)
        bad.hosts[0].accidents = 20
        bad.preprocess = .seconds(100)
        bad.localReasons = [.init(code: "a", compiles: 50, busy: .zero, remedy: "b")]
        #expect(Advice.advice(on: bad).map(\.code) == ["failing-host", "more-jobs", "local-reason"])
    }
}
