import ByteStrings
import Scheduling
import Testing

@Suite struct EstimatesTests {
    @Test func `nothing known means the shortest patience`() {
        #expect(Estimates().estimate(for: "a.c") == nil)
        #expect(Estimates().patience(for: "a.c") == .seconds(20))
    }

    @Test func `the file's own history beats the mean`() {
        var estimates = Estimates(known: ["slow.cc": .seconds(100)])
        estimates.record(.seconds(4))
        estimates.record(.seconds(6))
        #expect(estimates.estimate(for: "slow.cc") == .seconds(100))
        #expect(estimates.estimate(for: "other.cc") == .seconds(5))
        #expect(estimates.patience(for: "slow.cc") == .seconds(300))
        #expect(estimates.patience(for: "other.cc") == .seconds(20))
    }
}
