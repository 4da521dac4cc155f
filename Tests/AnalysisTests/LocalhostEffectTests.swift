import Testing

@testable import Analysis

@Suite struct LocalhostEffectTests {
    private func run(
        _ hosts: String, _ seconds: Int, compiles: Int = 100, compiler: String = "gcc",
        processor: String = "arm",
        jobLimit: Int = 16
    ) -> SetupComparison.Run {
        SetupComparison.Run(
            identifier: "\(hosts) \(seconds)", version: "1",
            setup: BuildSetup(
                hosts: hosts, jobLimit: jobLimit, mode: "plain", compiler: compiler, processor: processor),
            wall: .seconds(seconds), compiles: compiles)
    }

    private func effect(_ runs: [SetupComparison.Run]) -> LocalhostEffect? {
        LocalhostEffect(of: run("localhost/2 red/8", 0).setup, in: runs)
    }

    @Test func `means with and without are compared`() throws {
        let compared = try #require(
            effect([
                run("localhost/2 red/8", 110), run("localhost red/8", 90), run("red/8 localhost/9", 100),
                run("red/8", 70, jobLimit: 12), run("red/8", 90),
            ]))
        #expect(compared.with == .seconds(100))
        #expect(compared.without == .seconds(80))
        #expect(compared.gain == 1.25)
    }

    @Test func `builds that differ in more say nothing`() {
        let with = run("localhost/2 red/8", 100)
        #expect(effect([with]) == nil)
        #expect(effect([run("red/8", 100)]) == nil)
        #expect(effect([with, run("red/4", 80)]) == nil)
        #expect(effect([with, run("red/8 blue/8", 80)]) == nil)
        #expect(effect([with, run("localhost:3632/2 red/8", 80)]) == nil)
        #expect(effect([with, run("red/8", 80, compiler: "clang")]) == nil)
        #expect(effect([with, run("red/8", 80, processor: "x86")]) == nil)
        // One that went on with an older tree.
        #expect(effect([with, run("red/8", 8, compiles: 10)]) == nil)
    }
}
