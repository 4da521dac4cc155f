public import ByteStrings
internal import GRDB

/// When the compiles of a build ended: what the next build of the package is likely to be like.
public struct BuildCourse: Equatable, Sendable {
    /// Since the build's beginning, ascending; empty where the jobs were pruned.
    public var ends: [Duration]
    public var compiles: Int
    /// How long the whole build took.
    public var wall: Duration

    public init(ends: [Duration], compiles: Int, wall: Duration) {
        self.ends = ends
        self.compiles = compiles
        self.wall = wall
    }
}

extension HistoryReader {
    /// The course of a package's last successful build that compiled anything; `nil` when there is none. Another
    /// machine's builds, imported, count only where there is nothing else.
    ///
    /// - Parameter run: only builds by this command in this directory.
    /// - Complexity: O(n log n) in the compiles of that build.
    public func course(
        package: String, by run: (directory: ByteString, command: ByteString)? = nil
    ) throws(HistoryError) -> BuildCourse? {
        try read { database in
            guard let row = try lastCompiling(database, package, run) else { return nil }
            let ends = try Int64.fetchAll(
                database,
                sql: """
                    SELECT startedNanoseconds + queuedNanoseconds + preprocessNanoseconds + connectNanoseconds
                        + sendNanoseconds + compileNanoseconds + receiveNanoseconds AS ended
                    FROM job
                    WHERE build = ? AND kind = (SELECT number FROM code WHERE text = 'compile')
                    ORDER BY ended
                    """,
                arguments: [row["number"] as Int64])
            return BuildCourse(
                ends: ends.map { .nanoseconds($0) }, compiles: row["compiles"],
                wall: .nanoseconds(row["wall"] as Int64))
        }
    }

    private func lastCompiling(
        _ database: Database, _ package: String, _ run: (directory: ByteString, command: ByteString)?
    ) throws -> Row? {
        var arguments: StatementArguments = ["package": package]
        if let run {
            arguments += [
                "directory": PathText.text(of: run.directory), "command": PathText.text(of: run.command),
            ]
        }
        for isImported in [false, true] {
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT number, compiles, finishedNanoseconds - startedNanoseconds AS wall
                    FROM build JOIN total ON total.build = build.number
                    WHERE package = :package AND status = 0 AND compiles > 0
                        AND importedNanoseconds IS \(isImported ? "NOT" : "") NULL
                        \(run == nil ? "" : "AND directory = :directory AND command = :command")
                    ORDER BY startedNanoseconds DESC LIMIT 1
                    """,
                arguments: arguments)
            if let row { return row }
        }
        return nil
    }
}
