import Scheduling
import Testing

@Suite struct CargoScaleTests {
    /// Sources of 1.3 MB packed, 4 MB unpacked.
    private func sourcesPay(_ scale: CargoScale, megabytesPerSecond: Double, cores: Int = 2) -> Bool {
        scale.sourcesPay(
            packed: 1_300_000, unpacked: 4_000_000, bandwidth: megabytesPerSecond * 1e6, cores: cores)
    }

    @Test func `a fast link takes sources, a slow one text`() {
        let scale = CargoScale()
        #expect(sourcesPay(scale, megabytesPerSecond: 110))
        #expect(!sourcesPay(scale, megabytesPerSecond: 11))
        #expect(!sourcesPay(scale, megabytesPerSecond: 1))
    }

    @Test func `many processors preprocess for a link that one could not fill`() {
        let scale = CargoScale()
        #expect(sourcesPay(scale, megabytesPerSecond: 60, cores: 2))
        #expect(!sourcesPay(scale, megabytesPerSecond: 60, cores: 32))
    }

    @Test func `sources that are shorter than their text always pay`() {
        var scale = CargoScale()
        for _ in 0..<100 {
            scale.record(sourceBytes: 1_000_000, textBytes: 2_000_000, processor: .zero)
        }
        for speed in [0.001, 1, 1000] {
            #expect(
                scale.sourcesPay(packed: 900_000, unpacked: 1_000_000, bandwidth: speed * 1e6, cores: 64))
        }
    }

    @Test func `what a build sees outweighs what was assumed`() {
        var scale = CargoScale()
        #expect(sourcesPay(scale, megabytesPerSecond: 60))
        // A tenth of the assumed work for the same text.
        for _ in 0..<40 {
            scale.record(sourceBytes: 4_000_000, textBytes: 500_000, processor: .milliseconds(6))
        }
        #expect(!sourcesPay(scale, megabytesPerSecond: 60))
        for _ in 0..<40 {
            scale.record(sourceBytes: 4_000_000, textBytes: 500_000, processor: .milliseconds(600))
        }
        #expect(sourcesPay(scale, megabytesPerSecond: 10))
    }

    @Test(arguments: [0, 1, Int.max])
    func `no number is out of range`(count: Int) {
        var scale = CargoScale()
        scale.record(sourceBytes: count, textBytes: count, processor: .zero)
        _ = scale.sourcesPay(packed: count, unpacked: count, bandwidth: 0, cores: 0)
        #expect(scale.sourcesPay(packed: 0, unpacked: count, bandwidth: 1, cores: 1))
    }
}
