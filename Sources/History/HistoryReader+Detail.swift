internal import Analysis
internal import ByteStrings
internal import GRDB

extension HistoryReader {
    /// Everything about one build; `nil` when there is none with exactly this identifier.
    ///
    /// - Parameter slowest: how many of its slowest jobs, and half as many of its critical path.
    /// - Complexity: O(n log n) in the jobs of the build, which are one run of pages; other builds are not touched.
    public func detail(of identifier: String, slowest count: Int = 10) throws(HistoryError) -> BuildDetail? {
        try read { database in
            guard let build = try recordedBuild(database, identifier) else { return nil }
            let tallies = try tallies(
                database, where: "tally.build = (SELECT number FROM build WHERE identifier = ?)", [identifier]
            )
            let jobs = try jobLines(database, of: identifier)
            let names = try Names(database, version: build.build.version)
            let work = jobs.filter { names.isWork($0) }.map(\.span)
            let path = CriticalPath(jobs.map(\.span))
            return BuildDetail(
                build: build, hosts: HostShare.shares(of: tallies),
                localReasons: CodeCount.counts(of: tallies, by: \.localReason),
                fallbacks: CodeCount.counts(of: tallies, by: \.fallback),
                slowest: try slowest(jobs, count).map { try names.job($0, in: database) },
                preprocess: tallies.reduce(.zero) { $0 + $1.preprocess },
                parallelism: build.hasJobs ? Parallelism(work) : nil,
                localhostEffect: try localhostEffect(database, on: build.build),
                path: build.hasJobs ? try detail(of: path, jobs, names, (count + 1) / 2, database) : nil)
        }
    }

    private func localhostEffect(_ database: Database, on build: BuildRecord) throws -> LocalhostEffect? {
        guard build.hostList.contains(where: { $0.name == HostShare.localhost }) else { return nil }
        let setup = BuildSetup(
            hosts: BuildSetup.oneLine(hosts: build.hosts.string), jobLimit: build.jobLimit, mode: "",
            compiler: build.compiler, processor: build.machine.processor)
        return LocalhostEffect(of: setup, in: try comparedRuns(database, ofPackage: build.package).runs)
    }

    private func slowest(_ jobs: [JobLine], _ count: Int) -> [JobLine] {
        Array(jobs.sorted { ($1.total, $0.span.number) < ($0.total, $1.span.number) }.prefix(count))
    }

    private func detail(
        of path: CriticalPath, _ jobs: [JobLine], _ names: Names, _ count: Int, _ database: Database
    ) throws -> BuildPath {
        var lines: [Int: JobLine] = [:]
        for job in jobs { lines[job.span.number] = job }
        return BuildPath(
            jobs: path.steps.count, gaps: path.gaps, queued: path.queued, preprocess: path.preprocess,
            busy: path.busy,
            longest: try path.longest(count).compactMap { step in
                try lines[step.job.number].map { try names.job($0, in: database) }
            })
    }

    /// - Parameter condition: on `tally`, so that no other build's rows are read.
    func tallies(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [StoredTally] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT kind.text AS kind, mode.text AS mode, host.name AS host, reason.text AS localReason,
                       accident.text AS fallback, sums.*
                FROM (SELECT tally.kind AS kindCode, tally.mode AS modeCode, tally.host AS hostNumber,
                             tally.localReason AS reasonCode, tally.fallback AS fallbackCode,
                             sum(jobs) AS jobs, sum(preprocessNanoseconds) AS preprocessNanoseconds,
                             sum(compileNanoseconds) AS compileNanoseconds,
                             sum(busyNanoseconds) AS busyNanoseconds,
                             sum(sendNanoseconds + receiveNanoseconds) AS transferNanoseconds,
                             sum(sentBytes) AS sentBytes, sum(receivedBytes) AS receivedBytes,
                             sum(sourceBytes) AS sourceBytes
                      FROM tally WHERE \(condition) GROUP BY 1, 2, 3, 4, 5) AS sums
                JOIN code AS kind ON kind.number = sums.kindCode
                JOIN code AS mode ON mode.number = sums.modeCode
                LEFT JOIN host ON host.number = sums.hostNumber
                LEFT JOIN code AS reason ON reason.number = sums.reasonCode
                LEFT JOIN code AS accident ON accident.number = sums.fallbackCode
                """,
            arguments: arguments
        ).map(StoredTally.init)
    }

    /// The jobs as numbers: names are looked up for the few that are shown.
    func jobLines(_ database: Database, of identifier: String) throws -> [JobLine] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT sequence, unit, kind, mode, host, startedNanoseconds, queuedNanoseconds,
                       preprocessNanoseconds,
                       connectNanoseconds + sendNanoseconds + compileNanoseconds + receiveNanoseconds,
                       compileNanoseconds
                FROM job WHERE build = (SELECT number FROM build WHERE identifier = ?)
                """,
            arguments: [identifier])
        var jobs: [JobLine] = []
        while let row = try rows.next() {
            let duration: (Int) -> Duration = { .nanoseconds(row[$0] as Int64) }
            jobs.append(
                JobLine(
                    span: JobSpan(
                        number: row[0], arrived: duration(5), queued: duration(6), preprocess: duration(7),
                        busy: duration(8)),
                    unit: row[1], kind: row[2], mode: row[3], host: row[4], compile: duration(9)))
        }
        return jobs
    }
}

