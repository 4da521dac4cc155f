import Analysis
import ByteStrings
import GRDB
import SystemPackage
import Testing

@testable import History

@Suite struct ReadingTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `a build's detail tells who did what and why not`() async throws {
        let recorder = recorder(directory.database, reports)
        recorder.begin(build())
        for sequence in 1...6 {
            recorder.record(
                job(
                    sequence, file: "f\(sequence).c", host: sequence <= 4 ? "red" : "blue",
                    compile: .milliseconds(100 * sequence)))
        }
        recorder.record(job(7, mode: .local, host: nil, localReason: "assembler-source"))
        recorder.record(job(8, mode: .local, host: "blue", fallback: "stalled", compile: .seconds(2)))
        for sequence in 9...10 {
            recorder.record(
                job(sequence, output: "lua", kind: .link, mode: .local, host: nil, localReason: "link-step"))
        }
        var givenUp = job(
            11, mode: .givenUp, host: "blue", fallback: "refused", compile: .zero)
        givenUp.status = .exited(103)
        recorder.record(givenUp)
        recorder.finish(build().ended())
        await recorder.flush()

        let detail = try #require(
            try HistoryReader(path: directory.database).detail(of: "k3vq7z2a", slowest: 2))
        #expect(detail.build.totals.compiles == 9)
        #expect(detail.build.totals.remote == 6)
        #expect(detail.build.totals.local == 1)
        #expect(detail.build.totals.failedOver == 1)
        #expect(detail.build.totals.givenUp == 1)
        let overhead = Duration.microseconds(3300)
        #expect(
            detail.hosts == [
                HostShare(
                    host: "red", jobs: 4, busy: .seconds(1) + overhead * 4, bytesSent: 160_000,
                    bytesReceived: 36_000, sourceBytes: 600_000, compile: .seconds(1),
                    compiledBytes: 600_000, transfer: .milliseconds(12)),
                HostShare(
                    host: "blue", jobs: 2, busy: .milliseconds(1100) + overhead * 2, bytesSent: 80_000,
                    bytesReceived: 18_000, sourceBytes: 300_000, compile: .milliseconds(1100),
                    compiledBytes: 300_000, transfer: .milliseconds(6), accidents: 2),
                HostShare(
                    host: nil, jobs: 4, busy: .milliseconds(2300) + overhead * 4, bytesSent: 160_000,
                    bytesReceived: 36_000, sourceBytes: 600_000, compile: .milliseconds(2100),
                    compiledBytes: 300_000, transfer: .milliseconds(12)),
            ])
        #expect(
            detail.localReasons.map { "\($0.kind) \($0.code) \($0.jobs)" }
                == ["link link-step 2", "compile assembler-source 1"])
        #expect(detail.fallbacks.map(\.code) == ["refused", "stalled"])
        #expect(
            detail.slowest == [
                SlowJob(
                    file: "src/lua-5.4.6/src/lapi.c", output: "src/lua-5.4.6/src/lapi.o", kind: .compile,
                    host: nil, preprocess: .milliseconds(20), compile: .seconds(2),
                    total: .milliseconds(2020) + overhead),
                SlowJob(
                    file: "src/lua-5.4.6/src/f6.c", output: "src/lua-5.4.6/src/lapi.o", kind: .compile,
                    host: "blue", preprocess: .milliseconds(20), compile: .milliseconds(600),
                    total: .milliseconds(620) + overhead),
            ])
        #expect(try HistoryReader(path: directory.database).detail(of: "k3vq") == nil)
    }

    @Test func `a host's speed is that of all its builds, and few jobs make none`() async throws {
        let recorder = recorder(directory.database, reports)
        recorder.begin(build())
        for sequence in 1...24 {
            var record = job(
                sequence, file: "f\(sequence).c", host: sequence <= 20 ? "red" : "blue", compile: .seconds(2))
            record.sourceBytes = 3_000_000
            recorder.record(record)
        }
        await recorder.flush()
        let reader = try HistoryReader(path: directory.database)
        #expect(try reader.hostSpeeds() == ["red": 1.5e6])
        #expect(try reader.hostSpeeds(fewestJobs: 4) == ["red": 1.5e6, "blue": 1.5e6])
    }

    @Test func `builds are listed newest first, by package, by prefix`() async throws {
        let recorder = recorder(directory.database, reports)
        for (number, identifier) in ["aaaabbbb", "aaaacccc", "zzzz2222", "z7777777"].enumerated() {
            recorder.begin(
                build(
                    identifier, package: number == 1 ? "zlib" : "lua",
                    started: .seconds(1_700_000_000 + number)))
        }
        await recorder.flush()
        let reader = try HistoryReader(path: directory.database)
        let identifiers: ([RecordedBuild]) -> [String] = { $0.map(\.build.identifier) }
        #expect(try identifiers(reader.builds(limit: 3)) == ["z7777777", "zzzz2222", "aaaacccc"])
        #expect(
            try identifiers(reader.builds(limit: 9, package: "lua")) == ["z7777777", "zzzz2222", "aaaabbbb"])
        #expect(try identifiers(reader.builds(identifierPrefix: "AAAA")) == ["aaaacccc", "aaaabbbb"])
        #expect(try identifiers(reader.builds(identifierPrefix: "z7")) == ["z7777777"])
        #expect(try identifiers(reader.builds(identifierPrefix: "b")) == [])
        #expect(try identifiers(reader.builds(identifierPrefix: "")).count == 4)
    }

    @Test func `estimates are means over the last successful builds, whatever their version`() async throws {
        let recorder = recorder(directory.database, reports)
        // Oldest first; the first is too old to count, the fourth failed.
        let builds: [(version: String, milliseconds: Int, result: EndStatus)] = [
            ("5.4.3-1", 9000, .exited(0)), ("5.4.4-1", 100, .exited(0)), ("5.4.5-1", 200, .exited(0)),
            ("5.4.6-1", 7000, .exited(4)), ("1:5.4.7-2", 600, .exited(0)),
        ]
        for (number, item) in builds.enumerated() {
            let identifier = "build00\(number)"
            let started = build(
                identifier, version: item.version, started: .seconds(1_700_000_000 + 100 * number))
            recorder.begin(started)
            let directory: ByteString =
                "/home/u/lua/src/lua-\(["5.4.3", "5.4.4", "5.4.5", "5.4.6", "5.4.7"][number])/src"
            recorder.record(
                job(1, of: identifier, directory: directory, compile: .milliseconds(item.milliseconds)))
            var link = job(2, of: identifier, output: "lua", directory: directory, kind: .link)
            link.peakMemory = 1000 * (5 - number)
            recorder.record(link)
            var failed = job(3, of: identifier, file: "bad.c", directory: directory)
            failed.status = .exited(1)
            recorder.record(failed)
            recorder.finish(started.ended(item.result, after: .seconds(number)))
        }
        await recorder.flush()
        let reader = try HistoryReader(path: directory.database)
        let expectation = try reader.expectation(package: "lua")
        let next = UnitName(
            file: "lapi.c", output: "lapi.o", directory: "/build/lua/src/lua-5.5.0/src", root: "/build/lua",
            version: "5.5.0-1")
        #expect(expectation.compile == [next: .milliseconds(300)])
        let link = UnitName(
            file: "lapi.c", output: "lua", directory: "/build/lua/src/lua-5.5.0/src", root: "/build/lua",
            version: "5.5.0-1")
        #expect(expectation.linkMemory == [link: 4000])
        #expect(try reader.expectation(package: "none") == Expectation())
    }

    @Test func `the last build that compiled tells the course of the next`() async throws {
        let recorder = recorder(directory.database, reports)
        // A whole build, one that found everything made, one that failed, and another command in the same directory.
        let builds: [(command: ByteString, jobs: Int, result: EndStatus)] = [
            ("make", 3, .exited(0)), ("make", 0, .exited(0)), ("make", 5, .exited(2)),
            ("make check", 1, .exited(0)),
        ]
        for (number, item) in builds.enumerated() {
            var build = build(
                "build00\(number)", package: "tree", started: .seconds(1_700_000_000 + 100 * number))
            build.command = item.command
            recorder.begin(build)
            for sequence in 0..<item.jobs { recorder.record(job(sequence, of: build.identifier)) }
            recorder.finish(build.ended(item.result, after: .seconds(10 + number)))
        }
        await recorder.flush()
        let reader = try HistoryReader(path: directory.database)
        func course(_ command: ByteString?, in directory: ByteString = "/home/u/lua") throws -> BuildCourse? {
            try reader.course(package: "tree", by: command.map { (directory, $0) })
        }
        let ends = [123_350, 133_350, 143_350].map { Duration.microseconds($0) }
        let report = try #require(try reader.report(package: nil) { _ in nil })
        #expect(report.packages.map(\.bestWall) == [.seconds(10)], "not of one that compiled less")
        #expect(try course("make") == BuildCourse(ends: ends, compiles: 3, wall: .seconds(10)))
        #expect(try course("make check")?.compiles == 1)
        #expect(try course(nil)?.compiles == 1)
        #expect(try course("make install") == nil)
        #expect(try course("make", in: "/elsewhere") == nil)
        #expect(try reader.course(package: "none") == nil)
    }

    @Test func `builds with this machine in the list are held against those without`() async throws {
        let recorder = recorder(directory.database, reports)
        let lists: [(hosts: ByteString, seconds: Int)] = [
            ("localhost/2  red/8", 100), ("red/8", 80), ("red/4", 10),
        ]
        for (number, list) in lists.enumerated() {
            var build = build("build00\(number)", started: .seconds(1_700_000_000 + 1000 * number))
            build.hosts = list.hosts
            let names = list.hosts.split(" ").compactMap { $0.split("/").first }
            build.hostList = names.map { ListedHost(name: $0.string, slots: 2, options: "") }
            recorder.begin(build)
            recorder.record(job(1, of: build.identifier))
            recorder.finish(build.ended(after: .seconds(list.seconds)))
        }
        await recorder.flush()
        let reader = try HistoryReader(path: directory.database)
        let effect = try #require(try reader.detail(of: "build000")?.localhostEffect)
        #expect(effect.with == .seconds(100) && effect.without == .seconds(80))
        #expect(try reader.detail(of: "build001")?.localhostEffect == nil)
        #expect(try reader.detail(of: "build000")?.figures { _ in nil }.localhostEffect == effect)
    }

    @Test func `a file that cannot be locked can be read as it is`() async throws {
        let path = directory.path.appending("a?b#c%64.sqlite")
        let recorder = recorder(path, reports)
        recorder.begin(build())
        await recorder.flush()
        try await DatabaseQueue(path: path.string).writeWithoutTransaction {
            _ = try $0.checkpoint(.truncate)
        }
        let uri = HistoryReader.immutableURI(of: path)
        #expect(uri == "file:\(directory.path)/a%3fb%23c%2564.sqlite?immutable=1")
        var configuration = Configuration()
        configuration.readonly = true
        let understandsURIs = try await DatabaseQueue().read {
            try String.fetchAll($0, sql: "PRAGMA compile_options").contains("USE_URI")
        }
        guard understandsURIs else {
            #expect(throws: DatabaseError.self) { try DatabaseQueue(path: uri, configuration: configuration) }
            return
        }
        let found = try await DatabaseQueue(path: uri, configuration: configuration).read {
            try String.fetchAll($0, sql: "SELECT identifier FROM build")
        }
        #expect(found == ["k3vq7z2a"])
    }
}
