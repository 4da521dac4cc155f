/// What `distmake history show` tells of one build.
public struct HistoryPage: Equatable, Sendable {
    public struct Host: Equatable, Sendable {
        public var name: String
        /// Jobs of every kind that it did.
        public var jobs: Int
        public var busy: Duration
        public var bytesSent: Int
        public var bytesReceived: Int
        public var accidents: Int

        public init(
            name: String, jobs: Int, busy: Duration, bytesSent: Int, bytesReceived: Int, accidents: Int
        ) {
            self.name = name
            self.jobs = jobs
            self.busy = busy
            self.bytesSent = bytesSent
            self.bytesReceived = bytesReceived
            self.accidents = accidents
        }
    }

    public struct Reason: Equatable, Sendable {
        /// The kebab-case code.
        public var code: String
        /// The kind of the jobs, `compile`, `link`.
        public var kind: String
        public var jobs: Int
        public var busy: Duration

        public init(code: String, kind: String, jobs: Int, busy: Duration) {
            self.code = code
            self.kind = kind
            self.jobs = jobs
            self.busy = busy
        }
    }

    public struct SlowJob: Equatable, Sendable {
        public var file: String
        public var host: String
        public var preprocess: Duration
        public var compile: Duration
        public var total: Duration

        public init(file: String, host: String, preprocess: Duration, compile: Duration, total: Duration) {
            self.file = file
            self.host = host
            self.preprocess = preprocess
            self.compile = compile
            self.total = total
        }
    }

    /// A package that the build made.
    public struct Package: Equatable, Sendable {
        public var name: String
        /// In bytes.
        public var size: Int

        public init(name: String, size: Int) {
            self.name = name
            self.size = size
        }
    }

    public var build: HistoryList.Row
    public var command: String
    public var directory: String
    public var makeflags: String
    public var compiler: String
    public var local: Int
    public var failedOver: Int
    /// Objects that appeared without a job.
    public var bypassedObjects: Int
    /// Jobs that were not recorded.
    public var droppedJobs: Int
    public var packages: [Package]
    /// This machine is one of them.
    public var hosts: [Host]
    public var localReasons: [Reason]
    public var accidents: [Reason]
    public var slowest: [SlowJob]

    public init(
        build: HistoryList.Row, command: String, directory: String, makeflags: String, compiler: String,
        local: Int, failedOver: Int, bypassedObjects: Int = 0, droppedJobs: Int = 0,
        packages: [Package] = [], hosts: [Host] = [], localReasons: [Reason] = [], accidents: [Reason] = [],
        slowest: [SlowJob] = []
    ) {
        self.build = build
        self.command = command
        self.directory = directory
        self.makeflags = makeflags
        self.compiler = compiler
        self.local = local
        self.failedOver = failedOver
        self.bypassedObjects = bypassedObjects
        self.droppedJobs = droppedJobs
        self.packages = packages
        self.hosts = hosts
        self.localReasons = localReasons
        self.accidents = accidents
        self.slowest = slowest
    }
}
