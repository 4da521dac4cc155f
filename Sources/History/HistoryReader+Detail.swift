internal import ByteStrings
internal import GRDB

extension HistoryReader {
    /// Everything about one build; `nil` when there is none with exactly this identifier.
    ///
    /// - Parameter slowest: how many of its slowest jobs.
    /// - Complexity: O(jobs of the build) for the slowest ones, which are one run of pages.
    public func detail(of identifier: String, slowest count: Int = 10) throws(HistoryError) -> BuildDetail? {
        try read { database in
            guard let build = try recordedBuild(database, identifier) else { return nil }
            let tallies = try tallies(database, of: identifier)
            return BuildDetail(
                build: build, hosts: HostShare.shares(of: tallies),
                localReasons: CodeCount.counts(of: tallies, by: \.localReason),
                fallbacks: CodeCount.counts(of: tallies, by: \.fallback),
                slowest: try slowestJobs(database, of: build.build, count))
        }
    }

    private func tallies(_ database: Database, of identifier: String) throws -> [StoredTally] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT kind.text AS kind, mode.text AS mode, host.name AS host, reason.text AS localReason,
                       accident.text AS fallback, tally.jobs, busyNanoseconds, sentBytes, receivedBytes,
                       tally.sourceBytes
                FROM tally
                JOIN code AS kind ON kind.number = tally.kind
                JOIN code AS mode ON mode.number = tally.mode
                LEFT JOIN host ON host.number = tally.host
                LEFT JOIN code AS reason ON reason.number = tally.localReason
                LEFT JOIN code AS accident ON accident.number = tally.fallback
                WHERE tally.build = (SELECT number FROM build WHERE identifier = ?)
                """,
            arguments: [identifier]
        ).map(StoredTally.init)
    }

    private func slowestJobs(_ database: Database, of build: BuildRecord, _ count: Int) throws -> [SlowJob] {
        // The names are joined after the sort, for `count` rows instead of all.
        try Row.fetchAll(
            database,
            sql: """
                SELECT unit.file, unit.output, kind.text AS kind, mode.text AS mode, host.name AS host,
                       slow.preprocessNanoseconds, slow.compileNanoseconds, slow.total
                FROM (SELECT unit, kind, mode, host, preprocessNanoseconds, compileNanoseconds, sequence,
                             preprocessNanoseconds + connectNanoseconds + sendNanoseconds
                             + compileNanoseconds + receiveNanoseconds AS total
                      FROM job WHERE build = (SELECT number FROM build WHERE identifier = ?)
                      ORDER BY total DESC, sequence LIMIT ?) AS slow
                JOIN unit ON unit.number = slow.unit
                JOIN code AS kind ON kind.number = slow.kind
                JOIN code AS mode ON mode.number = slow.mode
                LEFT JOIN host ON host.number = slow.host
                ORDER BY slow.total DESC, slow.sequence
                """,
            arguments: [build.identifier, count]
        ).map { row in
            let name = UnitName(row).spelled(for: build.version)
            let isLocal = JobMode(stored: row["mode"]) == .local
            return SlowJob(
                file: name.file, output: name.output, kind: JobKind(stored: row["kind"]),
                host: isLocal ? nil : row["host"],
                preprocess: .nanoseconds(row["preprocessNanoseconds"] as Int64),
                compile: .nanoseconds(row["compileNanoseconds"] as Int64),
                total: .nanoseconds(row["total"] as Int64))
        }
    }
}

/// A row of `tally` with its words.
struct StoredTally {
    var kind: JobKind
    var isLocal: Bool
    var host: String?
    var localReason: String?
    var fallback: String?
    var jobs: Int
    var busy: Duration
    var bytesSent: Int
    var bytesReceived: Int
    var sourceBytes: Int

    init(_ row: Row) {
        kind = JobKind(stored: row["kind"])
        isLocal = JobMode(stored: row["mode"]) == .local
        host = row["host"]
        localReason = row["localReason"]
        fallback = row["fallback"]
        jobs = row["jobs"]
        busy = .nanoseconds(row["busyNanoseconds"] as Int64)
        bytesSent = row["sentBytes"]
        bytesReceived = row["receivedBytes"]
        sourceBytes = row["sourceBytes"]
    }
}

extension HostShare {
    /// One share for each machine that did or failed a job.
    static func shares(of tallies: [StoredTally]) -> [HostShare] {
        var shares: [String?: HostShare] = [:]
        for tally in tallies {
            let worker = tally.isLocal ? nil : tally.host
            var share = shares[worker] ?? HostShare(host: worker)
            share.jobs += tally.jobs
            share.busy += tally.busy
            share.bytesSent += tally.bytesSent
            share.bytesReceived += tally.bytesReceived
            share.sourceBytes += tally.sourceBytes
            shares[worker] = share
            if tally.fallback != nil, let host = tally.host {
                shares[host, default: HostShare(host: host)].accidents += tally.jobs
            }
        }
        return shares.values.sorted { left, right in
            switch (left.host, right.host) {
            case (nil, _): false
            case (_, nil): true
            case (let one?, let other?): (right.jobs, one) < (left.jobs, other)
            }
        }
    }
}

extension CodeCount {
    static func counts(
        of tallies: [StoredTally], by code: (StoredTally) -> String?
    ) -> [CodeCount] {
        var counts: [String: CodeCount] = [:]
        for tally in tallies {
            guard let text = code(tally) else { continue }
            let key = "\(tally.kind.rawValue) \(text)"
            var count = counts[key] ?? CodeCount(code: text, kind: tally.kind, jobs: 0, busy: .zero)
            count.jobs += tally.jobs
            count.busy += tally.busy
            counts[key] = count
        }
        return counts.values.sorted { left, right in
            (right.jobs, left.code, left.kind.rawValue) < (left.jobs, right.code, right.kind.rawValue)
        }
    }
}

extension UnitName {
    /// From a row with the columns `file` and `output` of `unit`.
    init(_ row: Row) {
        self.init(storedFile: PathText.bytes(of: row["file"]), output: PathText.bytes(of: row["output"]))
    }
}

extension JobKind {
    /// A word that a later distmake added is shown as the kind that asks for nothing.
    init(stored text: String) {
        self = JobKind(rawValue: text) ?? .query
    }
}

extension JobMode {
    /// A word that a later distmake added is some way of doing a job elsewhere.
    init(stored text: String) {
        self = JobMode(rawValue: text) ?? .native
    }
}
