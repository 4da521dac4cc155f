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
        found?.build.hostList = try listedHosts(database, identifier)
        found?.build.phases = try phases(database, identifier)
        found?.build.headers = try headers(database, identifier)
        return found
    }

    private func listedHosts(_ database: Database, _ identifier: String) throws -> [ListedHost] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT host.name, slots, options FROM buildHost JOIN host ON host.number = buildHost.host
                WHERE build = (SELECT number FROM build WHERE identifier = ?) ORDER BY place
                """,
            arguments: [identifier]
        ).map { ListedHost(name: $0["name"], slots: $0["slots"], options: $0["options"]) }
    }

    private func phases(_ database: Database, _ identifier: String) throws -> [BuildPhase] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT name, startedNanoseconds, wallNanoseconds FROM phase
                WHERE build = (SELECT number FROM build WHERE identifier = ?) ORDER BY place
                """,
            arguments: [identifier]
        ).map { row in
            BuildPhase(
                name: row["name"], started: .nanoseconds(row["startedNanoseconds"] as Int64),
                wall: .nanoseconds(row["wallNanoseconds"] as Int64))
        }
    }

    private func headers(_ database: Database, _ identifier: String) throws -> [HeaderCost] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT path, units, bytes FROM header
                WHERE build = (SELECT number FROM build WHERE identifier = ?) ORDER BY place
                """,
            arguments: [identifier]
        ).map { HeaderCost(path: PathText.bytes(of: $0["path"]), units: $0["units"], bytes: $0["bytes"]) }
    }

    /// Builds with their totals, one row of `total` for each.
    func recordedBuilds(
        _ database: Database, from selection: String, arguments: StatementArguments
    ) throws -> [RecordedBuild] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT selected.*, jobs, failures, compiles, remote, failedOver, givenUp,
                       total.queuedNanoseconds, total.busyNanoseconds, sentBytes, receivedBytes, cpuMicroseconds
                FROM (\(selection)) AS selected JOIN total ON total.build = selected.number
                ORDER BY selected.startedNanoseconds DESC
                """,
            arguments: arguments)
        return rows.map { row in
            let compiles: Int = row["compiles"]
            let remote: Int = row["remote"]
            let failedOver: Int = row["failedOver"]
            let givenUp: Int = row["givenUp"]
            return RecordedBuild(
                build: BuildRecord(row),
                totals: JobTotals(
                    jobs: row["jobs"], failures: row["failures"], compiles: compiles, remote: remote,
                    local: compiles - remote - failedOver - givenUp, failedOver: failedOver,
                    givenUp: givenUp,
                    queued: .nanoseconds(row["queuedNanoseconds"] as Int64),
                    busy: .nanoseconds(row["busyNanoseconds"] as Int64),
                    bytesSent: row["sentBytes"], bytesReceived: row["receivedBytes"],
                    processorTime: .microseconds(row["cpuMicroseconds"] as Int64)),
                droppedJobs: row["droppedJobs"], hasJobs: row["hasJobs"])
        }
    }
}
