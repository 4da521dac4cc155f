internal import GRDB
internal import SystemPackage

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The database as a file: where it is, how it is opened for writing, and how it is set aside.
struct HistoryFile: Sendable {
    var path: FilePath
    var busyTimeout: Duration
    /// Statements run on each new connection.
    var setup: [String]

    /// What makes it possible that pruning shortens the file, in a new one, or before one is written anew.
    static let shortenable = "PRAGMA auto_vacuum = INCREMENTAL"

    /// Opens the database, made and migrated if need be.
    func open() throws -> DatabaseQueue {
        try makeDirectory()
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.label = "distmake.history"
        let setup = setup
        let isNew = ((try? path.stat())?.size ?? 0) == 0
        configuration.prepareDatabase { database in
            // Before anything else is written: later only VACUUM brings it about. It takes the lock of a writer.
            if isNew { try database.execute(sql: HistoryFile.shortenable) }
            for statement in setup {
                try database.execute(sql: statement)
            }
        }
        let queue = try DatabaseQueue(path: path.string, configuration: configuration)
        guard try queue.writeWithoutTransaction(Schema.migrate) else {
            throw HistoryError(code: .newerSchema, path: path)
        }
        return queue
    }

    /// What tells this file from another one under the same path; `nil` when there is none.
    func identity() -> FileIdentity? {
        (try? path.stat()).map { FileIdentity(device: $0.deviceID, inode: $0.inode) }
    }

    /// Renames the file and SQLite's files beside it to the first free of `NAME.corrupt-1`, `-2` …
    ///
    /// Two builds may find the same damage; the second would rename the first one's new database. So nothing
    /// happens unless the file is still the one that was found corrupt.
    ///
    /// - Returns: the new name; `nil` when another program replaced the file already.
    func setAside(_ corrupt: FileIdentity?) throws(Errno) -> FilePath? {
        guard let corrupt, identity() == corrupt else { return nil }
        var number = 1
        while (try? suffixed(".corrupt-\(number)").stat()) != nil {
            number += 1
        }
        let target = suffixed(".corrupt-\(number)")
        try move(path, to: target)
        for companion in ["-wal", "-shm"] where (try? suffixed(companion).stat()) != nil {
            try move(suffixed(companion), to: FilePath(target.string + companion))
        }
        return target
    }

    private func suffixed(_ suffix: String) -> FilePath {
        FilePath(path.string + suffix)
    }

    private func move(_ old: FilePath, to new: FilePath) throws(Errno) {
        let status = unsafe old.withPlatformString { old in
            unsafe new.withPlatformString { new in unsafe rename(old, new) }
        }
        guard status == 0 else { throw Errno(rawValue: errno) }
    }

    /// Makes the directory, and those above it, for this user alone, as the XDG specification asks.
    private func makeDirectory() throws(HistoryError) {
        var missing: [FilePath] = []
        var directory = path.removingLastComponent()
        while !directory.isEmpty, (try? directory.stat()) == nil {
            missing.append(directory)
            let parent = directory.removingLastComponent()
            guard parent != directory else { break }
            directory = parent
        }
        for directory in missing.reversed() {
            let status = unsafe directory.withPlatformString { unsafe mkdir($0, 0o700) }
            // Another build may be making the same directory.
            guard status == 0 || errno == EEXIST else {
                throw HistoryError(code: .noDirectory, path: directory, systemError: errno)
            }
        }
    }
}

struct FileIdentity: Equatable {
    var device: DeviceID
    var inode: Inode
}
