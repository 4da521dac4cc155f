/// What a benchmark says: the table, and which set-up to use.
public struct BenchmarkVerdict: Equatable, Sendable {
    /// Best first.
    public var comparison: SetupComparison
    /// The fastest set-up; `nil` when nothing was measured.
    public var best: BenchmarkSetup?
    /// Those that may be as fast: the difference is not more than chance.
    public var rivals: [BenchmarkSetup]
    /// Those of which too few runs are there to say anything about chance.
    public var unsure: [BenchmarkSetup]

    /// - Parameters:
    ///   - setups: in the order of the benchmark.
    ///   - done: the identifier of the build that each run was.
    ///   - runs: the builds, as history has them.
    public init(setups: [BenchmarkSetup], done: [BenchmarkRun: String], runs: [SetupComparison.Run]) {
        let setupOf = Dictionary(done.map { ($0.value, $0.key.setup) }) { first, _ in first }
        // What history knows of a set-up can differ from run to run, as the mode does while hosts come and go: the
        // first run speaks for all.
        var known: [Int: BuildSetup] = [:]
        var named: [BuildSetup: BenchmarkSetup] = [:]
        let measured = runs.compactMap { run -> SetupComparison.Run? in
            guard let index = setupOf[run.identifier], setups.indices.contains(index) else { return nil }
            var run = run
            var setup = known[index] ?? run.setup
            setup.hosts = setups[index].hosts
            setup.jobLimit = setups[index].jobLimit ?? setup.jobLimit
            known[index] = setup
            named[setup] = setups[index]
            run.setup = setup
            return run
        }
        comparison = SetupComparison(measured)
        best = comparison.rows.first.flatMap { named[$0.setup] }
        let others = comparison.rows.dropFirst()
        rivals = others.filter { $0.isCertain == false }.compactMap { named[$0.setup] }
        unsure = others.filter { $0.isCertain == nil }.compactMap { named[$0.setup] }
    }
}
