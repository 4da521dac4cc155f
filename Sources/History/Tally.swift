internal import GRDB

/// What the jobs of a build are summed by.
struct TallyKey: Hashable {
    var build: Int64
    var kind: Int64
    var mode: Int64
    var host: Int64
    var localReason: Int64
    var fallback: Int64
}

/// The sums over the jobs of one batch that share a key.
struct Tally {
    private var jobs = 0
    private var failures = 0
    private var queued: Duration = .zero
    private var preprocess: Duration = .zero
    private var compile: Duration = .zero
    private var busy: Duration = .zero
    private var sentBytes = 0
    private var receivedBytes = 0
    private var sourceBytes = 0
    private var processorTime: Duration = .zero
    private var connect: Duration = .zero
    private var send: Duration = .zero
    private var receive: Duration = .zero
    private var peakMemory = 0

    mutating func add(_ job: JobRecord) {
        jobs += 1
        failures += job.status.isSuccess ? 0 : 1
        queued += job.queued
        preprocess += job.preprocess
        compile += job.compile
        busy += job.busy
        sentBytes += job.bytesSent
        receivedBytes += job.bytesReceived
        sourceBytes += job.sourceBytes
        processorTime += job.user + job.system
        connect += job.connect
        send += job.send
        receive += job.receive
        peakMemory = max(peakMemory, job.peakMemory)
    }

    static let upsert = """
        INSERT INTO tally (build, kind, mode, host, localReason, fallback, jobs, failures, queuedNanoseconds,
                           preprocessNanoseconds, compileNanoseconds, busyNanoseconds, sentBytes,
                           receivedBytes, sourceBytes, cpuMicroseconds, connectNanoseconds, sendNanoseconds,
                           receiveNanoseconds, peakKibibytes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
            jobs = jobs + excluded.jobs,
            failures = failures + excluded.failures,
            queuedNanoseconds = queuedNanoseconds + excluded.queuedNanoseconds,
            preprocessNanoseconds = preprocessNanoseconds + excluded.preprocessNanoseconds,
            compileNanoseconds = compileNanoseconds + excluded.compileNanoseconds,
            busyNanoseconds = busyNanoseconds + excluded.busyNanoseconds,
            sentBytes = sentBytes + excluded.sentBytes,
            receivedBytes = receivedBytes + excluded.receivedBytes,
            sourceBytes = sourceBytes + excluded.sourceBytes,
            cpuMicroseconds = cpuMicroseconds + excluded.cpuMicroseconds,
            connectNanoseconds = connectNanoseconds + excluded.connectNanoseconds,
            sendNanoseconds = sendNanoseconds + excluded.sendNanoseconds,
            receiveNanoseconds = receiveNanoseconds + excluded.receiveNanoseconds,
            peakKibibytes = max(peakKibibytes, excluded.peakKibibytes)
        """

    func arguments(_ key: TallyKey) -> StatementArguments {
        [
            key.build, key.kind, key.mode, key.host, key.localReason, key.fallback, jobs, failures,
            queued.nanoseconds, preprocess.nanoseconds, compile.nanoseconds, busy.nanoseconds, sentBytes,
            receivedBytes, sourceBytes, processorTime.microseconds, connect.nanoseconds, send.nanoseconds,
            receive.nanoseconds, peakMemory,
        ]
    }
}

/// What one batch adds to the sums of a build.
struct Total {
    private var jobs = 0
    private var failures = 0
    private var compiles = 0
    private var remote = 0
    private var failedOver = 0
    private var givenUp = 0
    private var queued: Duration = .zero
    private var busy: Duration = .zero
    private var sentBytes = 0
    private var receivedBytes = 0
    private var processorTime: Duration = .zero

    mutating func add(_ job: JobRecord) {
        jobs += 1
        failures += job.status.isSuccess ? 0 : 1
        if job.kind == .compile {
            compiles += 1
            remote += job.mode.isRemote ? 1 : 0
            failedOver += job.mode == .local && job.fallback != nil ? 1 : 0
            givenUp += job.mode == .givenUp ? 1 : 0
        }
        queued += job.queued
        busy += job.busy
        sentBytes += job.bytesSent
        receivedBytes += job.bytesReceived
        processorTime += job.user + job.system
    }

    static let update = """
        UPDATE total SET jobs = jobs + ?, failures = failures + ?, compiles = compiles + ?, remote = remote + ?,
                         failedOver = failedOver + ?, givenUp = givenUp + ?, queuedNanoseconds = queuedNanoseconds + ?,
                         busyNanoseconds = busyNanoseconds + ?, sentBytes = sentBytes + ?,
                         receivedBytes = receivedBytes + ?, cpuMicroseconds = cpuMicroseconds + ?
        WHERE build = ?
        """

    func arguments(_ build: Int64) -> StatementArguments {
        [
            jobs, failures, compiles, remote, failedOver, givenUp, queued.nanoseconds, busy.nanoseconds,
            sentBytes, receivedBytes, processorTime.microseconds, build,
        ]
    }
}

/// What one batch adds to a host: its speed is `sourceBytes` over `compileNanoseconds`.
struct HostTally {
    private var jobs = 0
    private var failures = 0
    private var compile: Duration = .zero
    private var sourceBytes = 0
    private var seen: Duration = .zero

    mutating func add(_ job: JobRecord, in build: BuildRecord) {
        seen = max(seen, build.started + job.started)
        // With a fallback the work was done here, so it says nothing about the host's speed.
        guard job.fallback == nil else {
            failures += 1
            return
        }
        jobs += 1
        compile += job.compile
        sourceBytes += job.sourceBytes
    }

    static let update = """
        UPDATE host SET seenNanoseconds = max(seenNanoseconds, ?), jobs = jobs + ?, failures = failures + ?,
                        compileNanoseconds = compileNanoseconds + ?, sourceBytes = sourceBytes + ?
        WHERE number = ?
        """

    func arguments(_ number: Int64) -> StatementArguments {
        [seen.nanoseconds, jobs, failures, compile.nanoseconds, sourceBytes, number]
    }
}
