/// What the history of one package, or of all, adds up to. Text and HTML are made of this same value.
public struct HistoryReport: Equatable, Sendable {
    /// A package in the report of all.
    public struct Package: Equatable, Sendable {
        public var name: String
        public var builds: Int
        /// Builds that ended with status 0.
        public var successes: Int
        /// When its last build began, since 1970-01-01 UTC.
        public var lastStarted: Duration
        /// How long its last successful build took.
        public var lastWall: Duration?
        /// The shortest of its successful builds.
        public var bestWall: Duration?
        /// All its builds' compiles, and those that volunteers did.
        public var compiles: Int
        public var remote: Int

        public init(
            name: String, builds: Int, successes: Int, lastStarted: Duration, lastWall: Duration?,
            bestWall: Duration?, compiles: Int, remote: Int
        ) {
            self.name = name
            self.builds = builds
            self.successes = successes
            self.lastStarted = lastStarted
            self.lastWall = lastWall
            self.bestWall = bestWall
            self.compiles = compiles
            self.remote = remote
        }
    }

    /// A build in the report of one package.
    public struct Build: Equatable, Sendable {
        public var identifier: String
        public var version: String
        /// Since 1970-01-01 UTC.
        public var started: Duration
        /// `nil` for a build that never ended.
        public var wall: Duration?
        public var isSuccess: Bool
        public var compiles: Int
        public var remote: Int
        public var setup: BuildSetup

        public init(
            identifier: String, version: String, started: Duration, wall: Duration?, isSuccess: Bool,
            compiles: Int, remote: Int, setup: BuildSetup
        ) {
            self.identifier = identifier
            self.version = version
            self.started = started
            self.wall = wall
            self.isSuccess = isSuccess
            self.compiles = compiles
            self.remote = remote
            self.setup = setup
        }
    }

    /// One of the slowest units of the package's last successful build.
    public struct Unit: Equatable, Sendable {
        public var file: String
        /// `nil` is this machine.
        public var host: String?
        public var preprocess: Duration
        public var compile: Duration

        public init(file: String, host: String?, preprocess: Duration, compile: Duration) {
            self.file = file
            self.host = host
            self.preprocess = preprocess
            self.compile = compile
        }
    }

    /// `nil` for all packages.
    public var package: String?
    /// How many builds the report is about, and since when.
    public var builds: Int
    public var since: Duration?
    /// How many of them, the latest, `hosts` and `localReasons` are about.
    public var recent: Int
    public var compiles: Int
    public var remote: Int
    public var failedOver: Int
    /// Compiles that nobody did.
    public var givenUp: Int
    /// The time of all builds together.
    public var wall: Duration
    public var bytesSent: Int
    public var bytesReceived: Int
    /// The most often built first; empty in the report of one package.
    public var packages: [Package]
    /// Volunteers by jobs, most first, then this machine.
    public var hosts: [BuildFigures.Host]
    /// By compiles, most first.
    public var localReasons: [BuildFigures.Reason]
    /// The latest last, so that it reads from left to right; empty in the report of all packages.
    public var trend: [Build]
    /// `nil` in the report of all packages.
    public var comparison: SetupComparison?
    /// Whether the times of the comparison are of build() alone.
    public var isBuildPhase: Bool
    /// Slowest first; empty in the report of all packages.
    public var slowest: [Unit]

    public init(
        package: String?, builds: Int, since: Duration?, compiles: Int, remote: Int, failedOver: Int,
        givenUp: Int = 0, wall: Duration, bytesSent: Int, bytesReceived: Int, packages: [Package] = [],
        hosts: [BuildFigures.Host] = [], localReasons: [BuildFigures.Reason] = [], trend: [Build] = [],
        comparison: SetupComparison? = nil, isBuildPhase: Bool = false, slowest: [Unit] = []
    ) {
        self.package = package
        self.builds = builds
        self.since = since
        self.recent = builds
        self.compiles = compiles
        self.remote = remote
        self.failedOver = failedOver
        self.givenUp = givenUp
        self.wall = wall
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.packages = packages
        self.hosts = hosts
        self.localReasons = localReasons
        self.trend = trend
        self.comparison = comparison
        self.isBuildPhase = isBuildPhase
        self.slowest = slowest
    }
}
