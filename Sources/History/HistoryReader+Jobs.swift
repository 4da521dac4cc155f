internal import GRDB

extension HistoryReader {
    /// Every job of a build, in order. Paths are relative to the build's directory, as `UnitName` has them.
    ///
    /// - Complexity: O(jobs of the build), all of them in memory.
    public func jobs(of identifier: String) throws(HistoryError) -> [JobRecord] {
        try read { database in
            guard let build = try recordedBuild(database, identifier)?.build else { return [] }
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM jobText WHERE build = ? ORDER BY sequence",
                arguments: [identifier])
            var jobs: [JobRecord] = []
            while let row = try rows.next() {
                jobs.append(JobRecord(row, build: build))
            }
            return jobs
        }
    }
}

extension JobRecord {
    /// From a row of `jobText`.
    fileprivate init(_ row: Row, build: BuildRecord) {
        let name = UnitName(row).spelled(for: build.version)
        let duration: (String) -> Duration = { .nanoseconds(row[$0] as Int64) }
        self.init(
            build: build.identifier, sequence: row["sequence"], file: name.file,
            directory: build.directory, output: name.output, kind: JobKind(stored: row["kind"]),
            mode: JobMode(stored: row["mode"]), host: row["host"], localReason: row["localReason"],
            fallback: row["fallback"], attempts: row["attempts"], status: EndStatus(stored: row["status"]),
            started: duration("startedNanoseconds"), queued: duration("queuedNanoseconds"),
            preprocess: duration("preprocessNanoseconds"), connect: duration("connectNanoseconds"),
            send: duration("sendNanoseconds"), compile: duration("compileNanoseconds"),
            receive: duration("receiveNanoseconds"), bytesSent: row["sentBytes"],
            bytesReceived: row["receivedBytes"], sourceBytes: row["sourceBytes"],
            user: .microseconds(row["userMicroseconds"] as Int64),
            system: .microseconds(row["systemMicroseconds"] as Int64), peakMemory: row["peakKibibytes"],
            stderrBytes: row["stderrBytes"])
    }
}
