/// What a user wants to know after a build: where the compiles went, why not elsewhere, and what to change.
public struct BuildSummary: Equatable, Sendable {
    public struct Host: Equatable, Sendable {
        public var name: String
        /// Compiles it did.
        public var jobs: Int
        /// How long its slots were in use, together.
        public var busy: Duration
        /// Compiles that failed there by accident and went elsewhere.
        public var accidents: Int

        public init(name: String, jobs: Int, busy: Duration, accidents: Int = 0) {
            self.name = name
            self.jobs = jobs
            self.busy = busy
            self.accidents = accidents
        }
    }

    /// Why compiles stayed, or came back.
    public struct Reason: Equatable, Sendable {
        /// The kebab-case code, as in history.
        public var code: String
        public var count: Int
        /// What the user can change, in one sentence; `nil` when nothing.
        public var advice: String?

        public init(code: String, count: Int, advice: String? = nil) {
            self.code = code
            self.count = count
            self.advice = advice
        }
    }

    /// Objects that appeared under srcdir without a job.
    public struct Bypassed: Equatable, Sendable {
        public var count: Int
        /// Paths of a few of them.
        public var examples: [String]
        /// What `.comment` names, `GCC: (GNU) 12.2.0`.
        public var compiler: String?
        /// Where the PKGBUILD names that compiler's path, `PKGBUILD:14`.
        public var place: String?

        public init(count: Int, examples: [String], compiler: String? = nil, place: String? = nil) {
            self.count = count
            self.examples = examples
            self.compiler = compiler
            self.place = place
        }
    }

    /// Whether compiles could leave this machine.
    public enum Distribution: Equatable, Sendable {
        case on
        /// Turned off by what is named, `options=(!distcc)` or `--local`.
        case off(by: String)
        /// There is no host list.
        case noHosts
    }

    /// What was built: `lua 5.4.6-1`, `make -j8`.
    public var subject: String
    public var succeeded: Bool
    public var wall: Duration
    public var distribution: Distribution
    /// Compiles by what became of them.
    public var remote: Int
    public var local: Int
    public var failedOver: Int
    /// Those that nobody did, because the user forbids to do them here.
    public var givenUp: Int
    /// The volunteers that were used or tried.
    public var hosts: [Host]
    /// How long local compiles held their slots, together.
    public var localBusy: Duration
    public var localReasons: [Reason]
    public var accidents: [Reason]
    public var bypassed: Bypassed?
    /// What would have made the build faster, the most useful first.
    public var advice: [String]
    /// Further lines, warnings first: what the slots would have suggested for -j, a package that names us.
    public var notes: [String]
    /// The build's identifier in history; `nil` when it was not recorded.
    public var identifier: String?

    public init(
        subject: String, succeeded: Bool, wall: Duration, distribution: Distribution, remote: Int, local: Int,
        failedOver: Int, givenUp: Int = 0, hosts: [Host] = [], localBusy: Duration = .zero,
        localReasons: [Reason] = [], accidents: [Reason] = [], bypassed: Bypassed? = nil,
        advice: [String] = [], notes: [String] = [], identifier: String? = nil
    ) {
        self.subject = subject
        self.succeeded = succeeded
        self.wall = wall
        self.distribution = distribution
        self.remote = remote
        self.local = local
        self.failedOver = failedOver
        self.givenUp = givenUp
        self.hosts = hosts
        self.localBusy = localBusy
        self.localReasons = localReasons
        self.accidents = accidents
        self.bypassed = bypassed
        self.advice = advice
        self.notes = notes
        self.identifier = identifier
    }

    public var compiles: Int { remote + local + failedOver + givenUp }
}
