import Placement
import Testing

@Suite struct PreprocessedTextTests {
    private func reason(_ text: [UInt8]) -> LocalReason? {
        unsafe localReason(forPreprocessed: text.span.bytes)
    }

    private func reason(_ text: String) -> LocalReason? {
        reason(Array(text.utf8))
    }

    @Test(arguments: [
        ("asm(\".incbin \\\"x\\\"\");", LocalReason.includedBinary), (".incbin", .includedBinary),
        ("asm(\".include \\\"x.s\\\"\");", .includedBinary), ("\n.include \"x\"", .includedBinary),
        ("int x = __builtin_COLUMN();", .sourceColumns),
        ("auto l = std::source_location::current();", .sourceColumns),
        ("# 1 \"a.c\"\n#pragma GCC pch_preprocess \"a.gch\"\n", .precompiledHeader),
    ])
    func `what a volunteer lacks is found, wherever it stands`(text: String, want: LocalReason) {
        for padding in 0..<20 {
            let space = String(repeating: "i", count: padding)
            #expect(reason("int \(space);\n" + text) == want)
            #expect(reason(text + "\n" + space) == want)
        }
    }

    @Test(arguments: [
        "", ".incbi", "# 1 \"foo.incbin.h\" 1\nint x;\n", "o.include = 1;", "o.includes \"x\"",
        "static constexpr source_location current(int = __builtin_source_location());", "_COLUMN",
        "C pch_preprocess",
    ])
    func `likenesses are let go`(text: String) {
        #expect(reason(text) == nil)
        #expect(reason("x;\n" + text + "\n") == nil)
    }

    /// The search skips; a plain one does not.
    @Test(arguments: 0..<200)
    func `skipping finds what looking everywhere finds`(seed: Int) {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        let alphabet = Array(".incbd\n".utf8)
        let text = (0..<400).map { _ in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return alphabet[Int(state % UInt64(alphabet.count))]
        }
        let position = Int(state % 393)
        let planted = text[..<position] + Array(".incbin".utf8) + text[position...]
        #expect(reason(Array(planted)) == .includedBinary)
        let needle = Array(".incbin".utf8)
        let isThere = (0...(text.count - 7)).contains { Array(text[$0..<($0 + 7)]) == needle }
        #expect((reason(text) != nil) == isThere)
    }
}
