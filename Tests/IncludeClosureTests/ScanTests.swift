import ByteStrings
import Testing

@testable import IncludeClosure

/// What one file says of others.
@Suite struct ScanTests {
    /// Purpose, form and name of each reference: `i"x"`, `i<x>`, `n<x>` (next), `p"x"` (presence), `e"x"` (embed),
    /// `s"x"` (assembler), `i(x)` (computed).
    private func summary(_ text: ByteString) -> ByteString {
        SourceScan(of: text.bytes).references.map { reference in
            let purpose: ByteString =
                switch reference.purpose {
                case .include: reference.isNext ? "n" : "i"
                case .presence: reference.isNext ? "pn" : "p"
                case .embed: "e"
                case .assembler: "s"
                }
            let name: ByteString =
                switch reference.form {
                case .quote: "\"" + reference.text + "\""
                case .angle: "<" + reference.text + ">"
                case .computed: "(" + reference.text + ")"
                }
            return purpose + name
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("#include <a.h>\n", "i<a.h>"),
        ("#include \"a.h\"", "i\"a.h\""),
        ("  #  include\t<a.h> // why\n", "i<a.h>"),
        ("\u{FEFF}#include <a.h>\n", "i<a.h>"),
        ("#import <a.h>\r\n#include_next \"b.h\"\r\n", "i<a.h> n\"b.h\""),
        ("%:include <a.h>\n", "i<a.h>"),
        ("/* c */ #include <a.h>\n", "i<a.h>"),
        ("#/* c */include/* d\n */<a.h>\n", "i<a.h>"),
        ("#inc\\\nlude <a\\\n.h>\n", "i<a.h>"),
        ("#\\\r\ninclude \"a\\  \n.h\"\n", "i\"a.h\""),
        ("\\\n#include <a.h>\n", "i<a.h>"),
        ("/* c */ \\\n#include <a.h>\n", "i<a.h>"),
        ("/*\n*\\\n/#include <a.h>\n", "i<a.h>"),
        ("%\\\n:include <a.h>\n", "i<a.h>"),
        ("\"/*\"\n#include <a.h>\n/* \" */\n#include <b.h>\n", "i<a.h> i<b.h>"),
        ("R\"(/*)\"\n#include <a.h>\n", "i<a.h>"),
        ("#error don't\n#include <a.h>\n", "i<a.h>"),
        // In every branch but that of 0; in comments and strings too, which costs a file at most.
        ("#if A\n#include <a.h>\n#else\n#include <b.h>\n#endif\n", "i<a.h> i<b.h>"),
        ("#if 0\n#include <a.h>\n#else\n#include <b.h>\n#endif\n", "i<b.h>"),
        ("/*\n#include <a.h>\n*/\n", "i<a.h>"),
        ("#define STR(x) #x\n#define include\n", ""),
        ("x #include <a.h>\n * #include <b.h>\n", ""),
        ("#define M \\\n#include <a.h>\n", ""),
        ("##include <a.h>\n#includes <a.h>\n", ""),
        ("#include\n<a.h>\n#include \"a.h\n#include <a.h\n", ""),
        ("#include MACRO(x, \"y\") // z\n", "i(MACRO(x, \"y\"))"),
        ("#include A/* c */B\\\nC\n", "i(A BC)"),
        ("#if __has_include(<a.h>) && __has_include_next(\"b.h\")\n", "p<a.h> pn\"b.h\""),
        ("#ifdef __has_include\n# if defined(__has_include)\n", ""),
        ("#elif __has_include ( CONFIG )\n", "p(CONFIG)"),
        ("#if __has_include(H(x))\n", "p(H(x))"),
        ("#define HAS_A __has_include(<a.h>)\n", "p<a.h>"),
        ("#if QT_HAS_INCLUDE(<a.h>) || HAS(\"b.h\")\n", "p<a.h> p\"b.h\""),
        ("#embed \"a.bin\" limit(2)\n#if __has_embed(<b.bin>)\n", "e\"a.bin\" e<b.bin>"),
        (
            "#pragma GCC dependency \"a.y\" old\n_Pragma(\"GCC dependency \\\"b.y\\\"\")\n",
            "p\"a.y\" p\"b.y\""
        ),
        ("asm(\".incbin \\\"a.bin\\\"\");\n", "s\"a.bin\""),
        ("\t.incbin \"a.bin\", 3\n\t.include \"b.inc\"\n", "s\"a.bin\" s\"b.inc\""),
        ("asm(\".incbin \\\"\" FILE \"\\\"\");\n", "s\"\""),
        ("x.include(y); my.incbinary\n", ""),
    ])
    func `references are found`(text: ByteString, want: ByteString) {
        #expect(summary(text) == want)
    }

    @Test(
        arguments: [
            ("int x = __COUNTER__;\n", [PlaceMacro.counter]),
            ("// __COUNTER__\n/* __DATE__ */\n", []),
            ("char *s = \"/*\"; f(__TIME__); /* */\n", [.time]),
            ("#error don't /*\n__DATE__\n", [.date]),
            ("R\"x(\"/*)x\" __DATE__", [.date]),
            ("__DA\\\nTE__", [.date]),
            ("x__DATE__ __DATE__x __TIMESTAMP__ __BASE_FILE__", [.timestamp, .baseFile]),
            ("// a \\\n __DATE__\n__TIME__", [.time]),
            ("/* __DATE__", [.date]),
        ] as [(ByteString, [PlaceMacro])])
    func `macros of time and place are found outside comments`(text: ByteString, want: [PlaceMacro]) {
        #expect(SourceScan(of: text.bytes).mentions.map(\.macro) == want)
    }

    @Test(
        arguments: [
            ("import std;\n", 1), ("import <vector>;\n", 1), ("\nexport module a.b:c;\n", 2),
            ("module;\n", 1),
            ("@import Cocoa;\n", 1), ("export import \"a.h\";\n", 1), ("import x from y\n", 0),
            ("imports a;\nmodule_init(f);\nimport = 3;\nint module;\n", 0),
        ] as [(ByteString, Int)])
    func `modules are noticed`(text: ByteString, line: Int) {
        #expect(SourceScan(of: text.bytes).moduleLine == line)
    }

    @Test(
        arguments: [
            ("#pragma GCC pch_preprocess \"x.gch\"\n", Unsure.Code.precompiledHeader),
            ("#pragma clang module import X\n", .modules),
            ("#pragma include_alias(\"a\", \"b\")\n", .computedInclude),
            ("#pragma GCC dependency MACRO\n", .computedInclude),
        ] as [(ByteString, Unsure.Code)])
    func `pragmas that read files are noticed`(text: ByteString, code: Unsure.Code) {
        #expect(SourceScan(of: text.bytes).unsure?.code == code)
    }

    @Test func `definitions and wrappers are indexed by name`() {
        let text: ByteString = "#define A 1\n#define B(x) __has_include(x)\n#if B(C) && D (1)\n#endif\n"
        let scan = SourceScan(of: text.bytes)
        #expect(scan.definitions.map(\.nameHash) == [SourceScan.hash("A".utf8), SourceScan.hash("B".utf8)])
        #expect(scan.definitions.map(\.offset) == [8, 20])
        #expect(scan.hasIncludeWrappers == [SourceScan.hash("B".utf8)])
        #expect(scan.conditionCalls == [SourceScan.hash("B".utf8), SourceScan.hash("D".utf8)])
    }

    @Test func `lines are counted`() {
        let scan = SourceScan(of: Array("\n\r\n#include <a.h>\n/*\n*/ #include <b.h>\n".utf8))
        #expect(scan.references.map(\.line) == [3, 5])
    }
}