/// A row of `job`, its words as numbers.
struct JobLine {
    var span: JobSpan
    var unit: Int64
    var kind: Int64
    var mode: Int64
    var host: Int64?
    var compile: Duration

    /// Without waiting for a slot.
    var total: Duration { span.preprocess + span.busy }
}

/// The words behind the numbers of `JobLine`s.
struct Names {
    private let codes: [Int64: String]
    private let hosts: [Int64: String]
    private let version: String

    init(_ database: Database, version: String) throws {
        let words: (String) throws -> [Int64: String] = { sql in
            Dictionary(
                uniqueKeysWithValues: try Row.fetchAll(database, sql: sql).map {
                    ($0[0] as Int64, $0[1] as String)
                })
        }
        codes = try words("SELECT number, text FROM code")
        hosts = try words("SELECT number, name FROM host")
        self.version = version
    }

    /// Probes and questions of configure are short, and one after the other whatever -j says.
    func isWork(_ job: JobLine) -> Bool {
        switch JobKind(stored: codes[job.kind] ?? "") {
        case .compile, .link, .preprocess: true
        case .probe, .query: false
        }
    }

    func job(_ job: JobLine, in database: Database) throws -> SlowJob {
        let row = try Row.fetchOne(
            database, sql: "SELECT file, output FROM unit WHERE number = ?", arguments: [job.unit])
        let name = row.map { UnitName($0).spelled(for: version) }
        let mode = JobMode(stored: codes[job.mode] ?? "")
        let host = job.host.flatMap { hosts[$0] }
        return SlowJob(
            file: name?.file ?? "", output: name?.output ?? "", kind: JobKind(stored: codes[job.kind] ?? ""),
            host: mode.isRemote ? host : host.flatMap { $0 == HostShare.localhost ? $0 : nil },
            preprocess: job.span.preprocess, compile: job.compile, total: job.total)
    }
}

/// A row of `tally` with its words.
struct StoredTally {
    var kind: JobKind
    var mode: JobMode
    var host: String?
    var localReason: String?
    var fallback: String?
    var jobs: Int
    var preprocess: Duration
    var compile: Duration
    var busy: Duration
    var transfer: Duration
    var bytesSent: Int
    var bytesReceived: Int
    var sourceBytes: Int

    init(_ row: Row) {
        kind = JobKind(stored: row["kind"])
        mode = JobMode(stored: row["mode"])
        host = row["host"]
        localReason = row["localReason"]
        fallback = row["fallback"]
        jobs = row["jobs"]
        preprocess = .nanoseconds(row["preprocessNanoseconds"] as Int64)
        compile = .nanoseconds(row["compileNanoseconds"] as Int64)
        busy = .nanoseconds(row["busyNanoseconds"] as Int64)
        transfer = .nanoseconds(row["transferNanoseconds"] as Int64)
        bytesSent = row["sentBytes"]
        bytesReceived = row["receivedBytes"]
        sourceBytes = row["sourceBytes"]
    }
}

extension HostShare {
    /// What the literal word of a host list is called in `host`: a slot here that competes with the volunteers.
    static let localhost = "localhost"

    /// One share for each machine that did or failed a job.
    static func shares(of tallies: [StoredTally]) -> [HostShare] {
        var shares: [String?: HostShare] = [:]
        for tally in tallies {
            let isListed = tally.host == localhost && tally.fallback == nil
            // What was given up nobody did.
            if tally.mode != .givenUp {
                let worker = tally.mode.isRemote || isListed ? tally.host : nil
                shares[worker, default: HostShare(host: worker)].add(tally)
            }
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

    private mutating func add(_ tally: StoredTally) {
        jobs += tally.jobs
        busy += tally.busy
        bytesSent += tally.bytesSent
        bytesReceived += tally.bytesReceived
        sourceBytes += tally.sourceBytes
        transfer += tally.transfer
        if tally.kind == .compile {
            compile += tally.compile
            compiledBytes += tally.sourceBytes
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
