public import Analysis

/// What `distmake history show` tells of one build.
public struct HistoryPage: Equatable, Sendable {
    public struct Host: Equatable, Sendable {
        public var name: String
        /// Jobs of every kind that it did.
        public var jobs: Int
        /// In the host list; `nil` outside of it.
        public var slots: Int?
        public var busy: Duration
        public var bytesSent: Int
        public var bytesReceived: Int
        public var accidents: Int

        public init(
            name: String, jobs: Int, slots: Int? = nil, busy: Duration, bytesSent: Int, bytesReceived: Int,
            accidents: Int
        ) {
            self.name = name
            self.slots = slots
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

    /// One of makepkg's functions.
    public struct Phase: Equatable, Sendable {
        public var name: String
        public var wall: Duration

        public init(name: String, wall: Duration) {
            self.name = name
            self.wall = wall
        }
    }

    /// The chain of jobs that the build waited for.
    public struct Path: Equatable, Sendable {
        public var jobs: Int
        /// Without any of its jobs.
        public var gaps: Duration
        public var queued: Duration
        /// Preprocessing, and holding slots.
        public var work: Duration
        /// Longest first.
        public var longest: [SlowJob]

        public init(jobs: Int, gaps: Duration, queued: Duration, work: Duration, longest: [SlowJob]) {
            self.jobs = jobs
            self.gaps = gaps
            self.queued = queued
            self.work = work
            self.longest = longest
        }
    }

    /// What a header cost.
    public struct Header: Equatable, Sendable {
        public var file: String
        /// Translation units that included it.
        public var units: Int
        /// Of it, in all of them together.
        public var bytes: Int

        public init(file: String, units: Int, bytes: Int) {
            self.file = file
            self.units = units
            self.bytes = bytes
        }
    }

    public var build: HistoryList.Row
    public var command: String
    public var directory: String
    public var makeflags: String
    public var compiler: String
    public var local: Int
    public var failedOver: Int
    /// Compiles that nobody did.
    public var givenUp: Int
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
    /// `box, AMD Ryzen 7, 16 processors`; empty when it is not known.
    public var machine: String
    /// `8`, `no limit`; empty when it is not known.
    public var jobLimit: String
    /// `NAME=value`.
    public var settings: [String]
    public var phases: [Phase]
    /// What the command cost: `user 1:02, system 0:10, largest process 312 MB`; empty when it is not known.
    public var cost: String
    public var parallelism: Parallelism?
    public var path: Path?
    /// The dearest first.
    public var headers: [Header]
    /// Whether the jobs are still there one by one.
    public var hasJobs: Bool
    /// What would have helped, the most useful first.
    public var advice: [String]

    public init(
        build: HistoryList.Row, command: String, directory: String, makeflags: String, compiler: String,
        local: Int, failedOver: Int, givenUp: Int = 0, bypassedObjects: Int = 0, droppedJobs: Int = 0,
        packages: [Package] = [], hosts: [Host] = [], localReasons: [Reason] = [], accidents: [Reason] = [],
        slowest: [SlowJob] = [], machine: String = "", jobLimit: String = "", settings: [String] = [],
        phases: [Phase] = [], cost: String = "", parallelism: Parallelism? = nil, path: Path? = nil,
        headers: [Header] = [], hasJobs: Bool = true, advice: [String] = []
    ) {
        self.build = build
        self.command = command
        self.directory = directory
        self.makeflags = makeflags
        self.compiler = compiler
        self.local = local
        self.failedOver = failedOver
        self.givenUp = givenUp
        self.bypassedObjects = bypassedObjects
        self.droppedJobs = droppedJobs
        self.packages = packages
        self.hosts = hosts
        self.localReasons = localReasons
        self.accidents = accidents
        self.slowest = slowest
        self.machine = machine
        self.jobLimit = jobLimit
        self.settings = settings
        self.phases = phases
        self.cost = cost
        self.parallelism = parallelism
        self.path = path
        self.headers = headers
        self.hasJobs = hasJobs
        self.advice = advice
    }
}
