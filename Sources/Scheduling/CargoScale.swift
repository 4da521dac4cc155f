/// Weighs a compile's sources against its preprocessed text: what each asks of the two things that all jobs share, the
/// link and the processors of this machine. The scarcer of both decides how many compiles leave in a second.
public struct CargoScale: Equatable, Sendable {
    /// Of C++ with the standard library's headers: 4 MB of sources are 2 MB of text, half a megabyte packed, for 60 ms
    /// of gcc. It counts as one observation, so that a build's own soon outweigh it.
    private var sourceBytes = 4e6
    private var textBytes = 5e5
    private var seconds = 0.06
    private static let memory = 15.0 / 16

    public init() {}

    /// - Parameters:
    ///   - sourceBytes: of all files of the include closure, unpacked.
    ///   - textBytes: of the text as it was sent, packed or not.
    ///   - processor: processor time of this machine for making it.
    public mutating func record(sourceBytes: Int, textBytes: Int, processor: Duration) {
        self.sourceBytes = self.sourceBytes * Self.memory + Double(sourceBytes)
        self.textBytes = self.textBytes * Self.memory + Double(textBytes)
        seconds = seconds * Self.memory + processor / .seconds(1)
    }

    /// Whether sending the sources lets no fewer compiles leave than sending text.
    ///
    /// - Parameters:
    ///   - packed: the bytes of the sources as they would be sent.
    ///   - unpacked: of the same files.
    ///   - bandwidth: bytes per second to the volunteer.
    ///   - cores: of this machine.
    public func sourcesPay(packed: Int, unpacked: Int, bandwidth: Double, cores: Int) -> Bool {
        let share = Double(unpacked) / max(sourceBytes, 1)
        let text = max(textBytes * share / bandwidth, seconds * share / Double(max(cores, 1)))
        return Double(packed) / bandwidth <= text
    }
}
