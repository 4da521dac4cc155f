/// The same package under different set-ups: the ArchWiki's table of *DISTCC_HOSTS · Time (mm:ss) · Fold slower*, with
/// the folds computed and their certainty said.
///
/// - Source: ArchWiki, "Distcc", benchmark of compiling a kernel's Image.
public struct SetupComparison: Equatable, Sendable {
    /// One build.
    public struct Run: Equatable, Sendable {
        public var identifier: String
        public var version: String
        public var setup: BuildSetup
        public var wall: Duration
        public var compiles: Int

        public init(identifier: String, version: String, setup: BuildSetup, wall: Duration, compiles: Int) {
            self.identifier = identifier
            self.version = version
            self.setup = setup
            self.wall = wall
            self.compiles = compiles
        }
    }

    /// All runs of one set-up.
    public struct Row: Equatable, Sendable {
        public var setup: BuildSetup
        /// In the order in which they were given.
        public var runs: [Run]
        /// The mean of their times.
        public var time: Duration
        /// The true mean is within this of `time` in 19 of 20 cases; `nil` for a single run.
        public var margin: Duration?
        /// `time` over that of the best row; 1 for that row itself.
        public var fold: Double
        /// Whether the difference to the best row is more than chance; `nil` where runs are too few to say.
        public var isCertain: Bool?
    }

    /// Best first.
    public var rows: [Row]
    /// Builds that were left out, because they compiled much less than the others.
    public var partial: [Run]
    /// The versions of the package, in the order in which they were given.
    public var versions: [String]

    /// Compares runs that compiled about the same. One that compiled less than nine tenths of the most is a build that
    /// went on with an older tree, or failed early.
    public init(_ runs: [Run]) {
        let most = runs.reduce(0) { max($0, $1.compiles) }
        let whole = runs.filter { $0.compiles * 10 >= most * 9 }
        partial = runs.filter { $0.compiles * 10 < most * 9 }
        versions = whole.reduce(into: []) { if !$0.contains($1.version) { $0.append($1.version) } }
        var bySetup: [BuildSetup: [Run]] = [:]
        for run in whole { bySetup[run.setup, default: []].append(run) }
        let samples = bySetup.map { (setup: $0.key, runs: $0.value, sample: Sample($0.value.map(\.wall))) }
            .sorted { ($0.sample.mean, $0.setup.hosts) < ($1.sample.mean, $1.setup.hosts) }
        rows = []
        for item in samples {
            let best = samples[0].sample
            rows.append(
                Row(
                    setup: item.setup, runs: item.runs, time: item.sample.mean, margin: item.sample.margin,
                    fold: best.mean > .zero ? item.sample.mean / best.mean : 1,
                    isCertain: rows.isEmpty ? nil : item.sample.differs(from: best)))
        }
    }
}
