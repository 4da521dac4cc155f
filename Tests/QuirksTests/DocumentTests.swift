import ByteStrings
import Testing

@testable import Quirks

/// Parsed files as bytes, for a cache.
struct DocumentTests {
    private static let layers = [
        QuirkFiles.all, [],
        [QuirkDatabase.File(name: "u/ä b.yaml", text: "id: ä b\nenabled: [no, {a: b}]\n")],
    ]

    @Test func `the database is the same from bytes as from files`() throws {
        let (documents, errors) = QuirkDocuments.parse(layers: Self.layers)
        #expect(errors == [])
        let kept = try #require(QuirkDocuments(encoded: documents.encoded))
        let (database, mistakes) = QuirkDatabase.read(kept)
        let (want, wanted) = QuirkDatabase.read(layers: Self.layers)
        #expect(database == want)
        #expect(database.quirks.count == QuirkFiles.all.count)
        // What is wrong with a file is found again, with its place.
        #expect(mistakes == wanted)
        #expect(mistakes.map(\.line).contains(2))
        #expect(kept.encoded == documents.encoded)
    }

    @Test func `a file that is no YAML is told and left out`() {
        let (documents, errors) = QuirkDocuments.parse(
            layers: [[.init(name: "a.yaml", text: "a: ["), .init(name: "b.yaml", text: "a: b")]])
        #expect(errors.map(\.file) == ["a.yaml"])
        #expect(documents.layers.map { $0.map(\.name) } == [["b.yaml"]])
    }

    @Test(arguments: 0..<300)
    func `damaged bytes are nothing, or a database, and never a crash`(seed: Int) {
        var random = SplitMix(state: UInt64(seed))
        var bytes = QuirkDocuments.parse(layers: [Array(QuirkFiles.all.prefix(2))]).documents.encoded
        switch random.next() % 3 {
        case 0: bytes.removeLast(1 + Int(random.next() % UInt64(bytes.count - 1)))
        case 1: bytes[Int(random.next() % 40)] = UInt8(truncatingIfNeeded: random.next())
        default: bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        if let documents = QuirkDocuments(encoded: bytes) { _ = QuirkDatabase.read(documents) }
    }

    @Test func `nothing that is cut decodes, nor anything with bytes behind it`() {
        let bytes = QuirkDocuments.parse(layers: [Array(QuirkFiles.all.prefix(1))]).documents.encoded
        for count in 0..<bytes.count { #expect(QuirkDocuments(encoded: Array(bytes.prefix(count))) == nil) }
        #expect(QuirkDocuments(encoded: bytes + [0]) == nil)
        #expect(QuirkDocuments(encoded: [1, 1, 0] + Array(repeating: 1, count: 5000)) == nil)
    }
}
