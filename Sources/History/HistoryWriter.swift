internal import GRDB
internal import SystemPackage

/// Owns the connection and the builds that are under way. Invariant: what `open` holds as numbers was committed
/// to the file that `queue` is connected to.
actor HistoryWriter {
    private let file: HistoryFile
    private let buffer: RecordBuffer
    private let report: @Sendable (HistoryError) -> Void
    private let executor = BlockingExecutor(label: "distmake.history.writer")

    private var queue: DatabaseQueue?
    private var identity: FileIdentity?
    private var open: [String: BuildRecord] = [:]
    private var reported: Set<HistoryError.Code> = []
    private var hasSetAside = false

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(file: HistoryFile, buffer: RecordBuffer, report: @escaping @Sendable (HistoryError) -> Void) {
        self.file = file
        self.buffer = buffer
        self.report = report
    }

    /// Writes everything that is pending in one transaction.
    func flush() {
        let batch = buffer.take()
        guard !batch.isEmpty else { return }
        do {
            try write(batch)
        } catch {
            recover(batch, from: HistoryError(error, path: file.path))
        }
    }

    private func write(_ batch: PendingRecords) throws {
        let queue = try connect()
        let builds = open.merging(batch.begun.map { ($0.identifier, $0) }) { _, new in new }
        var unclaimed = 0
        try queue.inTransaction(.immediate) { database in
            var insertion = BatchInsertion(database: database, builds: builds)
            try insertion.insert(batch)
            unclaimed = insertion.unclaimedJobs
            return .commit
        }
        open = builds
        for build in batch.finished {
            open[build.identifier] = nil
        }
        if unclaimed > 0 {
            tell(HistoryError(code: .unknownBuild, path: file.path, message: "\(unclaimed) jobs"))
        }
    }

    private func connect() throws -> DatabaseQueue {
        if let queue { return queue }
        let before = file.identity()
        do {
            let queue = try file.open()
            self.queue = queue
            identity = file.identity()
            return queue
        } catch {
            identity = before
            throw error
        }
    }

    /// What a failed flush means for this batch and for those that follow.
    private func recover(_ batch: PendingRecords, from error: HistoryError) {
        switch error.code {
        case .corrupt where !hasSetAside:
            replaceCorruptFile(batch, error)
        case .locked, .diskFull, .inputOutput, .cannotOpen:
            // These pass: the other writer ends, somebody makes room. The buffer's bound is the limit.
            tell(error)
            buffer.putBack(batch)
        case .unexpected:
            // A batch that SQLite refuses would be refused for ever.
            tell(error)
        default:
            tell(error)
            queue = nil
            buffer.close()
        }
    }

    private func replaceCorruptFile(_ batch: PendingRecords, _ error: HistoryError) {
        hasSetAside = true
        queue = nil
        var error = error
        do {
            error.setAside = try file.setAside(identity)
        } catch {
            tell(HistoryError(error, path: file.path))
            buffer.close()
            return
        }
        tell(error)
        // The new file knows nothing of the builds under way: they begin again there.
        var again = batch
        again.begun = Array(open.values) + batch.begun
        do {
            try write(again)
        } catch {
            recover(again, from: HistoryError(error, path: file.path))
        }
    }

    private func tell(_ error: HistoryError) {
        if reported.insert(error.code).inserted {
            report(error)
        }
    }
}
