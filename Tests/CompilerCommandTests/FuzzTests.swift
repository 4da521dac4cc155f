import ByteStrings
import Testing

@testable import CompilerCommand

/// SplitMix64: the same words for the same seed everywhere.
private struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

@Suite struct CommandFuzzTests {
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `any words parse, and none is lost`(seed: UInt64) {
        var random = Random(state: seed)
        for _ in 0..<100 {
            let words = (0..<Int.random(in: 0...12, using: &random)).map { _ in word(&random) }
            let command = CompilerCommand(parsing: ["gcc"] + words) { _ in
                (0..<8).map { _ in UInt8.random(in: 0...127, using: &random) }
            }
            #expect(command.options.flatMap(\.words) == Array(command.arguments.dropFirst()))
            #expect(command.inputs.count == command.options.count { $0.meaning.isInput })
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `any bytes are split into words or refused`(seed: UInt64) {
        var random = Random(state: seed)
        let alphabet = Array(" \n\t'\"\\ab@".utf8)
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let words = ResponseFileExpansion.words(in: text) ?? []
            #expect(words.reduce(0) { $0 + $1.count } <= text.count)
        }
    }

    private func word(_ random: inout Random) -> ByteString {
        let rows = CompilerOption.table.rows
        var bytes = rows.randomElement(using: &random)?.name.bytes ?? []
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes.append(UInt8.random(in: 0...255, using: &random))
        case 1: bytes = Array(bytes.dropLast())
        case 2: bytes = (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
        case 3: bytes = Array("dir/a.c".utf8)
        default: break
        }
        return ByteString(bytes)
    }
}

extension ParsedOption.Meaning {
    fileprivate var isInput: Bool { if case .input = self { true } else { false } }
}
