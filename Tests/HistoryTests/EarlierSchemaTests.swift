import ByteStrings
import GRDB
import Glibc
import SystemPackage
import Testing

@testable import History

/// Databases as earlier versions of distmake left them: the steps that they knew, and rows as SQL.
@Suite struct EarlierSchemaTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// What each step could hold, the first one first. The build of the first has ended; that of the second was killed
    /// before it had a job.
    private static let rows = [
        """
        INSERT INTO build (number, identifier, package, version, directory, command, makeflags, compiler, hosts,
                           startedNanoseconds, finishedNanoseconds, status, bypassedObjects)
            VALUES (1, 'aaaa2222', 'lua', '5.4.6-1', '/home/u/lua', '-sf', '-j8', '', 'red/8',
                    1700000000000000000, 1700000012000000000, 0, 2),
                   (2, 'bbbb3333', 'lua', '5.4.7-1', '/home/u/lua', '-sf', '', '', '',
                    1700000100000000000, NULL, NULL, 0);
        INSERT INTO packageFile VALUES (1, 'lua', '5.4.6-1', 300000, NULL);
        INSERT INTO host (number, name, seenNanoseconds, jobs, compileNanoseconds, sourceBytes)
            VALUES (1, 'red', 1700000000000000000, 30, 2000000000, 8000000);
        INSERT INTO code (number, text)
            VALUES (1, 'compile'), (2, 'plain'), (3, 'local'), (4, 'link'), (5, 'link-step'), (6, 'stalled');
        INSERT INTO unit (number, package, file, output)
            VALUES (1, 'lua', 'src/lua-$pkgver/a.c', 'a.o'), (2, 'lua', 'src/lua-$pkgver/b.c', 'b.o'),
                   (3, 'lua', 'a.o', 'lua');
        INSERT INTO job VALUES
            (1, 1, 1, 1, 2, 1, NULL, NULL, 1, 0, 5, 6, 7, 8, 9, 100000000, 11, 1000, 2000, 3000, 13, 14, 15, 16),
            (1, 2, 2, 1, 3, 1, NULL, 6, 1, 0, 5, 6, 7, 8, 9, 200000000, 11, 0, 0, 3000, 13, 14, 15, 16),
            (1, 3, 3, 4, 3, NULL, 5, NULL, 0, 1, 5, 6, 0, 0, 0, 50000000, 0, 0, 0, 0, 13, 14, 15, 16);
        INSERT INTO tally VALUES
            (1, 1, 2, 1, 0, 0, 1, 0, 6, 7, 100000000, 100000028, 1000, 2000, 3000, 27),
            (1, 1, 3, 1, 0, 6, 1, 0, 6, 7, 200000000, 200000028, 0, 0, 3000, 27),
            (1, 4, 3, 0, 5, 0, 1, 1, 6, 0, 50000000, 50000000, 0, 0, 0, 27);
        """,
        """
        INSERT INTO toolchain VALUES ('red', '/usr/bin/gcc', 'gcc', 1, 2, 3, 'beef', 'gcc', 'identical', '', '', 4);
        """,
        """
        INSERT INTO phase VALUES (1, 0, 'build', 1000000000, 10000000000);
        INSERT INTO buildHost VALUES (1, 0, 1, 8, 'lzo');
        """,
        """
        INSERT INTO header VALUES (1, 0, '/usr/include/stdio.h', 2, 60000);
        """,
    ]

    /// The database of the distmake that knew `steps` steps.
    private func makeDatabase(steps: Int) throws {
        try #require(unsafe mkdir(directory.database.removingLastComponent().string, 0o700) == 0)
        let queue = try DatabaseQueue(path: directory.database.string)
        try queue.write { database in
            for (step, rows) in zip(Schema.migrations, Self.rows).prefix(steps) {
                try database.execute(sql: step)
                try database.execute(sql: rows)
            }
            try database.execute(sql: "PRAGMA user_version = \(steps)")
        }
        try queue.close()
    }

    @Test func `there are rows for every earlier step`() {
        #expect(Self.rows.count == Schema.current - 1)
    }

    @Test(arguments: 1..<Schema.current)
    func `an earlier database is read, and goes on`(steps: Int) async throws {
        try makeDatabase(steps: steps)
        try check(steps: steps)
        let recorder = recorder(directory.database, reports)
        recorder.begin(build(started: .seconds(1_700_000_200)))
        recorder.record(job(1))
        recorder.finish(build(started: .seconds(1_700_000_200)).ended())
        await recorder.flush()
        #expect(reports.all == [])
        #expect(try HistoryReader(path: directory.database).build("k3vq7z2a")?.totals.remote == 1)
        try check(steps: steps)
    }

    @Test(arguments: 1..<Schema.current)
    func `an earlier database is written without having been read`(steps: Int) async throws {
        try makeDatabase(steps: steps)
        let recorder = recorder(directory.database, reports)
        recorder.begin(build(started: .seconds(1_700_000_200)))
        recorder.record(job(1))
        await recorder.flush()
        #expect(reports.all == [])
        try check(steps: steps)
    }

    private func check(steps: Int) throws {
        let reader = try HistoryReader(path: directory.database)
        let ended = try #require(try reader.build("aaaa2222"))
        #expect(
            ended.totals
                == JobTotals(
                    jobs: 3, failures: 1, compiles: 2, remote: 1, local: 0, failedOver: 1,
                    queued: .nanoseconds(18), busy: .nanoseconds(350_000_056), bytesSent: 1000,
                    bytesReceived: 2000, processorTime: .microseconds(81)))
        #expect(ended.build.result == .exited(0) && ended.build.wall == .seconds(12))
        #expect(ended.build.packageFiles.map(\.size) == [300_000])
        #expect(ended.build.phases.map(\.wall) == (steps > 2 ? [.seconds(10)] : []))
        #expect(ended.build.hostList.map(\.slots) == (steps > 2 ? [8] : []))
        #expect(ended.build.headers.map(\.bytes) == (steps > 3 ? [60_000] : []))
        #expect(ended.build.jobLimit == nil && ended.build.machine == Machine() && ended.build.usage == nil)
        #expect(ended.hasJobs)
        #expect(
            try reader.jobs(of: "aaaa2222").map(\.file) == ["src/lua-5.4.6/a.c", "src/lua-5.4.6/b.c", "a.o"])
        let killed = try #require(try reader.build("bbbb3333"))
        #expect(killed.totals == JobTotals() && killed.build.result == nil)
        #expect(
            try reader.builds(limit: 9, package: "lua").map(\.build.identifier).suffix(2) == [
                "bbbb3333", "aaaa2222",
            ])
        #expect(try reader.hostSpeeds().keys.sorted() == ["red"])
        #expect(try reader.toolchains().map(\.grade) == (steps > 1 ? ["identical"] : []))
    }

    @Test func `an earlier database that takes no writes says so`() throws {
        try makeDatabase(steps: 1)
        let state = directory.database.removingLastComponent()
        try #require(unsafe chmod(directory.database.string, 0o400) == 0)
        try #require(unsafe chmod(state.string, 0o500) == 0)
        defer { _ = unsafe chmod(state.string, 0o700) }
        // Root writes everywhere.
        guard geteuid() != 0 else { return }
        #expect { try HistoryReader(path: directory.database) } throws: {
            ($0 as? HistoryError)?.code == .olderSchema
        }
    }
}
