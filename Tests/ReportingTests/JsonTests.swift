import ByteStrings
import Testing

@testable import Reporting

@Suite struct JsonTests {
    @Test func `values are printed as RFC 8259 has them`() {
        let value = Json.object([
            ("id", "a\"b\\c"), ("empty", .list([])), ("nothing", .none), ("none", .object([])),
            ("list", .list([.number(-3), .flag(true), .string("ä\n\t\u{01}")])),
        ])
        #expect(
            value.text == #"""
                {
                  "id": "a\"b\\c",
                  "empty": [],
                  "nothing": null,
                  "none": {},
                  "list": [
                    -3,
                    true,
                    "ä\n\t\u0001"
                  ]
                }
                """#)
    }
}

@Suite struct DiffColoursTests {
    private static let diff = ByteString(
        Array("--- a\n+++ b\n@@ -1,2 +1,2 @@\n x\n--- old\n+\u{E9}".utf8) + [0xFF, 0x0A])

    @Test func `a diff has the colours of git diff, and every byte`() {
        let coloured = DiffColours.apply(.ansi, to: Self.diff).split("\n", keepingEmpty: true)
        #expect(
            coloured.map { $0.string.replacing("\u{1B}", with: "^").prefix(4) } == [
                "^[1m", "^[1m", "^[2m", " x", "^[31", "^[32", "",
            ])
        #expect(coloured[5].bytes.contains(0xFF))
        #expect(coloured[4] == "\u{1B}[31m--- old\u{1B}[0m")
    }

    @Test func `without colours nothing changes`() {
        #expect(DiffColours.apply(.plain, to: Self.diff) == Self.diff)
    }

    @Test(
        arguments: [
            (nil, "xterm", true, true), ("1", "xterm", true, false), ("", "xterm", true, true),
            (nil, "dumb", true, false), (nil, nil, true, false), (nil, "xterm", false, false),
        ] as [(String?, String?, Bool, Bool)])
    func `NO_COLOR, TERM and the terminal decide`(
        noColor: String?, term: String?, isTerminal: Bool, coloured: Bool
    ) {
        #expect((Style(noColor: noColor, term: term, isTerminal: isTerminal) == .ansi) == coloured)
    }
}
