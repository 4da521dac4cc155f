public import Analysis
public import ByteStrings

/// A build as it was recorded, with what its jobs add up to.
public struct RecordedBuild: Equatable, Sendable {
    /// Without package files, hosts and phases where many builds are listed.
    public var build: BuildRecord
    public var totals: JobTotals
    /// Jobs that were not recorded because the database did not keep up.
    public var droppedJobs: Int
    /// Whether its jobs are still there one by one, and not only as sums.
    public var hasJobs: Bool
}

/// Sums over jobs. Every compile is in exactly one of `remote`, `local`, `failedOver` and
/// `givenUp`.
public struct JobTotals: Equatable, Sendable {
    /// Jobs of every kind.
    public var jobs = 0
    /// Jobs of every kind that did not end with status 0.
    public var failures = 0
    public var compiles = 0
    public var remote = 0
    public var local = 0
    /// Compiles that were offered to a volunteer and done here.
    public var failedOver = 0
    /// Compiles that no volunteer could do and that were forbidden to be done here.
    public var givenUp = 0
    /// Waiting for slots, all jobs together.
    public var queued: Duration = .zero
    /// Holding slots, all jobs together.
    public var busy: Duration = .zero
    public var bytesSent = 0
    public var bytesReceived = 0
    /// CPU of the children on this machine.
    public var processorTime: Duration = .zero
}

/// What one machine did for a build: a volunteer, `localhost` of the host list, or this machine outside of the list.
public struct HostShare: Equatable, Sendable {
    /// `nil` is this machine.
    public var host: String?
    /// Jobs it did, of every kind.
    public var jobs = 0
    /// How long they held slots, together.
    public var busy: Duration = .zero
    public var bytesSent = 0
    public var bytesReceived = 0
    public var sourceBytes = 0
    /// The compilers' time of its compiles, together, and the text of these.
    public var compile: Duration = .zero
    public var compiledBytes = 0
    /// Sending and receiving, together.
    public var transfer: Duration = .zero
    /// Accidents after which the job was done here.
    public var accidents = 0
}

/// How often a code occurred.
public struct CodeCount: Equatable, Sendable {
    /// Kebab-case.
    public var code: String
    public var kind: JobKind
    public var jobs: Int
    /// How long these jobs held slots, together.
    public var busy: Duration
}

/// One of the slowest jobs of a build.
public struct SlowJob: Equatable, Sendable {
    /// Relative to the build's directory.
    public var file: ByteString
    public var output: ByteString
    public var kind: JobKind
    /// `nil` is this machine.
    public var host: String?
    public var preprocess: Duration
    public var compile: Duration
    /// Without waiting for a slot: preprocessing, connecting, sending, compiling and receiving.
    public var total: Duration
}

/// Everything that `history show` tells of one build.
public struct BuildDetail: Equatable, Sendable {
    public var build: RecordedBuild
    /// Volunteers by jobs, most first, then this machine.
    public var hosts: [HostShare]
    /// Most frequent first.
    public var localReasons: [CodeCount]
    /// Most frequent first.
    public var fallbacks: [CodeCount]
    /// Slowest first.
    public var slowest: [SlowJob]
    /// Preprocessing here, all jobs together.
    public var preprocess: Duration
    /// How many compiles were under way at once; `nil` when the jobs are not there one by one.
    public var parallelism: Parallelism?
    /// What this machine in the host list did to the package's builds; `nil` when it is not there, or that is not known.
    public var localhostEffect: LocalhostEffect?
    /// What the end waited for; `nil` when the jobs are not there one by one.
    public var path: BuildPath?
}

/// The critical path of a build, with the names of its longest jobs.
public struct BuildPath: Equatable, Sendable {
    /// How many jobs are on it.
    public var jobs: Int
    /// Time without any of its jobs.
    public var gaps: Duration
    public var queued: Duration
    public var preprocess: Duration
    public var busy: Duration
    /// Longest first.
    public var longest: [SlowJob]
}

extension BuildDetail {
    /// The build's figures for `Advice`.
    ///
    /// - Parameter remedy: what the user can change about a local reason.
    public func figures(remedy: (String) -> String?) -> BuildFigures {
        var listed: [String: ListedHost] = [:]
        for host in build.build.hostList { listed[host.name] = host }
        var figures = BuildFigures(
            jobLimit: build.build.jobLimit, cores: build.build.machine.cores, compiles: build.totals.compiles,
            remote: build.totals.remote, queued: build.totals.queued, preprocess: preprocess,
            hosts: hosts.map { $0.figures(listed: $0.host.flatMap { listed[$0] }) },
            localReasons: localReasons.filter { $0.kind == .compile }.map { reason in
                BuildFigures.Reason(
                    code: reason.code, compiles: reason.jobs, busy: reason.busy, remedy: remedy(reason.code))
            },
            parallelism: parallelism)
        figures.localhostEffect = localhostEffect
        return figures
    }
}

extension HostShare {
    func figures(listed: ListedHost?) -> BuildFigures.Host {
        BuildFigures.Host(
            name: host, slots: listed?.slots, options: listed?.options ?? "", jobs: jobs, busy: busy,
            compile: compile, sourceBytes: compiledBytes, transfer: transfer, bytesSent: bytesSent,
            bytesReceived: bytesReceived, accidents: accidents)
    }
}

/// What earlier builds say about the next one.
public struct Expectation: Equatable, Sendable {
    /// The compiler's time of each unit: the mean over the builds that were looked at.
    public var compile: [UnitName: Duration] = [:]
    /// The largest resident set of each link's processes, in KiB, in any of these builds.
    public var linkMemory: [UnitName: Int] = [:]
}
