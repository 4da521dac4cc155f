internal import ByteStrings
internal import GRDB

/// Inserts one batch, inside the caller's transaction, and keeps the sums in step with the jobs.
struct BatchInsertion {
    private let database: Database
    /// The builds that jobs of this batch may belong to.
    private let builds: [String: BuildRecord]
    private var numbers: [String: Int64] = [:]
    private var codes: [String: Int64] = [:]
    private var hosts: [String: Int64] = [:]
    private var tallies: [TallyKey: Tally] = [:]
    private var hostTallies: [Int64: HostTally] = [:]
    private var totals: [Int64: Total] = [:]
    /// Jobs that named no build that has begun.
    private(set) var unclaimedJobs = 0

    init(database: Database, builds: [String: BuildRecord]) {
        self.database = database
        self.builds = builds
    }

    mutating func insert(_ batch: PendingRecords) throws {
        for build in batch.begun {
            try insert(build)
        }
        for job in batch.jobs {
            try insert(job)
        }
        try addTallies()
        for build in batch.finished {
            try finish(build)
        }
        for change in batch.toolchains {
            try change.carryOut(in: database)
        }
        for (build, count) in batch.dropped {
            try database.execute(
                sql: "UPDATE build SET droppedJobs = droppedJobs + ? WHERE identifier = ?",
                arguments: [count, build])
        }
    }

