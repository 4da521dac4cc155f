public import ByteStrings

/// A build as it was recorded, with what its jobs add up to.
public struct RecordedBuild: Equatable, Sendable {
    /// Without package files where many builds are listed.
    public var build: BuildRecord
    public var totals: JobTotals
    /// Jobs that were not recorded because the database did not keep up.
    public var droppedJobs: Int
}

/// Sums over jobs. Every compile is in exactly one of `remote`, `local` and `failedOver`.
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
    public var bytesSent = 0
    public var bytesReceived = 0
    /// CPU of the children on this machine.
    public var processorTime: Duration = .zero
}

/// What one machine did for a build.
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
}

/// What earlier builds say about the next one.
public struct Expectation: Equatable, Sendable {
    /// The compiler's time of each unit: the mean over the builds that were looked at.
    public var compile: [UnitName: Duration] = [:]
    /// The compiles of the last of them; `nil` when there is none.
    public var compiles: Int?
    /// How long the last of them took.
    public var wall: Duration?
}
