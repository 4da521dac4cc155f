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
public struct HistoryImporter: Sendable {
    private let path: FilePath

    /// - Parameter path: of the database, which is made if it is not there.
    public init(path: FilePath) {
        self.path = path
    }

    /// Takes over the builds that are not here yet: all of the file, or nothing of it. Importing again changes nothing.
    /// A build without an end is replaced by the same one with its end.
    ///
    /// - Parameter now: since 1970-01-01 UTC.
    /// - Throws: `HistoryError` `.badImport` about the file with the number of a line, and what opening and writing the
    ///   database throw.
    public func run(_ file: FilePath, now: Duration) throws(HistoryError) -> ImportResult {
        do {
            let descriptor = try FileDescriptor.open(file, .readOnly)
            return try descriptor.closeAfter { try run(LineReader(descriptor), now) }
        } catch let problem as ImportProblem {
            throw HistoryError(code: .badImport, path: file, message: "line \(problem.line) \(problem.text)")
        } catch let error as Errno {
            throw HistoryError(error, path: file)
        } catch {
            throw HistoryError(error, path: path)
        }
    }

    private func run(_ lines: LineReader, _ now: Duration) throws -> ImportResult {
        let database = HistoryFile(path: path, busyTimeout: HistoryRecorder.defaultBusyTimeout, setup: [])
        let queue = try database.open()
        var result = ImportResult()
        try queue.inTransaction(.immediate) { database in
            result = try run(lines, now, database)
            return .commit
        }
        try queue.close()
        return result
    }

    private func run(_ lines: LineReader, _ now: Duration, _ database: Database) throws -> ImportResult {
        var lines = lines
        var result = ImportResult()
        var number = 1
        let header = try lines.next().map { try ImportedLine($0, number: 1, database: database) }
        guard let header, header.name == "distmake-history" else {
            throw ImportProblem(line: 1, text: "is not that of a history export")
        }
        guard try header.number("version") == HistoryReader.exportVersion else {
            throw header.problem(
                "version is another than \(HistoryReader.exportVersion); a newer distmake reads it")
        }
        var build: ImportedBuild?
        while let bytes = try lines.next() {
            number += 1
            if bytes.isEmpty { continue }
            let line = try ImportedLine(bytes, number: number, database: database)
            if line.name == "build" {
                try take(build, database, &result)
                build = try ImportedBuild(line, imported: now)
            } else if build != nil {
                try build?.add(line)
            } else {
                throw ImportProblem(line: number, text: "\"\(line.name)\" comes before the first build")
            }
        }
        try take(build, database, &result)
        return result
    }

    private func take(_ build: ImportedBuild?, _ database: Database, _ result: inout ImportResult) throws {
        guard let build else { return }
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
