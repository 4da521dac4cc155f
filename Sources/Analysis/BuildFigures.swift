/// What is known of one build after its end, in numbers.
public struct BuildFigures: Equatable, Sendable {
    /// A machine of the build.
    public struct Host: Equatable, Sendable {
        /// `nil` is this machine, with what stayed here.
        public var name: String?
        /// Slots in the host list; `nil` for this machine outside of the list, and when it is not known.
        public var slots: Int?
        /// What stands behind the commas in the list: `cpp,lzo`.
        public var options: String
        /// Jobs it did, of every kind.
        public var jobs: Int
        /// How long they held slots, together.
        public var busy: Duration
        /// The compilers' time of its compiles, together.
        public var compile: Duration
        /// The text of these compiles.
        public var sourceBytes: Int
        /// Time of sending and receiving, together.
        public var transfer: Duration
        public var bytesSent: Int
        public var bytesReceived: Int
        /// Compiles that it did not do and that were done here.
        public var accidents: Int

        public init(
            name: String?, slots: Int? = nil, options: String = "", jobs: Int = 0, busy: Duration = .zero,
            compile: Duration = .zero, sourceBytes: Int = 0, transfer: Duration = .zero, bytesSent: Int = 0,
            bytesReceived: Int = 0, accidents: Int = 0
        ) {
            self.name = name
            self.slots = slots
            self.options = options
            self.jobs = jobs
            self.busy = busy
            self.compile = compile
            self.sourceBytes = sourceBytes
            self.transfer = transfer
            self.bytesSent = bytesSent
            self.bytesReceived = bytesReceived
            self.accidents = accidents
        }

        /// Text compiled in a second; `nil` when nothing was measured.
        public var speed: Double? {
            guard sourceBytes > 0, compile > .zero else { return nil }
            return Double(sourceBytes) / (compile / .seconds(1))
        }
    }

    /// Why compiles stayed, or came back.
    public struct Reason: Equatable, Sendable {
        /// Kebab-case.
        public var code: String
        public var compiles: Int
        /// How long these compiles held slots, together.
        public var busy: Duration
        /// What the user can change about it; `nil` when nothing.
        public var remedy: String?

        public init(code: String, compiles: Int, busy: Duration, remedy: String?) {
            self.code = code
            self.compiles = compiles
            self.busy = busy
            self.remedy = remedy
        }
    }

    /// The -j of build(); 0 for no limit, `nil` when it is not known.
    public var jobLimit: Int?
    /// Processors of this machine; `nil` when it is not known.
    public var cores: Int?
    /// `PKGBUILD:LINE: text` where the package takes its -j from the processors of this machine; `nil` when it does not,
    /// or when that is not known.
    public var localJobCount: String?
    public var compiles: Int
    public var remote: Int
    /// Waiting for slots, all jobs together.
    public var queued: Duration
    /// Preprocessing here, all jobs together.
    public var preprocess: Duration
    public var hosts: [Host]
    public var localReasons: [Reason]
    /// `nil` when the jobs are no longer there one by one.
    public var parallelism: Parallelism?
    /// `nil` when the package was not built both with and without this machine in the list.
    public var localhostEffect: LocalhostEffect?

    public init(
        jobLimit: Int? = nil, cores: Int? = nil, compiles: Int, remote: Int, queued: Duration = .zero,
        preprocess: Duration = .zero, hosts: [Host] = [], localReasons: [Reason] = [],
        parallelism: Parallelism? = nil
    ) {
        self.jobLimit = jobLimit
        self.cores = cores
        self.compiles = compiles
        self.remote = remote
        self.queued = queued
        self.preprocess = preprocess
        self.hosts = hosts
        self.localReasons = localReasons
        self.parallelism = parallelism
    }

    /// Slots of all hosts in the list together.
    public var slots: Int { hosts.reduce(0) { $0 + ($1.slots ?? 0) } }

    /// How many slots of a host were in use on average while jobs were under way; `nil` when that is not known.
    public func slotsInUse(_ host: Host) -> Double? {
        guard let span = parallelism?.span, span > .zero else { return nil }
        return host.busy / span
    }
}
