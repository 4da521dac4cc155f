internal import GRDB

extension HistoryReader {
    /// How many successful builds an expectation rests on: one alone may have met a busy machine.
    public static let expectationBuilds = 3

    /// What the last successful builds of a package say about its next one; empty when there are none.
    ///
    /// Look a job's estimate up under its `UnitName`, made with the coming build's directory and version.
    /// - Complexity: O(jobs of these builds).
    public func expectation(package: String) throws(HistoryError) -> Expectation {
        try read { database in
            let builds = try lastSuccesses(database, of: package)
            guard let last = builds.first else { return Expectation() }
            var expectation = Expectation()
            expectation.wall = (last["wall"] as Int64?).map { .nanoseconds($0) }
            expectation.compiles = try Int.fetchOne(
                database,
                sql: "SELECT compiles FROM total WHERE build = ?", arguments: [last["number"] as Int64])
            let numbers = builds.map { $0["number"] as Int64 }
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT unit.file, unit.output, mean.compileNanoseconds
                    FROM (SELECT unit, CAST(avg(compileNanoseconds) AS INTEGER) AS compileNanoseconds
                          FROM job
                          WHERE build IN (\(numbers.map { _ in "?" }.joined(separator: ", ")))
                              AND kind = (SELECT number FROM code WHERE text = 'compile') AND status = 0
                          GROUP BY unit) AS mean
                    JOIN unit ON unit.number = mean.unit
                    """,
                arguments: StatementArguments(numbers))
            while let row = try rows.next() {
                expectation.compile[UnitName(row)] = .nanoseconds(row["compileNanoseconds"] as Int64)
            }
            return expectation
        }
    }

    /// What this machine built; another machine's builds, imported, only where there is nothing else.
    private func lastSuccesses(_ database: Database, of package: String) throws -> [Row] {
        for isImported in [false, true] {
            let builds = try Row.fetchAll(
                database,
                sql: """
                    SELECT number, finishedNanoseconds - startedNanoseconds AS wall FROM build
                    WHERE package = ? AND status = 0 AND importedNanoseconds IS \(isImported ? "NOT" : "") NULL
                    ORDER BY startedNanoseconds DESC LIMIT ?
                    """,
                arguments: [package, HistoryReader.expectationBuilds])
            if !builds.isEmpty { return builds }
        }
        return []
    }
}
