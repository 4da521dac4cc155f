import Testing

@testable import Analysis

@Suite struct BenchmarkPlanTests {
    private func setups(_ names: String...) -> [BenchmarkSetup] {
        names.map { BenchmarkSetup(hosts: $0, jobLimit: nil) }
    }

    private func run(_ setup: Int, _ round: Int) -> BenchmarkRun {
        BenchmarkRun(setup: setup, round: round)
    }

    @Test(
        arguments: [
            (1, 1, "0"), (1, 3, "0 0 0"), (3, 1, "0 1 2"), (2, 3, "0 1 1 0 0 1"),
            (3, 4, "0 1 2 1 2 0 2 0 1 0 1 2"),
        ] as [(Int, Int, String)])
    func `set-ups take turns, and each round begins with another`(setups: Int, rounds: Int, want: String) {
        let plan = BenchmarkPlan(
            setups: (0..<setups).map { BenchmarkSetup(hosts: "\($0)", jobLimit: nil) }, rounds: rounds)
        #expect(plan.order.map { "\($0.setup)" }.joined(separator: " ") == want)
        #expect(plan.order == plan.remaining)
        #expect(Set(plan.order).count == setups * rounds)
        #expect(plan.order.map { plan.number(of: $0) } == (1...(setups * rounds)).map { $0 })
    }

    @Test func `what is done does not remain, and a failed set-up is out`() {
        var plan = BenchmarkPlan(
            setups: setups("red", "blue", "green"), rounds: 2, done: [run(0, 0), run(1, 0), run(0, 7)])
        #expect(plan.doneCount == 2)
        #expect(plan.remaining == [run(2, 0), run(1, 1), run(2, 1), run(0, 1)])
        plan.finish(run(2, 0))
        plan.fail(run(1, 1))
        #expect(plan.remaining == [run(2, 1), run(0, 1)])
        #expect(plan.doneCount == 3)
        plan.finish(run(2, 1))
        plan.finish(run(0, 1))
        #expect(plan.remaining == [])
    }

    @Test func `set-ups are every list with every -j, each once`() {
        let both = BenchmarkSetup.all(hosts: ["red/8", "", "red/8"], jobLimits: [4, 16, 4])
        #expect(both.map(\.name) == ["red/8 -j4", "red/8 -j16", "no hosts -j4", "no hosts -j16"])
        #expect(BenchmarkSetup.all(hosts: ["red", ""], jobLimits: []).map(\.name) == ["red", "no hosts"])
        #expect(BenchmarkSetup.all(hosts: [], jobLimits: [1]) == [])
    }

    @Test func `estimates rest on the same set-up, else on all, else there is none`() throws {
        func built(_ hosts: String, _ jobs: Int?, _ seconds: Int) -> BenchmarkEstimate.EarlierBuild {
            .init(setup: BenchmarkSetup(hosts: hosts, jobLimit: jobs), wall: .seconds(seconds))
        }
        let earlier = [built("red", 4, 10), built("red", 8, 20), built("blue", 4, 60)]
        func estimate(_ hosts: String, _ jobs: Int?) -> BenchmarkEstimate? {
            BenchmarkEstimate(of: BenchmarkSetup(hosts: hosts, jobLimit: jobs), by: earlier)
        }
        #expect(try #require(estimate("red", 4)).wall == .seconds(10))
        #expect(try #require(estimate("red", nil)).wall == .seconds(15))
        let other = try #require(estimate("red", 16))
        #expect(other.wall == .seconds(30) && !other.isOfSameSetup)
        #expect(BenchmarkEstimate(of: BenchmarkSetup(hosts: "red", jobLimit: nil), by: []) == nil)

        var plan = BenchmarkPlan(setups: setups("red", "blue"), rounds: 2)
        let estimates = [estimate("red", nil), estimate("blue", nil)]
        #expect(plan.remainingTime(estimates) == .seconds(150))
        plan.finish(run(1, 0))
        #expect(plan.remainingTime(estimates) == .seconds(90))
        #expect(plan.remainingTime([estimates[0], nil]) == nil)
        plan.finish(run(1, 1))
        #expect(plan.remainingTime([estimates[0], nil]) == .seconds(30))
    }
}
