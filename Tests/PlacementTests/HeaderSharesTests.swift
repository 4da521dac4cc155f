import ByteStrings
import Placement
import Testing

@Suite struct HeaderSharesTests {
    private func shares(_ text: ByteString) -> [ByteString: Int] {
        let bytes = text.bytes
        return unsafe headerShares(ofPreprocessed: bytes.span.bytes)
    }

    @Test func `bytes belong to the file that the last marker entered`() {
        let text: ByteString = """
            # 0 "a.c"
            # 0 "<built-in>"
            xx
            # 0 "<command-line>"
            # 1 "/usr/include/stdc-predef.h" 1 3 4
            # 0 "<command-line>" 2
            # 1 "a.c"
            # 1 "inc/a.h" 1
            int a;
            # 8 "inc/a.h"
            int b;
            # 2 "a.c" 2
            # 1 "inc/b \\"q\\" \\\\.h" 1 3
            char c = '#';
            #pragma once
            # 3 "a.c" 2
            int main;

            """
        #expect(
            shares(text) == [
                // The source, from its first marker on; gcc's own "files" lie between and are left out.
                "a.c": ByteString("# 0 \"<built-in>\"\nxx\n# 0 \"<command-line>\"\n").count
                    + ByteString("int main;\n").count,
                "/usr/include/stdc-predef.h": 0,
                "inc/a.h": ByteString("int a;\n# 8 \"inc/a.h\"\nint b;\n").count,
                "inc/b \"q\" \\.h": ByteString("char c = '#';\n#pragma once\n").count,
            ])
    }

    @Test(
        arguments: [
            "", "#", "# ", "# 1", "# 1 ", "# 1 \"", "# 1 \"a", "# 1 \"a\"", "# 1 \"a\\", "\n",
            "x\n#\n# x\n#1 \"a\"\n",
        ] as [ByteString])
    func `what is cut off is read as far as it goes`(text: ByteString) {
        #expect(shares(text).values.reduce(0, +) <= text.count)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any text is shared out, and no byte twice`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces: [ByteString] = [
            "\n", "# 1 \"a.h\" 1\n", "# 7 \"a.h\"\n", "# 3 \"b.c\" 2\n", "int x;", "#", "\"", " ", "\\",
            "# 12 \"",
            "\r\n",
        ]
        var text: ByteString = ""
        for _ in 0..<Int.random(in: 0...60, using: &random) {
            text = text + (pieces.randomElement(using: &random) ?? "")
        }
        #expect(shares(text).values.reduce(0, +) <= text.count)
    }
}

/// SplitMix64: the same pieces for the same seed everywhere.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
