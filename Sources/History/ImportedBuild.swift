internal import ByteStrings
internal import GRDB

/// A build of an export, gathered line by line.
struct ImportedBuild {
    private(set) var record: BuildRecord
    private(set) var jobs: [JobRecord] = []
    private(set) var sums: [StoredSum] = []
    private var droppedJobs: Int
    private var hasJobs: Bool
    /// The line that began it.
    let line: Int

    /// - Parameter line: one that is named `build`.
    init(_ line: ImportedLine, imported: Duration) throws {
        let identifier = try line.text("identifier")
        // Eight base32 characters: it is a part of paths and of what users type.
        guard identifier.utf8.count == 8,
            identifier.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) })
        else { throw line.problem("identifier is no eight letters and digits of base32") }
        self.line = line.number
        record = BuildRecord(
            identifier: identifier, package: try line.text("package"), version: try line.text("version"),
            directory: try line.bytes("directory"), command: try line.bytes("command"),
            makeflags: try line.bytes("makeflags"), compiler: try line.text("compiler"),
            hosts: try line.bytes("hosts"), started: try line.nanoseconds("startedNanoseconds"),
            finished: try line.optionalNanoseconds("finishedNanoseconds"))
        record.bypassedObjects = try line.count("bypassedObjects")
        record.machine = Machine(
            name: try line.text("machine"), processor: try line.text("processor"),
            cores: try line.optionalCount("cores"))
        record.jobLimit = try line.optionalCount("jobLimit")
        record.settings = try line.bytes("settings").split("\n").filter { !$0.isEmpty }
        if record.finished != nil { record.result = try line.status("status") }
        if try line.optionalCount("commandUserMicroseconds") != nil {
            record.usage = BuildUsage(
                user: try line.microseconds("commandUserMicroseconds"),
                system: try line.microseconds("commandSystemMicroseconds"),
                peakMemory: try line.count("commandPeakKibibytes"))
        }
        record.imported = imported
        droppedJobs = try line.count("droppedJobs")
        hasJobs = try line.count("hasJobs") != 0
        if let finished = record.finished, finished < record.started {
            throw line.problem("finishedNanoseconds is before startedNanoseconds")
        }
    }

    /// - Parameter line: one that belongs to this build.
    mutating func add(_ line: ImportedLine) throws {
        switch line.name {
        case "host":
            record.hostList.append(
                ListedHost(
                    name: try line.text("name"), slots: try line.count("slots"),
                    options: try line.text("options")))
        case "phase":
            record.phases.append(
                BuildPhase(
                    name: try line.text("name"), started: try line.nanoseconds("startedNanoseconds"),
                    wall: try line.nanoseconds("wallNanoseconds")))
        case "header":
            record.headers.append(
                HeaderCost(
                    path: try line.bytes("path"), units: try line.count("units"),
                    bytes: try line.count("bytes")))
        case "package":
            record.packageFiles.append(
                PackageFile(
                    name: try line.text("name"), version: try line.text("version"),
                    size: try line.count("sizeBytes"),
                    buildinfo: try line.optionalText("buildinfo").map(PathText.bytes)))
        case "job" where hasJobs:
            jobs.append(try job(line))
        case "sum" where !hasJobs:
            sums.append(try StoredSum(line))
        default:
            throw ImportProblem(line: line.number, text: "\"\(line.name)\" has no place here")
        }
    }

    private func job(_ line: ImportedLine) throws -> JobRecord {
        JobRecord(
            build: record.identifier, sequence: try line.count("sequence"), file: try line.bytes("file"),
            // Names are relative to it already, and stay what they are.
            directory: record.directory, output: try line.bytes("output"),
            kind: try line.word("kind", JobKind.self), mode: try line.word("mode", JobMode.self),
            host: try line.optionalText("host"), localReason: try line.optionalText("localReason"),
            fallback: try line.optionalText("fallback"), attempts: try line.count("attempts"),
            status: try line.status("status"), started: try line.nanoseconds("startedNanoseconds"),
            queued: try line.nanoseconds("queuedNanoseconds"),
            preprocess: try line.nanoseconds("preprocessNanoseconds"),
            connect: try line.nanoseconds("connectNanoseconds"),
            send: try line.nanoseconds("sendNanoseconds"),
            compile: try line.nanoseconds("compileNanoseconds"),
            receive: try line.nanoseconds("receiveNanoseconds"), bytesSent: try line.count("sentBytes"),
            bytesReceived: try line.count("receivedBytes"), sourceBytes: try line.count("sourceBytes"),
            user: try line.microseconds("userMicroseconds"),
            system: try line.microseconds("systemMicroseconds"),
            peakMemory: try line.count("peakKibibytes"), stderrBytes: try line.count("stderrBytes"))
    }

    /// Writes the whole build, inside the caller's transaction.
    func insert(into database: Database) throws {
        var batch = PendingRecords()
        batch.begun = [record]
        batch.jobs = jobs
        if record.finished != nil { batch.finished = [record] }
        if droppedJobs > 0 { batch.dropped = [record.identifier: droppedJobs] }
        var insertion = BatchInsertion(database: database, builds: [record.identifier: record])
        do {
            try insertion.insert(batch)
            for sum in sums { try insertion.insert(sum, of: record.identifier) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw ImportProblem(
                line: line,
                text: "build: two of its jobs, sums or packages are the same (\(error.message ?? ""))")
        }
        if !hasJobs {
            try database.execute(
                sql: "UPDATE build SET hasJobs = 0 WHERE identifier = ?", arguments: [record.identifier])
        }
    }
}

extension StoredSum {
    fileprivate init(_ line: ImportedLine) throws {
        kind = try line.word("kind", JobKind.self)
        mode = try line.word("mode", JobMode.self)
        host = try line.optionalText("host")
        localReason = try line.optionalText("localReason")
        fallback = try line.optionalText("fallback")
        jobs = try line.count("jobs")
        failures = try line.count("failures")
        values = [:]
        for column in Self.columns { values[column] = try line.number(column) }
    }
}
