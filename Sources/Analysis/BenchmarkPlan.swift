/// The runs of a benchmark, in an order that is fair to all set-ups.
///
/// A machine drifts: it grows warm, its disk fills, others use it. So the set-ups take turns, and every round begins
/// with another one, which makes none of them always the first or always the one after a certain other.
public struct BenchmarkPlan: Equatable, Sendable {
    public private(set) var setups: [BenchmarkSetup]
    public private(set) var rounds: Int
    private var done: Set<BenchmarkRun>
    /// Set-ups of which a run failed: they are not tried again.
    private var failed: Set<Int> = []

    /// - Precondition: there is a set-up, and at least one round.
    public init(setups: [BenchmarkSetup], rounds: Int, done: Set<BenchmarkRun> = []) {
        precondition(!setups.isEmpty && rounds > 0, "a benchmark measures something")
        self.setups = setups
        self.rounds = rounds
        self.done = done
    }

    /// All runs, done or not.
    public var order: [BenchmarkRun] {
        (0..<rounds).flatMap { round in
            setups.indices.map { BenchmarkRun(setup: ($0 + round) % setups.count, round: round) }
        }
    }

    /// What is still to be run, in order.
    public var remaining: [BenchmarkRun] {
        order.filter { !done.contains($0) && !failed.contains($0.setup) }
    }

    /// How many runs of `order` are done.
    public var doneCount: Int { order.count { done.contains($0) } }

    /// The place of a run in `order`, from 1 on.
    public func number(of run: BenchmarkRun) -> Int? {
        order.firstIndex(of: run).map { $0 + 1 }
    }

    public mutating func finish(_ run: BenchmarkRun) {
        done.insert(run)
    }

    /// The set-up of this run is out.
    public mutating func fail(_ run: BenchmarkRun) {
        failed.insert(run.setup)
    }

    /// How long what remains will take.
    ///
    /// - Parameter estimates: of one run of each set-up, in the order of `setups`.
    /// - Returns: `nil` when nothing is known of a set-up that remains.
    public func remainingTime(_ estimates: [BenchmarkEstimate?]) -> Duration? {
        remaining.reduce(.zero) { sum, run in
            guard let sum, let estimate = estimates[run.setup] else { return nil }
            return sum + estimate.wall
        }
    }
}

/// How long one run of a set-up will take, by earlier builds.
public struct BenchmarkEstimate: Equatable, Sendable {
    /// A successful build of the same thing.
    public struct EarlierBuild: Equatable, Sendable {
        public var setup: BenchmarkSetup
        public var wall: Duration

        public init(setup: BenchmarkSetup, wall: Duration) {
            self.setup = setup
            self.wall = wall
        }
    }

    public var wall: Duration
    /// Whether it rests on builds with this set-up; else on all that there are.
    public var isOfSameSetup: Bool

    /// The mean of earlier builds; `nil` without any.
    public init?(of setup: BenchmarkSetup, by earlier: [EarlierBuild]) {
        let same = earlier.filter {
            $0.setup.hosts == setup.hosts && (setup.jobLimit == nil || $0.setup.jobLimit == setup.jobLimit)
        }
        let builds = same.isEmpty ? earlier : same
        guard !builds.isEmpty else { return nil }
        wall = builds.reduce(.zero) { $0 + $1.wall } / builds.count
        isOfSameSetup = !same.isEmpty
    }
}
