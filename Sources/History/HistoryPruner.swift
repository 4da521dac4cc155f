internal import GRDB
public import SystemPackage

/// Removes the jobs of old builds, build by build, and shortens the file: a build that is under way waits for one such
/// step at most.
public struct HistoryPruner: Sendable {
    private let path: FilePath
    private let limits: PruneLimits

    /// - Parameter path: of the database, which must be there.
    public init(path: FilePath, limits: PruneLimits) {
        self.path = path
        self.limits = limits
    }

    /// Removes what the limits do not allow.
    ///
    /// - Parameters:
    ///   - now: since 1970-01-01 UTC.
    ///   - mayGoOn: asked before each step; when it says no, the rest stays for the next time.
    public func prune(now: Duration, mayGoOn: () -> Bool = { true }) throws(HistoryError) -> PruneResult {
        try with { queue in
            var result = PruneResult(before: try queue.read(usedBytes))
            result.after = result.before
            var packages: Set<String> = []
            while let build = try queue.read({ try nextBuild($0, now: now, used: result.after) }) {
                guard mayGoOn() else {
                    result.isComplete = false
                    break
                }
                let removed = try queue.writeInTransaction(.immediate) {
                    try removeJobs($0, of: build.number)
                }
                result.builds += 1
                result.jobs += removed
                packages.insert(build.package)
                result.after = try queue.read(usedBytes)
            }
            for package in packages.sorted() where mayGoOn() {
                try queue.writeInTransaction(.immediate) { try removeUnusedUnits($0, of: package) }
                result.after = try queue.read(usedBytes)
            }
            try giveBack(queue, mayGoOn)
            return result
        }
    }

    /// What `prune` would do, the size by the mean size of a job; nothing is changed.
    public func plan(now: Duration) throws(HistoryError) -> PruneResult {
        try with { queue in
            try queue.read { database in
                var result = PruneResult(before: try usedBytes(database))
                result.after = result.before
                let builds = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT startedNanoseconds, jobs FROM build JOIN total ON total.build = build.number
                        WHERE hasJobs AND \(HistoryPruner.isOver) ORDER BY startedNanoseconds
                        """,
                    arguments: ["day": now.nanoseconds - HistoryPruner.day])
                let jobs = builds.reduce(0) { $0 + ($1["jobs"] as Int) }
                let bytesPerJob = jobs > 0 ? result.before / jobs : 0
                for build in builds {
                    let started = Duration.nanoseconds(build["startedNanoseconds"] as Int64)
                    guard isTooOld(started, now: now) || isTooLarge(result.after) else { break }
                    result.builds += 1
                    result.jobs += build["jobs"] as Int
                    result.after -= bytesPerJob * (build["jobs"] as Int)
                }
                return result
            }
        }
    }

    /// Writes the file anew without the room that became free, which takes as much again while it lasts.
    ///
    /// - Returns: the file's size in bytes afterwards.
    public func compact() throws(HistoryError) -> Int {
        try with { queue in
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: HistoryFile.shortenable)
                try database.execute(sql: "VACUUM")
                _ = try database.checkpoint(.truncate)
            }
            return try queue.read(usedBytes)
        }
    }

    /// A step takes some milliseconds: so many pages of 4 kB are moved, or cut off.
    private static let pagesOfStep = 500

    /// Shortens the file where more than an eighth of it is free, down to half of that: the next builds need room, too,
    /// and a file at its limit shall not shrink and grow with each of them.
    private func giveBack(_ queue: DatabaseQueue, _ mayGoOn: () -> Bool) throws {
        let start = try queue.read(Pages.init)
        guard start.free > start.all / 8 else { return }
        var pages = start
        while pages.free > pages.all / 16, mayGoOn() {
            let steps = min(Self.pagesOfStep, pages.free - pages.all / 16)
            try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA incremental_vacuum(\(steps))") }
            let left = try queue.read(Pages.init)
            // A file of an earlier distmake cannot be shortened so.
            guard left.all < pages.all else { return }
            pages = left
        }
    }

    private static let day: Int64 = 86_400_000_000_000

    /// Ended, or begun so long ago that nobody is still at it.
    private static let isOver = "(finishedNanoseconds IS NOT NULL OR startedNanoseconds < :day)"

    private func isTooOld(_ started: Duration, now: Duration) -> Bool {
        limits.age.map { started < now - $0 } ?? false
    }

    private func isTooLarge(_ used: Int) -> Bool {
        limits.bytes.map { used > $0 } ?? false
    }

    private func nextBuild(_ database: Database, now: Duration, used: Int) throws -> (
        number: Int64, package: String
    )? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT number, package, startedNanoseconds FROM build WHERE hasJobs AND \(HistoryPruner.isOver)
                ORDER BY startedNanoseconds LIMIT 1
                """,
            arguments: ["day": now.nanoseconds - HistoryPruner.day])
        guard let row else { return nil }
        let started = Duration.nanoseconds(row["startedNanoseconds"] as Int64)
        guard isTooOld(started, now: now) || isTooLarge(used) else { return nil }
        return (row["number"], row["package"])
    }

    private func removeJobs(_ database: Database, of build: Int64) throws -> Int {
        try database.execute(sql: "DELETE FROM job WHERE build = ?", arguments: [build])
        let removed = database.changesCount
        try database.execute(sql: "UPDATE build SET hasJobs = 0 WHERE number = ?", arguments: [build])
        return removed
    }

    /// Complexity: O(jobs of the package); there is no index of jobs by unit, which would cost each recording.
    private func removeUnusedUnits(_ database: Database, of package: String) throws {
        try database.execute(
            sql: """
                DELETE FROM unit WHERE package = :package AND number NOT IN (
                    SELECT unit FROM job WHERE build IN (
                        SELECT number FROM build WHERE package = :package AND hasJobs))
                """,
            arguments: ["package": package])
    }

    private func usedBytes(_ database: Database) throws -> Int {
        let pages = try Pages(database)
        return (pages.all - pages.free) * pages.size
    }

    /// What the file consists of.
    private struct Pages {
        var all: Int
        /// Among them, those that hold nothing.
        var free: Int
        /// Of each, in bytes.
        var size: Int

        init(_ database: Database) throws {
            let pragma: (String) throws -> Int = { try Int.fetchOne(database, sql: "PRAGMA \($0)") ?? 0 }
            all = try pragma("page_count")
            free = try pragma("freelist_count")
            size = try pragma("page_size")
        }
    }

    private func with<R>(_ body: (DatabaseQueue) throws -> R) throws(HistoryError) -> R {
        guard (try? path.stat()) != nil else { throw HistoryError(code: .absent, path: path) }
        do {
            let file = HistoryFile(path: path, busyTimeout: HistoryRecorder.defaultBusyTimeout, setup: [])
            let queue = try file.open()
            defer { try? queue.close() }
            return try body(queue)
        } catch {
            throw HistoryError(error, path: path)
        }
    }
}

extension DatabaseQueue {
    fileprivate func writeInTransaction<R>(
        _ kind: Database.TransactionKind, _ body: (Database) throws -> R
    ) throws -> R {
        var result: R?
        try inTransaction(kind) { database in
            result = try body(database)
            return .commit
        }
        guard let result else { preconditionFailure("a transaction that commits has run its body") }
        return result
    }
}
