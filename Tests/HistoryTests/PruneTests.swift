import ByteStrings
import GRDB
import SystemPackage
import Testing

@testable import History

@Suite struct PruneTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    private static let day: Duration = .seconds(86_400)
    private static let now: Duration = .seconds(1_800_000_000)

    /// Ten builds of 400 jobs, one a day up to now, of two packages; the last one has not ended.
    private func record() async {
        let recorder = recorder(directory.database, reports)
        for index in 0..<10 {
            let build = build(
                "build22\(Character(UnicodeScalar(UInt8(97 + index))))",
                package: index % 2 == 0 ? "lua" : "zlib",
                started: Self.now - Self.day * (9 - index) - .seconds(60))
            recorder.begin(build)
            for sequence in 1...400 {
                recorder.record(
                    job(sequence, of: build.identifier, file: ByteString("f\(sequence)_\(index / 4).c")))
            }
            if index < 9 { recorder.finish(build.ended()) }
        }
        await recorder.flush()
        #expect(reports.all == [])
    }

    private func pruner(age: Duration?, bytes: Int?) -> HistoryPruner {
        HistoryPruner(path: directory.database, limits: PruneLimits(age: age, bytes: bytes))
    }

    private var kept: [String] {
        get throws {
            try HistoryReader(path: directory.database).builds(limit: 99).filter(\.hasJobs).map {
                String($0.build.identifier.suffix(1))
            }
        }
    }

    @Test func `by age the jobs go and the sums stay`() async throws {
        await record()
        let reader = try HistoryReader(path: directory.database)
        let before = try reader.builds(limit: 99)
        let plan = try pruner(age: Self.day * 5, bytes: nil).plan(now: Self.now)
        #expect(plan.builds == 5 && plan.jobs == 2000)
        #expect(try kept.count == 10)
        let result = try pruner(age: Self.day * 5, bytes: nil).prune(now: Self.now)
        #expect(result.builds == 5 && result.jobs == 2000 && result.isComplete)
        #expect(result.after < result.before)
        #expect(try kept == ["j", "i", "h", "g", "f"])
        let after = try reader.builds(limit: 99)
        #expect(after.map(\.totals) == before.map(\.totals))
        let detail = try #require(try reader.detail(of: "build22a"))
        #expect(detail.parallelism == nil && detail.path == nil && detail.slowest == [])
        #expect(detail.hosts.map(\.jobs) == [400])
        #expect(try reader.jobs(of: "build22a") == [])
        #expect(try reader.jobs(of: "build22f").count == 400)
        // Units that only pruned builds had are gone, others are not.
        let files = try await DatabaseQueue(path: directory.database.string).read {
            try String.fetchSet($0, sql: "SELECT DISTINCT replace(substr(file, -4), '.c', '') FROM unit")
        }
        #expect(files == ["_1", "_2"])
        #expect(try pruner(age: Self.day * 5, bytes: nil).prune(now: Self.now).builds == 0)
    }

    @Test func `by size the oldest go first, and a running build never`() async throws {
        await record()
        let size = try pruner(age: nil, bytes: nil).plan(now: Self.now).before
        #expect(try pruner(age: nil, bytes: size).prune(now: Self.now).builds == 0)
        let limit = size * 2 / 3
        let some = try pruner(age: nil, bytes: limit).prune(now: Self.now)
        #expect((1...8).contains(some.builds))
        #expect(some.after <= limit)
        #expect(try kept == ["j", "i", "h", "g", "f", "e", "d", "c", "b", "a"].dropLast(some.builds))
        let all = try pruner(age: nil, bytes: 1).prune(now: Self.now)
        #expect(try all.isComplete && kept == ["j"])
        // A day after its begin nobody is still at it.
        #expect(try pruner(age: nil, bytes: 1).prune(now: Self.now + Self.day).builds == 1)
    }

    @Test func `it stops when it is told to, and goes on the next time`() async throws {
        await record()
        var steps = 0
        let first = try pruner(age: .zero, bytes: nil).prune(now: Self.now) {
            steps += 1
            return steps <= 3
        }
        #expect(first.builds == 3 && !first.isComplete)
        #expect(try kept.count == 7)
        #expect(try pruner(age: .zero, bytes: nil).prune(now: Self.now).builds == 6)
    }

    @Test func `compacting gives room back`() async throws {
        await record()
        let before = try directory.database.stat().size
        let result = try pruner(age: .zero, bytes: nil).prune(now: Self.now)
        #expect(try pruner(age: .zero, bytes: nil).compact() <= result.after)
        #expect(try directory.database.stat().size < before / 2)
        #expect(try HistoryReader(path: directory.database).builds(limit: 99).count == 10)
    }

    /// Pages of the file, and those that hold nothing.
    private func pages() async throws -> (all: Int, free: Int) {
        try await DatabaseQueue(path: directory.database.string).write { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0,
                try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            )
        }
    }

    @Test func `pruning shortens the file, but for room for the next builds`() async throws {
        await record()
        let before = try await pages()
        // One build of ten: its room is for the next one.
        _ = try pruner(age: Self.day * 8 + .seconds(120), bytes: nil).prune(now: Self.now)
        let little = try await pages()
        #expect(little.all >= before.all && little.free > 0)
        // When it has to stop, it has not begun, and the next build goes on.
        var steps = 0
        _ = try pruner(age: .zero, bytes: nil).prune(now: Self.now) {
            steps += 1
            return steps <= 3
        }
        #expect(try await pages().all >= before.all)
        _ = try pruner(age: .zero, bytes: nil).prune(now: Self.now)
        let after = try await pages()
        #expect(after.all < before.all / 2 && after.free <= after.all / 16)
        #expect(try HistoryReader(path: directory.database).jobs(of: "build22j").count == 400)
        let sound = try await DatabaseQueue(path: directory.database.string).read {
            try String.fetchOne($0, sql: "PRAGMA integrity_check")
        }
        #expect(sound == "ok")
    }

    @Test func `a file that was made without shortening keeps its size until it is written anew`()
        async throws
    {
        await record()
        let old = try DatabaseQueue(path: directory.database.string)
        try await old.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA auto_vacuum = NONE; VACUUM")
        }
        try old.close()
        let before = try await pages()
        _ = try pruner(age: .zero, bytes: nil).prune(now: Self.now)
        #expect(try await pages().all >= before.all)
        _ = try pruner(age: .zero, bytes: nil).compact()
        let mode = try await DatabaseQueue(path: directory.database.string).read {
            try Int.fetchOne($0, sql: "PRAGMA auto_vacuum")
        }
        #expect(try await pages().all < before.all / 2 && mode == 2)
    }

    @Test func `a build that records meanwhile loses nothing`() async throws {
        await record()
        let recorder = recorder(directory.database, reports)
        let build = build("zzzz2222", started: Self.now)
        recorder.begin(build)
        let pruner = pruner(age: .zero, bytes: nil)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for sequence in 1...200 {
                    recorder.record(job(sequence, of: "zzzz2222", file: ByteString("f\(sequence)_0.c")))
                    if sequence % 10 == 0 { await recorder.flush() }
                }
            }
            group.addTask { _ = try? pruner.prune(now: Self.now) }
        }
        #expect(reports.all == [])
        #expect(try HistoryReader(path: directory.database).jobs(of: "zzzz2222").count == 200)
    }

    @Test func `without a database there is nothing to prune, and none is made`() throws {
        #expect(throws: HistoryError(code: .absent, path: directory.database)) {
            try pruner(age: .zero, bytes: nil).prune(now: Self.now)
        }
        #expect((try? directory.database.stat()) == nil)
    }

    @Test func `limits of 0 are none`() {
        #expect(PruneLimits(days: 0, megabytes: 0) == PruneLimits(age: nil, bytes: nil))
        #expect(PruneLimits(days: 2, megabytes: 3) == PruneLimits(age: Self.day * 2, bytes: 3_000_000))
    }
}
