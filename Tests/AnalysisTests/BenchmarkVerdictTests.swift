import Testing

@testable import Analysis

@Suite struct BenchmarkVerdictTests {
    private let setups = ["red", "blue", "green", "gone"].map { BenchmarkSetup(hosts: $0, jobLimit: nil) }

    private func verdict(_ times: [[Double]]) -> BenchmarkVerdict {
        var done: [BenchmarkRun: String] = [:]
        var runs: [SetupComparison.Run] = []
        for (setup, times) in times.enumerated() {
            for (round, time) in times.enumerated() {
                done[BenchmarkRun(setup: setup, round: round)] = "\(setup) \(round)"
                runs.append(
                    SetupComparison.Run(
                        identifier: "\(setup) \(round)", version: "1-1",
                        // What history knows may differ from run to run.
                        setup: BuildSetup(
                            hosts: setups[setup].hosts + " # as written", jobLimit: 8,
                            mode: round == 0 ? "plain" : "local", compiler: "gcc 12", processor: "x"),
                        wall: .seconds(time), compiles: 10))
            }
        }
        return BenchmarkVerdict(setups: setups, done: done, runs: runs)
    }

    @Test func `the runs of a set-up are one row, whatever history knows of each`() {
        let verdict = verdict([[20, 21, 22], [10, 11, 12], [10.5, 11.5, 12.5]])
        #expect(verdict.comparison.rows.map(\.setup.hosts) == ["blue", "green", "red"])
        #expect(verdict.comparison.rows.map(\.runs.count) == [3, 3, 3])
        #expect(verdict.best == setups[1])
        #expect(verdict.rivals == [setups[2]])
        #expect(verdict.unsure == [])
    }

    @Test func `from one run nothing is sure, and nothing is no verdict`() {
        let once = verdict([[20], [10]])
        #expect(once.best == setups[1] && once.rivals == [] && once.unsure == [setups[0]])
        #expect(verdict([]).best == nil)
    }

    @Test func `builds of something else are no runs`() {
        let other = SetupComparison.Run(
            identifier: "other", version: "1-1",
            setup: BuildSetup(hosts: "red", jobLimit: 8, mode: "plain", compiler: "gcc 12", processor: "x"),
            wall: .seconds(1), compiles: 10)
        let verdict = BenchmarkVerdict(
            setups: setups, done: [BenchmarkRun(setup: 0, round: 0): "mine"], runs: [other])
        #expect(verdict.best == nil && verdict.comparison.rows == [])
    }
}
