import Scheduling
import Testing

@Suite struct LinkPaceTests {
    @Test func `a bandwidth comes from jobs that are longer than the kernel's buffer`() {
        var pace = LinkPace()
        for _ in 0..<100 { pace.record(bytesSent: 100_000, send: .microseconds(10)) }
        #expect(pace.bandwidth == nil)
        for _ in 0..<3 { pace.record(bytesSent: 1_131_072, send: .milliseconds(10)) }
        #expect(pace.bandwidth == nil, "a few jobs say little")
        pace.record(bytesSent: 1_131_072, send: .milliseconds(10))
        #expect(pace.bandwidth.map { abs($0 - 1e8) < 1 } == true)
    }

    @Test func `a link that has become slow is known as slow after some jobs`() {
        var pace = LinkPace()
        for _ in 0..<20 { pace.record(bytesSent: 1_131_072, send: .milliseconds(10)) }
        for _ in 0..<20 { pace.record(bytesSent: 1_131_072, send: .milliseconds(100)) }
        #expect(pace.bandwidth.map { $0 < 1.2e7 } == true)
    }
}