    private mutating func insert(_ build: BuildRecord) throws {
        try database.execute(
            sql: """
                INSERT INTO build (identifier, package, version, directory, command, makeflags, compiler, hosts,
                                   startedNanoseconds, machine, processor, cores, jobLimit, settings,
                                   importedNanoseconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                build.identifier, build.package, build.version, PathText.text(of: build.directory),
                PathText.text(of: build.command), PathText.text(of: build.makeflags), build.compiler,
                PathText.text(of: build.hosts), build.started.nanoseconds, build.machine.name,
                build.machine.processor, build.machine.cores, build.jobLimit,
                PathText.text(of: build.settings.joined(separator: "\n")), build.imported?.nanoseconds,
            ])
        let number = database.lastInsertedRowID
        try database.execute(
            sql: "INSERT INTO total VALUES (?, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)", arguments: [number])
        for (place, listed) in build.hostList.enumerated() {
            try database.execute(
                sql: "INSERT INTO buildHost (build, place, host, slots, options) VALUES (?, ?, ?, ?, ?)",
                arguments: [number, place, try host(listed.name), listed.slots, listed.options])
        }
    }

    private func finish(_ build: BuildRecord) throws {
        try database.execute(
            sql: """
                UPDATE build SET package = ?, version = ?, makeflags = ?, compiler = ?, hosts = ?,
                                 finishedNanoseconds = ?, status = ?, bypassedObjects = ?,
                                 commandUserMicroseconds = ?, commandSystemMicroseconds = ?,
                                 commandPeakKibibytes = ?
                WHERE identifier = ?
                """,
            arguments: [
                build.package, build.version, PathText.text(of: build.makeflags), build.compiler,
                PathText.text(of: build.hosts), build.finished?.nanoseconds, build.result?.stored,
                build.bypassedObjects, build.usage?.user.microseconds, build.usage?.system.microseconds,
                build.usage?.peakMemory, build.identifier,
            ])
        for (place, phase) in build.phases.enumerated() {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO phase (build, place, name, startedNanoseconds, wallNanoseconds)
                    SELECT number, ?, ?, ?, ? FROM build WHERE identifier = ?
                    """,
                arguments: [
                    place, phase.name, phase.started.nanoseconds, phase.wall.nanoseconds, build.identifier,
                ])
        }
        for (place, header) in build.headers.enumerated() {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO header (build, place, path, units, bytes)
                    SELECT number, ?, ?, ?, ? FROM build WHERE identifier = ?
                    """,
                arguments: [
                    place, PathText.text(of: header.path), header.units, header.bytes, build.identifier,
                ])
        }
        for file in build.packageFiles {
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO packageFile (build, name, version, sizeBytes, buildinfo)
                    SELECT number, ?, ?, ?, ? FROM build WHERE identifier = ?
                    """,
                arguments: [
                    file.name, file.version, file.size, file.buildinfo.map(PathText.text), build.identifier,
                ])
        }
    }

    private mutating func insert(_ job: JobRecord) throws {
        guard let build = builds[job.build], let number = try number(ofBuild: job.build) else {
            unclaimedJobs += 1
            return
        }
        let key = TallyKey(
            build: number, kind: try code(job.kind.rawValue), mode: try code(job.mode.rawValue),
            host: try job.host.map { try host($0) } ?? 0,
            localReason: try job.localReason.map { try code($0) } ?? 0,
            fallback: try job.fallback.map { try code($0) } ?? 0)
        let arguments: StatementArguments = [
            number, job.sequence, try unit(of: job, in: build), key.kind, key.mode,
            key.host == 0 ? nil : key.host, key.localReason == 0 ? nil : key.localReason,
            key.fallback == 0 ? nil : key.fallback, job.attempts, job.status.stored,
            job.started.nanoseconds, job.queued.nanoseconds, job.preprocess.nanoseconds,
            job.connect.nanoseconds, job.send.nanoseconds, job.compile.nanoseconds, job.receive.nanoseconds,
            job.bytesSent, job.bytesReceived, job.sourceBytes, job.user.microseconds,
            job.system.microseconds, job.peakMemory, job.stderrBytes,
        ]
        try database.cachedStatement(sql: BatchInsertion.insertJob).execute(arguments: arguments)
        tallies[key, default: Tally()].add(job)
        totals[number, default: Total()].add(job)
        // What another machine found out about hosts is not about ours, though they may be called the same.
        if key.host != 0, build.imported == nil {
            hostTallies[key.host, default: HostTally()].add(job, in: build)
        }
    }

    /// Adds what jobs that are not there any more added up to.
    mutating func insert(_ sum: StoredSum, of build: String) throws {
        guard let number = try number(ofBuild: build) else { return }
        let key = TallyKey(
            build: number, kind: try code(sum.kind.rawValue), mode: try code(sum.mode.rawValue),
            host: try sum.host.map { try host($0) } ?? 0,
            localReason: try sum.localReason.map { try code($0) } ?? 0,
            fallback: try sum.fallback.map { try code($0) } ?? 0)
        try database.cachedStatement(sql: Tally.upsert).execute(arguments: sum.tallyArguments(key))
        try database.cachedStatement(sql: Total.update).execute(arguments: sum.totalArguments(number))
    }

    private static let insertJob = """
        INSERT INTO job (build, sequence, unit, kind, mode, host, localReason, fallback, attempts, status,
                         startedNanoseconds, queuedNanoseconds, preprocessNanoseconds, connectNanoseconds,
                         sendNanoseconds, compileNanoseconds, receiveNanoseconds, sentBytes, receivedBytes,
                         sourceBytes, userMicroseconds, systemMicroseconds, peakKibibytes, stderrBytes)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private func addTallies() throws {
        for (key, tally) in tallies {
            try database.cachedStatement(sql: Tally.upsert).execute(arguments: tally.arguments(key))
        }
        for (build, total) in totals {
            try database.cachedStatement(sql: Total.update).execute(arguments: total.arguments(build))
        }
        for (host, tally) in hostTallies {
            try database.cachedStatement(sql: HostTally.update).execute(arguments: tally.arguments(host))
        }
    }

    private mutating func number(ofBuild identifier: String) throws -> Int64? {
        if let number = numbers[identifier] { return number }
        let number = try Int64.fetchOne(
            database, sql: "SELECT number FROM build WHERE identifier = ?", arguments: [identifier])
        numbers[identifier] = number
        return number
    }

    private mutating func code(_ text: String) throws -> Int64 {
        if let number = codes[text] { return number }
        let number = try intern(
            select: "SELECT number FROM code WHERE text = ?", insert: "INSERT INTO code (text) VALUES (?)",
            [text])
        codes[text] = number
        return number
    }

    private mutating func host(_ name: String) throws -> Int64 {
        if let number = hosts[name] { return number }
        let number = try intern(
            select: "SELECT number FROM host WHERE name = ?",
            insert: "INSERT INTO host (name, seenNanoseconds) VALUES (?, 0)", [name])
        hosts[name] = number
        return number
    }

    /// Not cached between batches: a unit occurs once or twice in a build, and a pruning by another process may
    /// have removed it since.
    private func unit(of job: JobRecord, in build: BuildRecord) throws -> Int64 {
        let name = UnitName(
            file: job.file, output: job.output, directory: job.directory, root: build.directory,
            version: build.version)
        return try intern(
            select: "SELECT number FROM unit WHERE package = ? AND file = ? AND output = ?",
            insert: "INSERT INTO unit (package, file, output) VALUES (?, ?, ?)",
            [build.package, PathText.text(of: name.file), PathText.text(of: name.output)])
    }

    private func intern(select: String, insert: String, _ arguments: StatementArguments) throws -> Int64 {
        let query = try database.cachedStatement(sql: select)
        if let number = try Int64.fetchOne(query, arguments: arguments) { return number }
        try database.cachedStatement(sql: insert).execute(arguments: arguments)
        return database.lastInsertedRowID
    }
}
