public import Analysis
internal import ByteStrings
internal import GRDB

extension HistoryReader {
    /// How many packages the report of all names, and how many builds that of one.
    public static let reportRows = 20

    /// Hosts and reasons are those of the latest builds: their sums are many rows for each, and what was years ago says
    /// little about the hosts of today.
    public static let recentBuilds = 1000

    /// What all builds add up to, or those of one package; `nil` when there are none.
    ///
    /// Jobs are read of one build only: the last good one of the package, for its slowest units.
    /// - Parameter remedy: what the user can change about a local reason.
    public func report(
        package: String?, remedy: (String) -> String?
    ) throws(HistoryError) -> HistoryReport? {
        try read { database in
            guard var report = try sums(database, package) else { return nil }
            let tallies = try tallies(
                database,
                where: """
                    tally.build IN (
                        SELECT number FROM build \(package == nil ? "" : "WHERE package = :package")
                        ORDER BY startedNanoseconds DESC LIMIT :recent)
                    """,
                package.map { ["package": $0, "recent": HistoryReader.recentBuilds] }
                    ?? ["recent": HistoryReader.recentBuilds])
            report.recent = min(report.builds, HistoryReader.recentBuilds)
            report.hosts = HostShare.shares(of: tallies).map { $0.figures(listed: nil) }
            report.localReasons = CodeCount.counts(of: tallies, by: \.localReason).filter {
                $0.kind == .compile
            }
            .map {
                BuildFigures.Reason(
                    code: $0.code, compiles: $0.jobs, busy: $0.busy, remedy: remedy($0.code))
            }
            if let package {
                report.trend = try trend(database, package)
                let compared = try comparedRuns(
                    database, where: "package = :package AND status = 0 AND compiles > 0",
                    ["package": package, "limit": HistoryReader.comparedBuilds])
                report.comparison = SetupComparison(compared.runs)
                report.isBuildPhase = compared.isBuildPhase
                report.slowest = try slowestUnits(database, package)
            } else {
                report.packages = try packages(database)
            }
            return report
        }
    }

    private func sums(_ database: Database, _ package: String?) throws -> HistoryReport? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) AS builds, min(startedNanoseconds) AS since, sum(compiles) AS compiles,
                       sum(remote) AS remote, sum(failedOver) AS failedOver,
                       sum(givenUp) AS givenUp,
                       sum(finishedNanoseconds - startedNanoseconds) AS wall, sum(sentBytes) AS sent,
                       sum(receivedBytes) AS received
                FROM build JOIN total ON total.build = build.number
                \(package == nil ? "" : "WHERE package = ?")
                """,
            arguments: package.map { [$0] } ?? StatementArguments())
        guard let row, (row["builds"] as Int) > 0 else { return nil }
        return HistoryReport(
            package: package, builds: row["builds"], since: .nanoseconds(row["since"] as Int64),
            compiles: row["compiles"], remote: row["remote"], failedOver: row["failedOver"],
            givenUp: row["givenUp"], wall: .nanoseconds(row["wall"] as Int64? ?? 0), bytesSent: row["sent"],
            bytesReceived: row["received"])
    }

    private func packages(_ database: Database) throws -> [HistoryReport.Package] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT often.*,
                       (SELECT finishedNanoseconds - startedNanoseconds FROM build
                        WHERE build.package = often.package AND status = 0
                        ORDER BY startedNanoseconds DESC LIMIT 1) AS lastWall,
                       -- A build that found nearly everything made is not the best one: see SetupComparison.
                       (SELECT min(finishedNanoseconds - startedNanoseconds)
                        FROM build JOIN total ON total.build = build.number
                        WHERE build.package = often.package AND status = 0
                            AND compiles * 10 >= often.most * 9) AS bestWall
                FROM (SELECT package, count(*) AS builds, count(*) FILTER (WHERE status = 0) AS successes,
                             max(startedNanoseconds) AS lastStarted,
                             max(compiles) FILTER (WHERE status = 0) AS most,
                             sum(compiles) AS compiles, sum(remote) AS remote
                      FROM build JOIN total ON total.build = build.number
                      GROUP BY package ORDER BY builds DESC, package LIMIT ?) AS often
                """,
            arguments: [HistoryReader.reportRows]
        ).map { row in
            HistoryReport.Package(
                name: row["package"], builds: row["builds"], successes: row["successes"],
                lastStarted: .nanoseconds(row["lastStarted"] as Int64),
                lastWall: (row["lastWall"] as Int64?).map { .nanoseconds($0) },
                bestWall: (row["bestWall"] as Int64?).map { .nanoseconds($0) }, compiles: row["compiles"],
                remote: row["remote"])
        }
    }

    private func trend(_ database: Database, _ package: String) throws -> [HistoryReport.Build] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT build.*, compiles, remote FROM build JOIN total ON total.build = build.number
                WHERE package = ? ORDER BY startedNanoseconds DESC LIMIT ?
                """,
            arguments: [package, HistoryReader.reportRows])
        let modes = try commonestModes(database, rows.map { $0["number"] as Int64 })
        return rows.reversed().map { row in
            let build = BuildRecord(row)
            return HistoryReport.Build(
                identifier: build.identifier, version: build.version, started: build.started,
                wall: build.wall, isSuccess: build.result?.isSuccess ?? false, compiles: row["compiles"],
                remote: row["remote"], setup: BuildSetup(row, mode: modes[row["number"]] ?? ""))
        }
    }

    private func slowestUnits(_ database: Database, _ package: String) throws -> [HistoryReport.Unit] {
        let build = try Row.fetchOne(
            database,
            sql: """
                SELECT identifier, version FROM build WHERE package = ? AND status = 0 AND hasJobs
                ORDER BY startedNanoseconds DESC LIMIT 1
                """,
            arguments: [package])
        guard let build else { return [] }
        let names = try Names(database, version: build["version"])
        let jobs = try jobLines(database, of: build["identifier"]).filter { names.isWork($0) }
        return try jobs.sorted { ($1.total, $0.span.number) < ($0.total, $1.span.number) }.prefix(10).map {
            line in
            let job = try names.job(line, in: database)
            return HistoryReport.Unit(
                file: job.file.string, host: job.host, preprocess: job.preprocess, compile: job.compile)
        }
    }
}
