import Testing

@testable import Reporting

@Suite struct RateWindowTests {
    @Test func `it looks back ten seconds, and further only for want of a record`() {
        var window = RateWindow()
        #expect(window.growth(at: .seconds(3)) == (0, .zero))
        window.record(5, at: .seconds(100))
        #expect(window.growth(at: .seconds(104)) == (0, .seconds(4)))
        for second in 1...20 { window.record(5 + second * 2, at: .seconds(100 + second)) }
        #expect(window.growth(at: .seconds(120)) == (20, .seconds(10)))
        // Nothing new comes: the rate falls.
        #expect(window.growth(at: .seconds(130)) == (20, .seconds(20)))
        window.record(45, at: .seconds(200))
        #expect(window.growth(at: .seconds(200)) == (0, .seconds(80)))
    }
}
