import DistccWire

/// SplitMix64: the same bytes for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension [UInt8] {
    /// Text that compresses as code does.
    static func code(_ count: Int) -> [UInt8] {
        var text: [UInt8] = []
        var line = 0
        while text.count < count {
            text += Array("static int f\(line)(int a) { return a * \(line % 97) + 3; }\n".utf8)
            line += 1
        }
        return Array(text.prefix(count))
    }

    /// Bytes that do not compress.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Pieces cut before each of `edges`.
    func cut(at edges: [Int]) -> [[UInt8]] {
        zip([0] + edges, edges + [count]).map { Array(self[$0..<$1]) }
    }
}

/// What the two decoders have in common, so that one test feeds both.
protocol StreamDecoder {
    associatedtype Value: Equatable
    var position: Int { get }
    mutating func receive(_ chunk: RawSpan) throws(WireError) -> Value?
    func endOfStream() -> WireError
}

extension DistccResponseDecoder: StreamDecoder {}
extension DistccRequestDecoder: StreamDecoder {}

extension StreamDecoder {
    /// Feeds chunk after chunk and then the end of the stream.
    mutating func decode(_ chunks: [[UInt8]]) throws(WireError) -> Value {
        var value: Value?
        for chunk in chunks { value = try receive(unsafe chunk.span.bytes) ?? value }
        guard let value else { throw endOfStream() }
        return value
    }
}
