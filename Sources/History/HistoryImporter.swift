internal import GRDB
public import SystemPackage

/// What an import did.
public struct ImportResult: Equatable, Sendable {
    /// Builds that are new here, and their jobs.
    public var builds = 0
    public var jobs = 0
    /// Builds that were here already and are left as they are.
    public var known = 0
}

/// Reads what `history export --json` wrote, here or on another machine.
///
/// An export may have millions of jobs and come through a slow pipe, and builds of this machine record meanwhile. So
/// nothing is locked while lines are read, and the builds are taken over in portions, each in a short transaction of its
/// own. A build is in one portion, whole or not at all: an import that was interrupted is repeated, and what is here
/// already is left as it is.
public struct HistoryImporter: Sendable {
    private let path: FilePath

    /// A portion ends with the build that brings it to so many jobs: they are written in about a tenth of a second.
    static let portionJobs = 2000

    /// - Parameter path: of the database, which is made if it is not there.
    public init(path: FilePath) {
        self.path = path
    }

    /// Takes over the builds that are not here yet. Importing again changes nothing. A build without an end is replaced
    /// by the same one with its end.
    ///
    /// - Parameter now: since 1970-01-01 UTC.
    /// - Throws: `HistoryError` `.badImport` about the file with the number of a line, where the builds before that line
    ///   have been taken over; and what opening and writing the database throw.
    public func run(_ file: FilePath, now: Duration) throws(HistoryError) -> ImportResult {
        var result = ImportResult()
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly)
            try descriptor.closeAfter { try run(LineReader(descriptor), now, &result) }
            return result
        } catch let problem as ImportProblem {
            let done = result.builds + result.known
            let before =
                done == 1 ? "; the build before it is here" : "; the \(done) builds before it are here"
            throw HistoryError(
                code: .badImport, path: file,
                message: "line \(problem.line) \(problem.text)" + (done > 0 ? before : ""))
        } catch let error as Errno {
            throw HistoryError(error, path: file)
        } catch {
            throw HistoryError(error, path: path)
        }
    }

    private func run(_ lines: LineReader, _ now: Duration, _ result: inout ImportResult) throws {
        let file = HistoryFile(path: path, busyTimeout: HistoryRecorder.defaultBusyTimeout, setup: [])
        let queue = try file.open()
        // JSON is taken apart by a database of its own, in memory, which locks nothing.
        try DatabaseQueue().inDatabase { json in
            var export = ImportedExport(lines, imported: now)
            while let portion = try export.portion(of: Self.portionJobs, json) {
                var problem: ImportProblem?
                var taken = result
                try queue.inTransaction(.immediate) { database in
                    problem = try take(portion, database, &taken)
                    return .commit
                }
                result = taken
                if let problem { throw problem }
            }
        }
        try queue.close()
    }

    /// - Returns: why one of the builds cannot be taken; those before it are.
    private func take(
        _ portion: [ImportedBuild], _ database: Database, _ result: inout ImportResult
    ) throws -> ImportProblem? {
        for build in portion {
            do {
                try database.inSavepoint {
                    try take(build, database, &result)
                    return .commit
                }
            } catch let problem as ImportProblem {
                return problem
            }
        }
        return nil
    }

    private func take(_ build: ImportedBuild, _ database: Database, _ result: inout ImportResult) throws {
        let known = try Row.fetchOne(
            database, sql: "SELECT number, finishedNanoseconds FROM build WHERE identifier = ?",
            arguments: [build.record.identifier])
        if let known {
            guard known["finishedNanoseconds"] as Int64? == nil, build.record.finished != nil else {
                result.known += 1
                return
            }
            try database.execute(
                sql: "DELETE FROM build WHERE number = ?", arguments: [known["number"] as Int64])
        }
        try build.insert(into: database)
        result.builds += 1
        result.jobs += build.jobs.count
    }
}
