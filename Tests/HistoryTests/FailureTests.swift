import GRDB
import Glibc
import SystemPackage
import Testing

@testable import History

@Suite struct FailureTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Three flushes of one build against a recorder that fails.
    private func recordThreeTimes(_ recorder: HistoryRecorder) async {
        recorder.begin(build())
        for sequence in 1...3 {
            recorder.record(job(sequence))
            await recorder.flush()
        }
    }

    @Test(arguments: [
        ("PRAGMA query_only = ON", HistoryError.Code.readOnly),
        ("PRAGMA max_page_count = 14", .diskFull),
    ])
    func `a failure of the disk is told once`(setup: String, code: HistoryError.Code) async throws {
        // The database exists, so that only the recorder's own writes fail.
        let healthy = recorder(directory.database, reports)
        healthy.begin(build("aaaaaaaa"))
        await healthy.flush()
        #expect(reports.all == [])
        let failing = recorder(directory.database, reports, setup: [setup])
        failing.begin(build())
        for sequence in 1...600 {
            failing.record(job(sequence, file: "some/longer/directory/name/of/a/file\(sequence).c"))
        }
        await failing.flush()
        await failing.flush()
        failing.record(job(601))
        await failing.flush()
        #expect(reports.codes == [code])
        #expect(try HistoryReader(path: directory.database).build("k3vq7z2a") == nil)
    }

    @Test func `a directory that cannot be made is told once`() async {
        await recordThreeTimes(recorder("/proc/distmake/history.sqlite", reports))
        #expect(reports.codes == [.noDirectory])
        #expect(reports.all.first?.path == "/proc/distmake")
        #expect(reports.all.first?.systemError == ENOENT)
    }

    @Test func `a path that is a directory is told once`() async throws {
        await recordThreeTimes(recorder(directory.path, reports))
        #expect(reports.codes == [.cannotOpen])
    }

    @Test func `a lock costs nothing but a warning once it is gone`() async throws {
        let path = directory.database
        let recorder = recorder(path, reports, busyTimeout: .milliseconds(20))
        recorder.begin(build())
        await recorder.flush()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: path.string, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        for sequence in 1...3 {
            recorder.record(job(sequence))
            await recorder.flush()
        }
        #expect(reports.codes == [.locked])
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        await recorder.flush()
        #expect(try HistoryReader(path: path).build("k3vq7z2a")?.totals.jobs == 3)
        #expect(reports.codes == [.locked])
    }

    @Test func `a file that is no database is set aside, and the next one too`() async throws {
        for round in 1...2 {
            let path = directory.database
            if round == 1 {
                let first = recorder(path, reports)
                first.begin(build())
                await first.flush()
            }
            try directory.write(Array(repeating: 0x55, count: 5000), to: path)
            for suffix in ["-wal", "-shm"] {
                try? directory.write([], to: FilePath(path.string + suffix))
            }
            let reports = Reports()
            await recordThreeTimes(recorder(path, reports))
            #expect(reports.codes == [.corrupt])
            #expect(reports.all.first?.setAside == FilePath(path.string + ".corrupt-\(round)"))
            #expect(try HistoryReader(path: path).build("k3vq7z2a")?.totals.jobs == 3)
            #expect(
                directory.entries(of: path.removingLastComponent()).contains(
                    "history.sqlite.corrupt-\(round)"))
        }
    }

    @Test func `damage under a running build moves the build to a new file`() async throws {
        let path = directory.database
        let recorder = recorder(path, reports)
        recorder.begin(build())
        for sequence in 1...300 {
            recorder.record(job(sequence, file: "file\(sequence).c"))
        }
        await recorder.flush()
        try await DatabaseQueue(path: path.string).writeWithoutTransaction {
            _ = try $0.checkpoint(.truncate)
        }
        // Every page but the first, in place: the inode stays.
        let descriptor = try FileDescriptor.open(path, .writeOnly)
        try descriptor.closeAfter {
            let junk = Array(repeating: UInt8(0x55), count: 4096 * 12)
            _ = try descriptor.writeAll(toAbsoluteOffset: 4096, junk)
        }
        for sequence in 301...303 {
            recorder.record(job(sequence, file: "file\(sequence).c"))
            await recorder.flush()
        }
        recorder.finish(build().ended())
        await recorder.flush()
        #expect(reports.codes == [.corrupt])
        #expect(reports.all.first?.setAside != nil)
        let read = try #require(try HistoryReader(path: path).build("k3vq7z2a"))
        #expect(read.totals.jobs == 3)
        #expect(read.build.result == .exited(0))
    }

    @Test func `a corrupt file that another build has replaced is left alone`() throws {
        let path = directory.path.appending("history.sqlite")
        let file = HistoryFile(path: path, busyTimeout: .seconds(1), setup: [])
        try directory.write([1], to: path)
        let corrupt = file.identity()
        // The old file must live on, or the new one may get its inode.
        let held = try FileDescriptor.open(path, .readOnly)
        #expect(try file.setAside(corrupt) != nil)
        try directory.write([2], to: path)
        #expect(try file.setAside(corrupt) == nil)
        #expect(file.identity() != nil && file.identity() != corrupt)
        try held.close()
    }

    @Test func `a newer distmake's database is neither written nor read`() async throws {
        let path = directory.database
        let first = recorder(path, reports)
        first.begin(build())
        await first.flush()
        try await DatabaseQueue(path: path.string).writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA user_version = 999")
        }
        await recordThreeTimes(recorder(path, reports))
        #expect(reports.codes == [.newerSchema])
        #expect(throws: HistoryError(code: .newerSchema, path: path)) { try HistoryReader(path: path) }
    }

    @Test func `jobs of a build that never began are counted, the others kept`() async throws {
        let recorder = recorder(directory.database, reports)
        recorder.begin(build())
        recorder.record(job(1, of: "aaaaaaaa"))
        recorder.record(job(2))
        await recorder.flush()
        #expect(reports.codes == [.unknownBuild])
        #expect(try HistoryReader(path: directory.database).build("k3vq7z2a")?.totals.jobs == 1)
    }

    @Test func `reading makes no file`() throws {
        let path = directory.path.appending("history.sqlite")
        #expect(throws: HistoryError(code: .absent, path: path)) { try HistoryReader(path: path) }
        #expect((try? path.stat()) == nil)
        try directory.write([], to: path)
        #expect(throws: HistoryError(code: .absent, path: path)) { try HistoryReader(path: path) }
        #expect(try path.stat().size == 0)
        try directory.write(Array(repeating: 0x55, count: 5000), to: path)
        #expect { try HistoryReader(path: path) } throws: { ($0 as? HistoryError)?.code == .corrupt }
        #expect(try path.stat().size == 5000)
    }
}
