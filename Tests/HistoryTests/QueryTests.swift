import Analysis
import ByteStrings
import SystemPackage
import Testing

@testable import History

@Suite struct QueryTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() async throws {
        directory = try TemporaryDirectory()
        let recorder = recorder(directory.database, reports)
        for (index, hosts) in ["red/8", "red/8  # fast\n", "blue/4"].enumerated() {
            var build = build("aaaabbb\(2 + index)", started: .seconds(1_700_000_000 + index))
            build.hosts = .init(hosts)
            build.jobLimit = 8
            build.hostList = [ListedHost(name: "red", slots: 8, options: "lzo")]
            recorder.begin(build)
            for sequence in 1...30 { recorder.record(job(sequence, of: build.identifier, mode: .pump)) }
            recorder.record(
                job(31, of: build.identifier, mode: .local, host: nil, localReason: "several-inputs"))
            var ended = build.ended(after: .seconds(100 * (index + 1)))
            ended.phases = [BuildPhase(name: "build", started: .zero, wall: .seconds(10 * (index + 1)))]
            recorder.finish(ended)
        }
        recorder.begin(build("cccc2222", package: "zlib", started: .seconds(1_700_000_100)))
        await recorder.flush()
    }

    private var reader: HistoryReader {
        get throws { try HistoryReader(path: directory.database) }
    }

    private func ask(_ sql: String, _ arguments: [String] = []) throws -> (
        columns: [String], rows: [[QueryValue]]
    ) {
        var answer: (columns: [String], rows: [[QueryValue]]) = ([], [])
        try reader.query(
            sql, arguments: arguments, columns: { answer.columns = $0 }, row: { answer.rows.append($0) })
        return answer
    }

    @Test func `a query gives columns and values`() throws {
        let answer = try ask("SELECT 1 AS one, 1.5, 'x', NULL, x'00' WHERE 'a' = ?", ["a"])
        #expect(answer.columns.first == "one")
        #expect(answer.rows.map { Array($0.prefix(4)) } == [[.integer(1), .real(1.5), .text("x"), .none]])
        #expect(try ask("SELECT count(*) FROM jobText WHERE mode = 'pump'").rows == [[.integer(90)]])
        #expect(try ask("PRAGMA user_version").rows == [[.integer(Int64(Schema.current))]])
        #expect(
            try ask("SELECT seconds, started FROM buildText ORDER BY identifier LIMIT 1").rows == [
                [.real(100), .text("2023-11-14 22:13:20")]
            ])
    }

    @Test(arguments: [
        "DELETE FROM build", "DROP TABLE job", "INSERT INTO code (text) VALUES ('x') RETURNING number",
        "PRAGMA user_version = 5", "PRAGMA writable_schema = ON", "VACUUM",
        "VACUUM INTO '/tmp/distmake-never'",
        "ATTACH '/tmp/distmake-never' AS other", "BEGIN IMMEDIATE", "CREATE TEMP TABLE t (x)",
        "PRAGMA journal_mode = DELETE", "PRAGMA wal_checkpoint(TRUNCATE)",
    ])
    func `what writes is refused`(sql: String) throws {
        let before = try ask("SELECT count(*), (SELECT count(*) FROM job) FROM build").rows
        #expect { try ask(sql) } throws: { ($0 as? HistoryError)?.code == .refusedStatement }
        #expect((try? FilePath("/tmp/distmake-never").stat()) == nil)
        #expect(try ask("SELECT count(*), (SELECT count(*) FROM job) FROM build").rows == before)
        #expect(try ask("PRAGMA user_version").rows == [[.integer(Int64(Schema.current))]])
    }

    @Test(arguments: ["", "SELEC 1", "SELECT * FROM nothing", "SELECT 1; SELECT 2"])
    func `what is no statement is said in SQLite's words`(sql: String) throws {
        #expect { try ask(sql) } throws: { ($0 as? HistoryError)?.code == .badStatement }
    }

    @Test func `builds of a package are compared by set-up`() throws {
        let compared = try reader.runs(package: "lua")
        #expect(compared.isBuildPhase)
        #expect(compared.runs.map(\.wall) == [.seconds(30), .seconds(20), .seconds(10)])
        let comparison = SetupComparison(compared.runs)
        #expect(comparison.rows.map(\.setup.hosts) == ["red/8", "blue/4"])
        #expect(comparison.rows.map(\.setup.mode) == ["pump", "pump"])
        #expect(comparison.rows.map(\.runs.count) == [2, 1])
        #expect(comparison.rows.map(\.fold) == [1, 2])
        #expect(try reader.runs(of: ["aaaabbb2", "cccc2222"]).runs.map(\.identifier) == ["aaaabbb2"])
        #expect(try reader.runs(package: "zlib").runs == [])
    }

    @Test func `a report adds up`() throws {
        let all = try #require(try reader.report(package: nil) { _ in nil })
        #expect(all.builds == 4 && all.compiles == 93 && all.remote == 90 && all.wall == .seconds(600))
        #expect(all.packages.map(\.name) == ["lua", "zlib"])
        #expect(all.packages[0].bestWall == .seconds(100) && all.packages[0].lastWall == .seconds(300))
        #expect(all.hosts.map(\.name) == ["red", nil])
        #expect(all.hosts.map(\.jobs) == [90, 3])
        let lua = try #require(
            try reader.report(package: "lua") { $0 == "several-inputs" ? "split them" : nil })
        #expect(lua.builds == 3 && lua.packages == [])
        #expect(lua.trend.map(\.identifier) == ["aaaabbb2", "aaaabbb3", "aaaabbb4"])
        #expect(lua.comparison?.rows.count == 2)
        #expect(lua.slowest.count == 10)
        #expect(lua.localReasons.map(\.remedy) == ["split them"])
        #expect(try reader.report(package: "none") { _ in nil } == nil)
    }

    @Test func `a build's figures hold its hosts against the list`() throws {
        let detail = try #require(try reader.detail(of: "aaaabbb2"))
        let figures = detail.figures { _ in nil }
        #expect(figures.hosts.map(\.slots) == [8, nil] && figures.slots == 8 && figures.jobLimit == 8)
        // Jobs begin every 10 ms and take 123.35 ms each.
        #expect(detail.parallelism?.most == 13)
        // In 433.35 ms three of them end one after the other.
        #expect(detail.path?.jobs == 3 && detail.path?.longest.count == 3)
        let path = try #require(detail.path)
        let end = Duration.milliseconds(310) + .microseconds(123_350)
        #expect(path.gaps + path.queued + path.preprocess + path.busy == end)
    }
}
