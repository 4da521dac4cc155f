import ByteStrings
import GRDB
import Glibc
import SystemPackage
import Testing

@testable import History

@Suite struct TransferTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var other: FilePath { directory.path.appending("other.sqlite") }

    /// Three builds with everything that a build can have; the last one has not ended.
    private func record() async {
        let recorder = recorder(directory.database, reports)
        for (index, identifier) in ["aaaa2222", "bbbb3333", "cccc4444"].enumerated() {
            var build = build(
                identifier, package: index == 1 ? "zlib" : "lua", version: "5.4.\(index)-1",
                started: .seconds(1_700_000_000 + index))
            build.directory = "/home/u/l\u{00FC}a"
            build.command = ByteString([0x2D, 0xFF, 0x5C])
            build.machine = Machine(name: "box", processor: "Xeon \"E\"", cores: 8)
            build.jobLimit = index == 0 ? nil : 8
            build.settings = ["CFLAGS=-O2 -DX=\"y\\z\"", "CXX="]
            build.hostList = [ListedHost(name: "red", slots: 8, options: "cpp,lzo")]
            recorder.begin(build)
            for sequence in 1...20 {
                recorder.record(
                    job(
                        sequence, of: identifier, file: "f\(sequence).c",
                        directory: "/home/u/l\u{00FC}a/src/lua-5.4.\(index)"))
            }
            recorder.record(
                job(
                    21, of: identifier, file: ByteString([0x61, 0xFF, 0x5C, 0x0A]), output: "", kind: .link,
                    mode: .local,
                    host: nil, localReason: "link-step"))
            recorder.record(job(22, of: identifier, mode: .local, fallback: "stalled"))
            guard index < 2 else { continue }
            var ended = build.ended(index == 0 ? .exited(0) : .signalled(9))
            ended.bypassedObjects = 3
            ended.phases = [BuildPhase(name: "build", started: .seconds(1), wall: .seconds(9))]
            ended.headers = [HeaderCost(path: ByteString([0x61, 0xFF, 0x2E, 0x68]), units: 3, bytes: 4)]
            ended.usage = BuildUsage(user: .seconds(7), system: .microseconds(5), peakMemory: 123)
            ended.packageFiles = [
                PackageFile(name: "lua", version: "5.4", size: 99, buildinfo: "format = 2\n"),
                PackageFile(name: "lua-docs", version: "5.4", size: 1),
            ]
            recorder.finish(ended)
        }
        await recorder.flush()
        #expect(reports.all == [])
    }

    private func export(_ path: FilePath, package: String? = nil) throws -> [String] {
        var lines: [String] = []
        try HistoryReader(path: path).exportJson(package: package) { lines.append($0) }
        return lines
    }

    private func `import`(_ lines: [String], now: Duration = .seconds(1_800_000_000)) throws -> ImportResult {
        let file = directory.path.appending("export.json")
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: file)
        return try HistoryImporter(path: other).run(file, now: now)
    }

    @Test func `what is exported is imported, and once only`() async throws {
        await record()
        let lines = try export(directory.database)
        // Header and end; a build, a host and 22 jobs of each; a phase, a header and two packages of those that ended.
        #expect(lines.count == 82)
        #expect(try `import`(lines) == ImportResult(builds: 3, jobs: 66, known: 0))
        #expect(try export(other) == lines)
        #expect(try `import`(lines) == ImportResult(builds: 0, jobs: 0, known: 3))
        #expect(try export(other) == lines)

        let (here, there) = (try HistoryReader(path: directory.database), try HistoryReader(path: other))
        for identifier in ["aaaa2222", "bbbb3333", "cccc4444"] {
            var detail = try #require(try there.detail(of: identifier))
            #expect(detail.build.build.imported == .seconds(1_800_000_000))
            detail.build.build.imported = nil
            #expect(try here.detail(of: identifier) == detail)
            #expect(try here.jobs(of: identifier) == there.jobs(of: identifier))
        }
        // Hosts of another house are not ours, even when they have the same names.
        #expect(try here.hostSpeeds(fewestJobs: 1).count == 1)
        #expect(try there.hostSpeeds(fewestJobs: 1) == [:])
    }

    @Test func `one package is exported alone`() async throws {
        await record()
        let lines = try export(directory.database, package: "zlib")
        #expect(try `import`(lines) == ImportResult(builds: 1, jobs: 22, known: 0))
        #expect(try export(directory.database, package: "none").count == 2)
    }

    @Test func `sums stand for jobs that were pruned`() async throws {
        await record()
        let pruner = HistoryPruner(
            path: directory.database, limits: PruneLimits(age: .seconds(1), bytes: nil))
        #expect(try pruner.prune(now: .seconds(1_800_000_000)).builds == 3)
        let lines = try export(directory.database)
        #expect(lines.contains { $0.hasPrefix(#"{"sum":"#) } && !lines.contains { $0.hasPrefix(#"{"job":"#) })
        #expect(try `import`(lines).builds == 3)
        #expect(try export(other) == lines)
        let (here, there) = (try HistoryReader(path: directory.database), try HistoryReader(path: other))
        #expect(try here.build("aaaa2222")?.totals == there.build("aaaa2222")?.totals)
        #expect(try here.detail(of: "aaaa2222")?.hosts == there.detail(of: "aaaa2222")?.hosts)
    }

    @Test func `a build without an end gets its end, and one with an end stays`() async throws {
        await record()
        let before = try export(directory.database)
        _ = try `import`(before)
        let recorder = recorder(directory.database, reports)
        var ended = build("cccc4444", version: "5.4.2-1", started: .seconds(1_700_000_002)).ended()
        ended.bypassedObjects = 1
        recorder.finish(ended)
        await recorder.flush()
        #expect(try `import`(export(directory.database)) == ImportResult(builds: 1, jobs: 22, known: 2))
        #expect(try HistoryReader(path: other).build("cccc4444")?.build.result == .exited(0))
        #expect(try `import`(before).known == 3)
        #expect(try HistoryReader(path: other).build("cccc4444")?.build.result == .exited(0))
    }

    @Test(arguments: [
        (0, "", "line 1 is not that of a history export"),
        (0, "{", "line 1 is no JSON"),
        (0, #"{"build":{}}"#, "line 1 is not that of a history export"),
        (0, #"{"distmake-history":{"version":2}}"#, "line 1 distmake-history: version is another than 1"),
        (0, #"{"end":{}}"#, "line 1 is not that of a history export"),
        (2, #"{"end":{}}"#, "line 4 comes after the end of the export; the build before it is here"),
        (1, #"{"job":{}}"#, #"line 2 "job" comes before the first build"#),
        (2, #"{"job":{"#, "line 3 is no JSON"),
        (2, "[1]", "line 3 is no object with one object in it"),
        (2, #"{"job":5}"#, "line 3 is no object with one object in it"),
        (2, #"{"job":"x"}"#, "line 3 is no JSON"),
        (2, #"{"job":{},"host":{}}"#, "line 3 is no object with one object in it"),
        (2, #"{"sum":{}}"#, #"line 3 "sum" has no place here"#),
        (2, #"{"host":{"slots":1,"options":""}}"#, "line 3 host: name is missing"),
        (2, #"{"host":{"name":5,"slots":1,"options":""}}"#, "line 3 host: name is no text"),
        (
            2, #"{"host":{"name":"a","slots":-1,"options":""}}"#,
            "line 3 host: slots is no whole number from 0 on"
        ),
        (
            2, #"{"host":{"name":"a","slots":1.5,"options":""}}"#,
            "line 3 host: slots is no whole number from 0 on"
        ),
        (2, #"{"host":{"name":"a","slots":99999999999999999999,"options":""}}"#, "line 3 host: slots is no"),
        (1, #"{"build":{"identifier":"../../x/"}}"#, "line 2 build: identifier is no eight letters"),
    ])
    func `a line that is wrong is named, and its build is not imported`(
        place: Int, line: String, problem: String
    ) async throws {
        await record()
        var lines = try export(directory.database)
        lines[place] = line
        #expect {
            try `import`(lines)
        } throws: { error in
            let error = error as? HistoryError
            return error?.code == .badImport && error?.message?.hasPrefix(problem) == true
        }
        let isHere = problem.hasSuffix("it is here")
        #expect(try HistoryReader(path: other).builds(limit: 9).count == (isHere ? 1 : 0))
    }

    /// A build of 23 to 28 lines is whole or not there, wherever the export ends.
    @Test func `an export that was cut off leaves no half build, and is imported again`() async throws {
        await record()
        let lines = try export(directory.database)
        let starts = lines.indices.filter { lines[$0].hasPrefix(#"{"build":"#) }
        for count in [1, 2, 3, starts[1], starts[1] + 1, starts[2] + 9, lines.count - 1] {
            let whole = starts.dropFirst().count { $0 < count }
            #expect {
                try `import`(Array(lines[..<count]))
            } throws: {
                let message = ($0 as? HistoryError)?.message ?? ""
                return message.hasPrefix("line \(count) is the last, but not the end of the export")
                    && message.hasSuffix("here") == (whole > 0)
            }
            let builds = try HistoryReader(path: other).builds(limit: 9)
            #expect(builds.count == whole && builds.allSatisfy { $0.totals.jobs == 22 }, "after \(count)")
        }
        // The file ends before the line does.
        let text = lines.joined(separator: "\n")
        for cut in [1, 9, 50] {
            let file = directory.path.appending("export.json")
            try directory.write(Array(text.utf8.dropLast(cut)), to: file)
            #expect(throws: HistoryError.self) {
                try HistoryImporter(path: other).run(file, now: .zero)
            }
        }
        #expect(try `import`(lines) == ImportResult(builds: 1, jobs: 22, known: 2))
        #expect(try export(other) == lines)
    }

    @Test func `another build records while an import waits for its lines`() async throws {
        await record()
        let lines = try export(directory.database)
        let pipe = directory.path.appending("pipe")
        try #require(unsafe mkfifo(pipe.string, 0o600) == 0)
        let path = other
        let imported = Task.detached { try HistoryImporter(path: path).run(pipe, now: .seconds(1)) }
        let feed = try FileDescriptor.open(pipe, .writeOnly)
        // More than a pipe holds: when it is taken, the import has read the first builds.
        let last = try #require(lines.lastIndex { $0.hasPrefix(#"{"build":"#) })
        let padding = String(repeating: "\n", count: 1 << 20)
        try feed.writeAll(Array((lines[...last].joined(separator: "\n") + padding).utf8))

        let recorder = recorder(other, reports, busyTimeout: .zero)
        recorder.begin(build("dddd5555"))
        recorder.record(job(1, of: "dddd5555"))
        await recorder.flush()
        #expect(reports.all == [])

        try feed.writeAll(Array(lines[(last + 1)...].joined(separator: "\n").utf8))
        try feed.close()
        #expect(try await imported.value == ImportResult(builds: 3, jobs: 66, known: 0))
        #expect(try HistoryReader(path: other).builds(limit: 9).count == 4)
    }

    @Test func `builds are taken over in portions, each build in one`() async throws {
        await record()
        let lines = try export(directory.database)
        let file = directory.path.appending("export.json")
        try directory.write(Array(lines.joined(separator: "\n").utf8), to: file)
        for (count, portions) in [(1, [1, 1, 1]), (23, [1, 1, 1]), (24, [2, 1]), (2000, [3])] {
            let descriptor = try FileDescriptor.open(file, .readOnly)
            let sizes = try descriptor.closeAfter {
                try DatabaseQueue().inDatabase { json in
                    var export = ImportedExport(LineReader(descriptor), imported: .zero)
                    var sizes: [Int] = []
                    while let portion = try export.portion(of: count, json) { sizes.append(portion.count) }
                    return sizes
                }
            }
            #expect(sizes == portions)
        }
    }

    @Test func `a job twice names its build`() async throws {
        await record()
        var lines = try export(directory.database)
        let place = try #require(lines.firstIndex { $0.hasPrefix(#"{"job":"#) })
        lines.insert(lines[place], at: place)
        #expect {
            try `import`(lines)
        } throws: {
            ($0 as? HistoryError)?.message?.hasPrefix("line 2 build: two of its jobs") == true
        }
    }

    @Test func `a file that is not there is named`() throws {
        #expect {
            try HistoryImporter(path: other).run("/none/export.json", now: .zero)
        } throws: {
            ($0 as? HistoryError)?.path == "/none/export.json"
        }
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a damaged export is imported or refused, never half`(seed: UInt64) async throws {
        await record()
        var bytes = Array((try export(directory.database).joined(separator: "\n") + "\n").utf8)
        var random = SplitMix64(seed: seed)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Array("0\"{}[],:n\n".utf8).randomElement(using: &random) ?? 0, at: place)
            default: bytes.removeSubrange(place..<min(bytes.count, place + 300))
            }
        }
        let file = directory.path.appending("export.json")
        try directory.write(bytes, to: file)
        do {
            let result = try HistoryImporter(path: other).run(file, now: .seconds(1))
            #expect(try HistoryReader(path: other).builds(limit: 99).count == result.builds)
        } catch {
            #expect(error.code == .badImport, "\(error)")
        }
        // Lines that are gone take their jobs along; what is said of a build is what is there of it.
        let reader = try HistoryReader(path: other)
        for build in try reader.builds(limit: 99) where build.hasJobs {
            #expect(try reader.jobs(of: build.build.identifier).count == build.totals.jobs)
        }
    }

    @Test(arguments: [("", []), ("a", ["a"]), ("a\n\nb", ["a", "", "b"]), ("a\nb\n", ["a", "b"])])
    func `lines are cut at their ends`(text: String, lines: [String]) throws {
        let file = directory.path.appending("lines")
        try directory.write(Array(text.utf8), to: file)
        let descriptor = try FileDescriptor.open(file, .readOnly)
        try descriptor.closeAfter {
            var reader = LineReader(descriptor)
            var found: [String] = []
            while let line = try reader.next() { found.append(String(decoding: line, as: UTF8.self)) }
            #expect(found == lines)
        }
    }

    @Test func `lines longer than a read are whole`() throws {
        let file = directory.path.appending("lines")
        let lines = (1...40).map { String(repeating: "\($0)", count: 5000 * ($0 % 7)) }
        try directory.write(Array(lines.joined(separator: "\n").utf8), to: file)
        let descriptor = try FileDescriptor.open(file, .readOnly)
        try descriptor.closeAfter {
            var reader = LineReader(descriptor)
            var found: [String] = []
            while let line = try reader.next() { found.append(String(decoding: line, as: UTF8.self)) }
            #expect(found == lines)
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
