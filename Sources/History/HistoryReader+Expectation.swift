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
            var expectation = Expectation()
            let numbers = try lastSuccesses(database, of: package)
            guard !numbers.isEmpty else { return expectation }
            let compiles = try Row.fetchCursor(
                database, sql: units("CAST(avg(compileNanoseconds) AS INTEGER)", of: .compile, in: numbers),
                arguments: StatementArguments(numbers))
            while let row = try compiles.next() {
                expectation.compile[UnitName(row)] = .nanoseconds(row["value"] as Int64)
            }
            let links = try Row.fetchCursor(
                database, sql: units("max(peakKibibytes)", of: .link, in: numbers),
                arguments: StatementArguments(numbers))
            while let row = try links.next() { expectation.linkMemory[UnitName(row)] = row["value"] }
            return expectation
        }
    }

    /// A query for one value of each unit, over the successful jobs of a kind in some builds.
    private func units(_ value: String, of kind: JobKind, in builds: [Int64]) -> String {
        """
        SELECT unit.file, unit.output, sums.value
        FROM (SELECT unit, \(value) AS value FROM job
              WHERE build IN (\(builds.map { _ in "?" }.joined(separator: ", ")))
                  AND kind = (SELECT number FROM code WHERE text = '\(kind.rawValue)') AND status = 0
              GROUP BY unit) AS sums
        JOIN unit ON unit.number = sums.unit
        """
    }

    /// What this machine built; another machine's builds, imported, only where there is nothing else.
    private func lastSuccesses(_ database: Database, of package: String) throws -> [Int64] {
        for isImported in [false, true] {
            let builds = try Int64.fetchAll(
                database,
                sql: """
                    SELECT number FROM build
                    WHERE package = ? AND status = 0 AND importedNanoseconds IS \(isImported ? "NOT" : "") NULL
                    ORDER BY startedNanoseconds DESC LIMIT ?
                    """,
                arguments: [package, HistoryReader.expectationBuilds])
            if !builds.isEmpty { return builds }
        }
        return []
    }
}
