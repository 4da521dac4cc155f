internal import ByteStrings
internal import GRDB
public import SystemPackage

/// Reads the history database. Nothing is created or migrated by reading.
public struct HistoryReader: Sendable {
    let path: FilePath
    private let queue: DatabaseQueue

    /// Opens the database at `path`.
    ///
    /// - Throws: `HistoryError` `.absent` (no file, or one that no build has written yet), `.newerSchema`,
    ///   `.corrupt`, `.cannotOpen`.
    public init(path: FilePath) throws(HistoryError) {
        self.path = path
        // GRDB reports a missing file as "unable to open", which has other causes too.
        guard (try? path.stat()) != nil else { throw HistoryError(code: .absent, path: path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(HistoryRecorder.defaultBusyTimeout / .seconds(1))
        let version: Int
        do {
            queue = try DatabaseQueue(path: path.string, configuration: configuration)
            version = try queue.read(Schema.version)
        } catch {
            throw HistoryError(error, path: path)
        }
        guard version > 0 else { throw HistoryError(code: .absent, path: path) }
        guard version <= Schema.current else { throw HistoryError(code: .newerSchema, path: path) }
    }

    /// Runs `body` on one snapshot of the database.
    func read<R>(_ body: (Database) throws -> R) throws(HistoryError) -> R {
        do {
            return try queue.read(body)
        } catch {
            throw HistoryError(error, path: path)
        }
    }
}

extension BuildRecord {
    /// From a row with the columns of `build`.
    init(_ row: Row) {
        self.init(
            identifier: row["identifier"], package: row["package"], version: row["version"],
            directory: PathText.bytes(of: row["directory"]), command: PathText.bytes(of: row["command"]),
            makeflags: PathText.bytes(of: row["makeflags"]), compiler: row["compiler"],
            hosts: PathText.bytes(of: row["hosts"]),
            started: .nanoseconds(row["startedNanoseconds"] as Int64),
            finished: (row["finishedNanoseconds"] as Int64?).map { .nanoseconds($0) },
            result: (row["status"] as Int64?).map(EndStatus.init(stored:)),
            bypassedObjects: row["bypassedObjects"])
    }
}
