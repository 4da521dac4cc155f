import Testing

@testable import Analysis

@Suite struct SetupComparisonTests {
    private func run(_ hosts: String, _ seconds: Double, compiles: Int = 100, version: String = "1-1")
        -> SetupComparison.Run
    {
        SetupComparison.Run(
            identifier: "\(hosts) \(seconds)", version: version,
            setup: BuildSetup(hosts: hosts, jobLimit: 8, mode: "plain", compiler: "gcc 12", processor: "x"),
            wall: .seconds(seconds), compiles: compiles)
    }

    @Test func `folds are those of the ArchWiki's table`() {
        // Mean compile times of its Raspberry Pi kernel, in seconds.
        let comparison = SetupComparison([run("pi", 3600), run("localhost pi red", 600), run("red/10", 400)])
        #expect(comparison.rows.map(\.setup.hosts) == ["red/10", "localhost pi red", "pi"])
        #expect(comparison.rows.map(\.fold) == [1, 1.5, 9])
        #expect(comparison.rows.allSatisfy { $0.margin == nil && $0.isCertain == nil })
    }

    @Test func `several runs have a mean, a margin and a certainty`() throws {
        let comparison = SetupComparison(
            [10, 11, 12].map { run("red", $0) } + [20, 21, 22].map { run("blue", $0) }
                + [10.5, 11.5, 12.5].map { run("green", $0) } + [run("one", 50)])
        #expect(comparison.rows.map(\.setup.hosts) == ["red", "green", "blue", "one"])
        #expect(comparison.rows[0].time == .seconds(11))
        // 4.303 × 1 s / √3
        let margin = try #require(comparison.rows[0].margin)
        #expect(abs(margin / .seconds(1) - 2.484) < 0.001)
        #expect(comparison.rows.map(\.isCertain) == [nil, false, true, nil])
    }

    @Test func `equal times differ by nothing, and constant ones by anything`() {
        let comparison = SetupComparison(
            [10, 10].map { run("red", $0) } + [10, 10].map { run("blue", $0) }
                + [11, 11].map { run("green", $0) })
        #expect(comparison.rows.map(\.setup.hosts) == ["blue", "red", "green"])
        #expect(comparison.rows.map(\.isCertain) == [nil, false, true])
        #expect(comparison.rows[0].margin == .zero)
    }

    @Test(arguments: [
        ("red/8", "red/8"), ("# mine\n  red/8\t blue # slow\r\n\ngreen,lzo\n", "red/8 blue green,lzo"),
        ("#", ""),
    ])
    func `a host list is one line`(hosts: String, line: String) {
        #expect(BuildSetup.oneLine(hosts: hosts) == line)
    }

    @Test func `builds that compiled less are left out, versions are told`() {
        let comparison = SetupComparison([
            run("red", 10), run("red", 1, compiles: 89), run("red", 12, compiles: 90, version: "2-1"),
        ])
        #expect(comparison.rows.map(\.runs.count) == [2])
        #expect(comparison.partial.map(\.compiles) == [89])
        #expect(comparison.versions == ["1-1", "2-1"])
        #expect(SetupComparison([]).rows == [])
    }
}
