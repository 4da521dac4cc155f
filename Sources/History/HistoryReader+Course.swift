internal import GRDB

/// When the compiles of a build ended: what the next build of the package is likely to be like.
public struct BuildCourse: Equatable, Sendable {
    /// Since the build's beginning, ascending.
    public var ends: [Duration]
    /// How long the whole build took.
    public var wall: Duration

    public init(ends: [Duration], wall: Duration) {
        self.ends = ends
        self.wall = wall
    }
}

extension HistoryReader {
    /// The course of a package's last successful build that compiled anything; `nil` when there is none.
    ///
    /// - Complexity: O(n log n) in the compiles of that build.
    public func course(package: String) throws(HistoryError) -> BuildCourse? {
        try read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT number, finishedNanoseconds - startedNanoseconds AS wall FROM build
                    WHERE package = ? AND status = 0 AND finishedNanoseconds IS NOT NULL
                        AND EXISTS (SELECT 1 FROM tally WHERE build = build.number
                            AND kind = (SELECT number FROM code WHERE text = 'compile'))
                    ORDER BY startedNanoseconds DESC LIMIT 1
                    """,
                arguments: [package])
            guard let row else { return nil }
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
            return BuildCourse(ends: ends.map { .nanoseconds($0) }, wall: .nanoseconds(row["wall"] as Int64))
        }
    }
}
