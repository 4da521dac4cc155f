internal import GRDB

extension HistoryReader {
    /// The latest builds, newest first; of one package, if it is named. Their package files are not read.
    public func builds(limit: Int, package: String? = nil) throws(HistoryError) -> [RecordedBuild] {
        try read { database in
            try recordedBuilds(
                database,
                from: """
                    SELECT * FROM build \(package == nil ? "" : "WHERE package = :package")
                    ORDER BY startedNanoseconds DESC LIMIT :limit
                    """,
                arguments: package == nil ? ["limit": limit] : ["limit": limit, "package": package])
        }
    }

    /// The builds whose identifier starts with `prefix`, newest first, at most `limit`: more than one means that
    /// the prefix is ambiguous.
    public func builds(identifierPrefix prefix: String, limit: Int = 10) throws(HistoryError)
        -> [RecordedBuild]
    {
        let lower = prefix.lowercased()
        return try read { database in
            try recordedBuilds(
                database,
                // Every base32 character sorts before "~".
                from: """
                    SELECT * FROM build WHERE identifier >= :prefix AND identifier < :prefix || '~'
                    ORDER BY startedNanoseconds DESC LIMIT :limit
                    """,
                arguments: ["prefix": lower, "limit": limit])
        }
    }

    /// The build with exactly this identifier, its package files included.
    public func build(_ identifier: String) throws(HistoryError) -> RecordedBuild? {
        try read { database in try recordedBuild(database, identifier) }
    }

    func recordedBuild(_ database: Database, _ identifier: String) throws -> RecordedBuild? {
        var found = try recordedBuilds(
            database, from: "SELECT * FROM build WHERE identifier = :identifier",
            arguments: ["identifier": identifier]
        ).first
        let files = try Row.fetchAll(
            database,
            sql: """
                SELECT packageFile.* FROM packageFile JOIN build ON build.number = packageFile.build
                WHERE identifier = ? ORDER BY name
                """,
            arguments: [identifier])
        found?.build.packageFiles = files.map { row in
            PackageFile(
                name: row["name"], version: row["version"], size: row["sizeBytes"],
                buildinfo: (row["buildinfo"] as String?).map(PathText.bytes))
        }
        return found
    }

    /// Builds with their totals. The totals come from `tally`: some tens of rows for each build, never its jobs.
    private func recordedBuilds(
        _ database: Database, from selection: String, arguments: StatementArguments
    ) throws -> [RecordedBuild] {
        let isCompile = "tally.kind = (SELECT number FROM code WHERE text = 'compile')"
        // IS, not =: before the first local job the word has no number, and NULL would hide the remote ones.
        let isLocal = "tally.mode IS (SELECT number FROM code WHERE text = 'local')"
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT selected.*,
                    coalesce(sum(jobs), 0) AS jobs,
                    coalesce(sum(failures), 0) AS failures,
                    coalesce(sum(jobs) FILTER (WHERE \(isCompile)), 0) AS compiles,
                    coalesce(sum(jobs) FILTER (WHERE \(isCompile) AND NOT \(isLocal)), 0) AS remote,
                    coalesce(sum(jobs) FILTER (WHERE \(isCompile) AND \(isLocal) AND fallback <> 0), 0)
                        AS failedOver,
                    coalesce(sum(sentBytes), 0) AS sentBytes,
                    coalesce(sum(receivedBytes), 0) AS receivedBytes,
                    coalesce(sum(cpuMicroseconds), 0) AS cpuMicroseconds
                FROM (\(selection)) AS selected
                LEFT JOIN tally ON tally.build = selected.number
                GROUP BY selected.number
                ORDER BY selected.startedNanoseconds DESC
                """,
            arguments: arguments)
        return rows.map { row in
            let compiles: Int = row["compiles"]
            let remote: Int = row["remote"]
            let failedOver: Int = row["failedOver"]
            return RecordedBuild(
                build: BuildRecord(row),
                totals: JobTotals(
                    jobs: row["jobs"], failures: row["failures"], compiles: compiles, remote: remote,
                    local: compiles - remote - failedOver, failedOver: failedOver,
                    bytesSent: row["sentBytes"], bytesReceived: row["receivedBytes"],
                    processorTime: .microseconds(row["cpuMicroseconds"] as Int64)),
                droppedJobs: row["droppedJobs"])
        }
    }
}
