public import SystemPackage

/// Writes builds and jobs to the history database, in batches, off the hot path.
///
/// `begin`, `record` and `finish` only append to a buffer in memory. `run` writes the buffer once a second, so a
/// crash loses at most the last second; `flush` writes it now. Nothing here throws: a database that cannot be
/// written costs the build its history and one warning for each kind of failure.
public final class HistoryRecorder: Sendable {
    /// Jobs kept while the database does not answer: about 10 MB.
    public static let defaultCapacity = 20_000

    /// How long SQLite waits for another writer's lock.
    public static let defaultBusyTimeout: Duration = .seconds(5)

    private let buffer: RecordBuffer
    private let writer: HistoryWriter

    /// A recorder for the database at `path`, which is opened, and made if need be, by the first flush.
    ///
    /// - Parameters:
    ///   - capacity: the most jobs that are kept between two flushes; more are dropped and counted.
    ///   - report: called once for each code of failure, from the writer's thread.
    public convenience init(
        path: FilePath, capacity: Int = HistoryRecorder.defaultCapacity,
        busyTimeout: Duration = HistoryRecorder.defaultBusyTimeout,
        report: @escaping @Sendable (HistoryError) -> Void
    ) {
        self.init(path: path, capacity: capacity, busyTimeout: busyTimeout, setup: [], report: report)
    }

    /// - Parameter setup: statements run on each new connection; tests bring about failures with them.
    init(
        path: FilePath, capacity: Int, busyTimeout: Duration, setup: [String],
        report: @escaping @Sendable (HistoryError) -> Void
    ) {
        buffer = RecordBuffer(capacity: capacity)
        let file = HistoryFile(path: path, busyTimeout: busyTimeout, setup: setup)
        writer = HistoryWriter(file: file, buffer: buffer, report: report)
    }

    /// Notes that a build has started.
    public func begin(_ build: BuildRecord) {
        buffer.append(begun: build)
    }

    /// Notes a job that is over. Its build must have begun.
    public func record(_ job: JobRecord) {
        buffer.append(job)
    }

    /// Notes what a volunteer's compiler was found to be.
    public func record(_ toolchain: ToolchainRecord) {
        buffer.append(.found(toolchain))
    }

    /// Notes that what was known of a volunteer's compiler is no longer believed.
    public func doubt(_ toolchain: ToolchainRecord.Key) {
        buffer.append(.doubted(toolchain))
    }

    /// Notes that a build is over, with everything that is known about it now.
    public func finish(_ build: BuildRecord) {
        buffer.append(finished: build)
    }

    /// Writes what has been noted so far, and returns when it is written or could not be.
    public func flush() async {
        await writer.flush()
    }

    /// Flushes once a second until the task is cancelled, and a last time then.
    public func run<C: Clock>(clock: C) async where C.Duration == Duration {
        while !Task.isCancelled {
            // Only cancellation ends the sleep early, and the loop looks at that itself.
            try? await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: .milliseconds(100))
            await flush()
        }
    }
}
