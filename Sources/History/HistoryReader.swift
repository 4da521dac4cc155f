internal import ByteStrings
internal import GRDB
public import SystemPackage

/// Reads the history database. Nothing is created by reading; a database that an older distmake made is brought up
/// to date first.
public struct HistoryReader: Sendable {
    let path: FilePath
    let queue: DatabaseQueue

    /// Opens the database at `path`.
    ///
    /// - Throws: `HistoryError` `.absent` (no file, or one that no build has written yet), `.newerSchema`,
    ///   `.olderSchema` (and it takes no writes), `.corrupt`, `.cannotOpen`.
    public init(path: FilePath) throws(HistoryError) {
        self.path = path
        // GRDB reports a missing file as "unable to open", which has other causes too.
        guard (try? path.stat()) != nil else { throw HistoryError(code: .absent, path: path) }
        let version: Int
        do {
            queue = try HistoryReader.open(path)
            version = try queue.read(Schema.version)
        } catch {
            throw HistoryError(error, path: path)
        }
        guard version > 0 else { throw HistoryError(code: .absent, path: path) }
        guard version <= Schema.current else { throw HistoryError(code: .newerSchema, path: path) }
        guard version < Schema.current else { return }
        do {
            let file = HistoryFile(path: path, busyTimeout: HistoryRecorder.defaultBusyTimeout, setup: [])
            try file.open().close()
        } catch {
            let cause = HistoryError(error, path: path)
            throw HistoryError(
                code: .olderSchema, path: path, sqliteCode: cause.sqliteCode, systemError: cause.systemError,
                message: cause.message)
        }
    }

    private static func open(_ path: FilePath) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(HistoryRecorder.defaultBusyTimeout / .seconds(1))
        do {
            return try DatabaseQueue(path: path.string, configuration: configuration)
        } catch DatabaseError.SQLITE_READONLY, DatabaseError.SQLITE_CANTOPEN {
            // Even a reader of a WAL database makes files beside it, and may not in a directory of another user.
            // Without a write-ahead log nobody writes, so the file can be read as it is.
            guard (try? FilePath(path.string + "-wal").stat()) == nil else {
                throw HistoryError(code: .readOnly, path: path)
            }
            return try DatabaseQueue(path: immutableURI(of: path), configuration: configuration)
        }
    }

    /// The file as one that does not change while it is open.
    ///
    /// - Source: <https://www.sqlite.org/uri.html>. A library built without SQLITE_USE_URI takes this for the name
    ///   of a file that does not exist.
    static func immutableURI(of path: FilePath) -> String {
        let escaped = path.string.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "?": "%3f"
            case "#": "%23"
            default: String(scalar)
            }
        }
        return "file:\(escaped.joined())?immutable=1"
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
            bypassedObjects: row["bypassedObjects"],
            machine: Machine(name: row["machine"], processor: row["processor"], cores: row["cores"]),
            jobLimit: row["jobLimit"],
            settings: PathText.bytes(of: row["settings"]).split("\n").filter { !$0.isEmpty },
            usage: (row["commandUserMicroseconds"] as Int64?).map { user in
                BuildUsage(
                    user: .microseconds(user),
                    system: .microseconds(row["commandSystemMicroseconds"] as Int64),
                    peakMemory: row["commandPeakKibibytes"])
            },
            imported: (row["importedNanoseconds"] as Int64?).map { .nanoseconds($0) })
    }
}
