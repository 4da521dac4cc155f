import BashSyntax
import ByteStrings
import Testing

/// The promises every tree keeps: the leaves give the input, and children tile their parent.
func expectLossless(_ bytes: [UInt8], _ comment: String = "", at location: SourceLocation = #_sourceLocation)
{
    let tree = SyntaxTree(parsing: bytes)
    #expect(tree.text.bytes == bytes, "\(comment)", sourceLocation: location)
    var waiting = [tree.root]
    while let node = waiting.popLast() {
        var place = node.range.lowerBound
        for child in node.children {
            if child.range.lowerBound != place {
                Issue.record("\(comment): gap before \(child)", sourceLocation: location)
            }
            place = child.range.upperBound
        }
        if !node.kind.isLeaf, place != node.range.upperBound {
            Issue.record("\(comment): gap at the end of \(node)", sourceLocation: location)
        }
        waiting += node.children
    }
    let unknown = tree.root.leaves.contains { $0.kind == .unknown }
    if unknown { #expect(!tree.diagnostics.isEmpty, "\(comment)", sourceLocation: location) }
}

/// xorshift64*: the same seed gives the same mutations on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 2_685_821_657_736_338_717 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 2_685_821_657_736_338_717
    }
}

/// `bytes` with a few random insertions, deletions and replacements, biased to bytes that mean something.
func mutated(_ bytes: [UInt8], seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    var result = bytes
    let spice = Array("'\"`$(){}[]<>|&;#\\\n\r\t =+*?!@~-\0\u{FF}".utf8)
    for _ in 0..<Int.random(in: 1...12, using: &generator) {
        let place = Int.random(in: 0...result.count, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0 where place < result.count:
            let end = min(result.count, place + Int.random(in: 1...30, using: &generator))
            result.removeSubrange(place..<end)
        case 1 where place < result.count:
            result[place] = spice.randomElement(using: &generator) ?? 0
        case 2 where !result.isEmpty:
            let from = Int.random(in: 0..<result.count, using: &generator)
            result.insert(contentsOf: result[from..<min(result.count, from + 40)], at: place)
        default:
            result.insert(spice.randomElement(using: &generator) ?? 0, at: place)
        }
    }
    return result
}
