public import Analysis
internal import ByteStrings
internal import GRDB

/// Builds to be compared, and what their times are.
public struct ComparedRuns: Equatable, Sendable {
    /// Newest first.
    public var runs: [SetupComparison.Run]
    /// Whether the times are those of build() alone: it was recorded for each of them.
    public var isBuildPhase: Bool
}

extension HistoryReader {
    /// How many builds of a package are compared, the latest ones.
    public static let comparedBuilds = 200

    /// The last successful builds of a package that compiled anything.
    public func runs(package: String, limit: Int = HistoryReader.comparedBuilds) throws(HistoryError)
        -> ComparedRuns
    {
        try read { database in try comparedRuns(database, ofPackage: package, limit: limit) }
    }

    func comparedRuns(
        _ database: Database, ofPackage package: String, limit: Int = HistoryReader.comparedBuilds
    ) throws -> ComparedRuns {
        try comparedRuns(
            database, where: "package = :package AND status = 0 AND compiles > 0",
            ["package": package, "limit": limit])
    }

    /// These builds, whether they were successful or not, as long as they have ended.
    ///
    /// - Parameter identifiers: as `builds` returns them.
    public func runs(of identifiers: [String]) throws(HistoryError) -> ComparedRuns {
        let list = "[" + identifiers.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
        return try read { database in
            try comparedRuns(
                database,
                where:
                    "identifier IN (SELECT value FROM json_each(:list)) AND finishedNanoseconds IS NOT NULL",
                ["list": list, "limit": identifiers.count])
        }
    }

    func comparedRuns(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> ComparedRuns {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT number, identifier, version, hosts, jobLimit, compiler, processor, compiles,
                       finishedNanoseconds - startedNanoseconds AS wall,
                       (SELECT sum(wallNanoseconds) FROM phase
                        WHERE phase.build = build.number AND phase.name = 'build') AS buildWall
                FROM build JOIN total ON total.build = build.number
                WHERE \(condition) ORDER BY startedNanoseconds DESC LIMIT :limit
                """,
            arguments: arguments)
        let modes = try commonestModes(database, rows.map { $0["number"] as Int64 })
        let isBuildPhase = !rows.isEmpty && rows.allSatisfy { ($0["buildWall"] as Int64?) != nil }
        return ComparedRuns(
            runs: rows.map { row in
                SetupComparison.Run(
                    identifier: row["identifier"], version: row["version"],
                    setup: BuildSetup(row, mode: modes[row["number"]] ?? ""),
                    wall: .nanoseconds(row[isBuildPhase ? "buildWall" : "wall"] as Int64),
                    compiles: row["compiles"])
            }, isBuildPhase: isBuildPhase)
    }

    /// How most compiles of each build were done.
    func commonestModes(_ database: Database, _ builds: [Int64]) throws -> [Int64: String] {
        let list = builds.map(String.init).joined(separator: ", ")
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT tally.build, mode.text AS mode, max(sum(jobs)) OVER (PARTITION BY tally.build) AS most,
                       sum(jobs) AS jobs
                FROM tally JOIN code AS mode ON mode.number = tally.mode
                WHERE tally.build IN (\(list)) AND tally.kind = (SELECT number FROM code WHERE text = 'compile')
                GROUP BY tally.build, mode.text ORDER BY mode.text
                """)
        var modes: [Int64: String] = [:]
        for row in rows where row["jobs"] as Int64 == row["most"] as Int64 {
            modes[row["build"]] = modes[row["build"]] ?? row["mode"]
        }
        return modes
    }
}

extension BuildSetup {
    /// From a row with the columns of `build`.
    init(_ row: Row, mode: String) {
        let hosts = PathText.bytes(of: row["hosts"])
        self.init(
            hosts: BuildSetup.oneLine(hosts: hosts.string), jobLimit: row["jobLimit"], mode: mode,
            compiler: row["compiler"], processor: row["processor"])
    }
}
