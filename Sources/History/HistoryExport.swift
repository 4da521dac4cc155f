internal import GRDB

/// History as text, for other programs and other machines.
///
///     export  ::= header build* end
///     header  ::= {"distmake-history": {"version": 1}}
///     end     ::= {"end": {}}
///     build   ::= {"build": {…}} {"host": {…}}* {"phase": {…}}* {"header": {…}}* {"package": {…}}* ({"job": {…}}* | {"sum": {…}}*)
///
/// Each on a line of its own. The members are columns of the database, numbers of other tables replaced by the words
/// that they stand for; distmake-history(5) describes them. `sum` stands for the jobs of a build that were pruned.
extension HistoryReader {
    static let exportVersion = 1

    /// The history of a package, or all of it, as lines of JSON, oldest build first.
    ///
    /// - Parameter line: called with each line, without its end.
    public func exportJson(package: String?, line: (String) -> Void) throws(HistoryError) {
        try read { database in
            line(#"{"distmake-history":{"version":\#(HistoryReader.exportVersion)}}"#)
            for build in try builds(database, of: package) {
                for part in HistoryReader.parts where part.applies(build.hasJobs) {
                    let lines = try String.fetchCursor(database, sql: part.sql, arguments: [build.number])
                    while let text = try lines.next() { line("{\"\(part.name)\":\(text)}") }
                }
            }
            // Without it an export that was cut off would look like one of fewer jobs.
            line(#"{"end":{}}"#)
        }
    }

    private func builds(_ database: Database, of package: String?) throws
        -> [(number: Int64, hasJobs: Bool)]
    {
        try Row.fetchAll(
            database,
            sql: """
                SELECT number, hasJobs FROM build \(package == nil ? "" : "WHERE package = ?")
                ORDER BY startedNanoseconds, number
                """,
            arguments: package.map { [$0] } ?? StatementArguments()
        ).map { ($0["number"], $0["hasJobs"]) }
    }

    private struct Part {
        var name: String
        var sql: String
        /// Only for builds that have their jobs, or only for others; `nil` for all.
        var needsJobs: Bool?

        func applies(_ hasJobs: Bool) -> Bool { needsJobs == nil || needsJobs == hasJobs }
    }

    private static func object(_ columns: [String], from: String) -> String {
        let members = columns.map { column in
            // `kind.text AS kind`
            let words = column.split(separator: " AS ")
            let name = words.count > 1 ? words[1] : column[...]
            return "'\(name)', \(words[0])"
        }
        return "SELECT json_object(\(members.joined(separator: ", "))) FROM \(from)"
    }

    private static let parts = [
        Part(
            name: "build",
            sql: object(
                [
                    "identifier", "package", "version", "directory", "command", "makeflags", "compiler",
                    "hosts",
                    "startedNanoseconds", "finishedNanoseconds", "status", "bypassedObjects", "droppedJobs",
                    "machine", "processor", "cores", "jobLimit", "settings", "commandUserMicroseconds",
                    "commandSystemMicroseconds", "commandPeakKibibytes", "hasJobs",
                ], from: "build WHERE number = ?")),
        Part(
            name: "host",
            sql: object(
                ["name", "slots", "options"],
                from: "buildHost JOIN host ON host.number = buildHost.host WHERE build = ? ORDER BY place")),
        Part(
            name: "phase",
            sql: object(
                ["name", "startedNanoseconds", "wallNanoseconds"],
                from: "phase WHERE build = ? ORDER BY place")),
        Part(
            name: "header",
            sql: object(["path", "units", "bytes"], from: "header WHERE build = ? ORDER BY place")),
        Part(
            name: "package",
            sql: object(
                ["name", "version", "sizeBytes", "buildinfo"],
                from: "packageFile WHERE build = ? ORDER BY name")),
        Part(
            name: "job",
            sql: object(
                [
                    "sequence", "file", "output", "kind.text AS kind", "mode.text AS mode",
                    "host.name AS host",
                    "localReason.text AS localReason", "fallback.text AS fallback", "attempts", "status",
                    "startedNanoseconds", "queuedNanoseconds", "preprocessNanoseconds", "connectNanoseconds",
                    "sendNanoseconds", "job.compileNanoseconds AS compileNanoseconds", "receiveNanoseconds",
                    "sentBytes", "receivedBytes", "job.sourceBytes AS sourceBytes", "userMicroseconds",
                    "systemMicroseconds", "peakKibibytes", "stderrBytes",
                ],
                from: """
                    job JOIN unit ON unit.number = job.unit
                    JOIN code AS kind ON kind.number = job.kind
                    JOIN code AS mode ON mode.number = job.mode
                    LEFT JOIN host ON host.number = job.host
                    LEFT JOIN code AS localReason ON localReason.number = job.localReason
                    LEFT JOIN code AS fallback ON fallback.number = job.fallback
                    WHERE job.build = ? ORDER BY sequence
                    """), needsJobs: true),
        Part(
            name: "sum",
            sql: object(
                [
                    "kind.text AS kind", "mode.text AS mode", "host.name AS host",
                    "localReason.text AS localReason", "fallback.text AS fallback", "tally.jobs AS jobs",
                    "tally.failures AS failures",
                ] + StoredSum.columns.map { "tally.\($0) AS \($0)" },
                from: """
                    tally
                    JOIN code AS kind ON kind.number = tally.kind
                    JOIN code AS mode ON mode.number = tally.mode
                    LEFT JOIN host ON host.number = tally.host
                    LEFT JOIN code AS localReason ON localReason.number = tally.localReason
                    LEFT JOIN code AS fallback ON fallback.number = tally.fallback
                    WHERE tally.build = ?
                    ORDER BY kind.text, mode.text, host.name, localReason.text, fallback.text
                    """), needsJobs: false),
    ]
}
