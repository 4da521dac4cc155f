public import ByteStrings

/// What a job's compiler was asked for.
public enum JobKind: String, CaseIterable, Sendable {
    case compile, preprocess, link, probe, query
}

/// How a job was done in the end. A job that failed over is `local` and has a `fallback`; so has one that is `givenUp`.
public enum JobMode: String, CaseIterable, Sendable {
    /// By the caller's own compiler, here.
    case local
    /// Preprocessed here, compiled by a stock distccd (protocols 1 and 2).
    case plain
    /// The same, but the text kept its macros, which the volunteer expanded (-fdirectives-only).
    case directives
    /// Preprocessed by a stock distccd from files sent along (protocol 3).
    case pump
    /// By distmaked.
    case native
    /// By nobody: no volunteer could do it, and DISTCC_FALLBACK=0 forbids to do it here.
    case givenUp = "given-up"

    /// Whether a volunteer did it.
    public var isRemote: Bool { self != .local && self != .givenUp }
}

/// One job, from the shim's request to our reply. Phases that did not happen are zero.
public struct JobRecord: Hashable, Sendable {
    /// The identifier of its build.
    public var build: String
    /// The job's number in its build, unique there.
    public var sequence: Int
    /// The source as the command line names it; empty when there is none.
    public var file: ByteString
    /// The caller's working directory, absolute.
    public var directory: ByteString
    /// The output as the command line names it or implies it; empty when there is none.
    public var output: ByteString
    public var kind: JobKind
    public var mode: JobMode
    /// The volunteer that did the job; with a `fallback` the one that did not.
    public var host: String?
    /// The kebab-case code of why the job was never offered to a volunteer.
    public var localReason: String?
    /// The kebab-case code of the accident after which the job was done here, or not at all.
    public var fallback: String?
    /// Copies started on volunteers.
    public var attempts: Int
    /// How the compiler ended, as the caller was told.
    public var status: EndStatus
    /// Since the build's start.
    public var started: Duration
    /// Waiting for a slot, here or there.
    public var queued: Duration
    public var preprocess: Duration
    public var connect: Duration
    public var send: Duration
    /// The compiler's time: from the last byte sent to the first byte back, or of the local process.
    public var compile: Duration
    public var receive: Duration
    public var bytesSent: Int
    public var bytesReceived: Int
    /// The size of the preprocessed text; of the source file where nothing was preprocessed here.
    public var sourceBytes: Int
    /// CPU of the children on this machine.
    public var user: Duration
    public var system: Duration
    /// The largest resident set of a child on this machine, in KiB.
    public var peakMemory: Int
    /// The length of the diagnostics.
    public var stderrBytes: Int

    public init(
        build: String, sequence: Int, file: ByteString, directory: ByteString, output: ByteString,
        kind: JobKind, mode: JobMode, host: String? = nil, localReason: String? = nil,
        fallback: String? = nil, attempts: Int = 0, status: EndStatus = .exited(0), started: Duration,
        queued: Duration = .zero, preprocess: Duration = .zero, connect: Duration = .zero,
        send: Duration = .zero, compile: Duration = .zero, receive: Duration = .zero, bytesSent: Int = 0,
        bytesReceived: Int = 0, sourceBytes: Int = 0, user: Duration = .zero, system: Duration = .zero,
        peakMemory: Int = 0, stderrBytes: Int = 0
    ) {
        self.build = build
        self.sequence = sequence
        self.file = file
        self.directory = directory
        self.output = output
        self.kind = kind
        self.mode = mode
        self.host = host
        self.localReason = localReason
        self.fallback = fallback
        self.attempts = attempts
        self.status = status
        self.started = started
        self.queued = queued
        self.preprocess = preprocess
        self.connect = connect
        self.send = send
        self.compile = compile
        self.receive = receive
        self.bytesSent = bytesSent
        self.bytesReceived = bytesReceived
        self.sourceBytes = sourceBytes
        self.user = user
        self.system = system
        self.peakMemory = peakMemory
        self.stderrBytes = stderrBytes
    }

    /// What the job held a slot for: everything but waiting and preprocessing.
    public var busy: Duration { connect + send + compile + receive }
}
