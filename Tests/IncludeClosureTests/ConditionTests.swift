import ByteStrings
import Testing

@testable import IncludeClosure

/// What conditions rule out.
@Suite struct ConditionTests {
    /// The conditions around `@`, innermost first: those of its own branches, and those before them in parentheses.
    private func conditions(_ text: ByteString) -> ByteString {
        guard let tree = ConditionalTree(text.bytes) else { return "unbalanced" }
        var found: [ByteString] = []
        var index = tree.branch(at: text.bytes.firstIndex(of: UInt8(ascii: "@")) ?? 0)
        while index >= 0 {
            found.append(tree.branches[Int(index)].condition?.trimmed ?? "else")
            var previous = tree.branches[Int(index)].previous
            while previous >= 0 {
                found.append("(" + (tree.branches[Int(previous)].condition?.trimmed ?? "else") + ")")
                previous = tree.branches[Int(previous)].previous
            }
            index = tree.branches[Int(index)].parent
        }
        return found.joined(separator: "; ")
    }

    @Test(
        arguments: [
            ("@", ""), ("#if A\n@\n#endif\n", "A"), ("#if A\n#endif\n@\n", ""),
            ("#if A\n#elif B\n@\n#endif\n", "B; (A)"), ("#if A\n#elif B\n#else\n@\n#endif", "else; (B); (A)"),
            ("#ifdef A\n# ifndef B\n@\n# endif\n#endif\n", "!defined(B); defined(A)"),
            ("#if A // c\n#elifdef B\n#elifndef C\n@\n#endif\n", "!defined(C); (defined(B)); (A)"),
            ("#if A && \\\n B /* c */ > 1\n@\n#endif\n", "A &&  B  > 1"),
            ("#if A\n/*\n#endif\n*/ @\n#endif\n", "A"), ("#if A\n\"#endif\" '\\'' @\n#endif\n", "A"),
            ("R\"(\n#if A\n)\" @\n", ""), ("/* c */ # /* d */ if A\n@\n%:endif\n", "A"),
            ("#if A\n#error don't /*\n#endif\n@\n", ""), ("#define X \\\n#if A\n@\n", ""),
            ("x #if A\n@\n", ""), ("#if A\n@\n", "unbalanced"), ("#endif\n@\n", "unbalanced"),
            ("#else\n@\n", "unbalanced"), ("#if A\n#else\n#else\n#endif\n@", "unbalanced"),
            ("#if A\n#else\n#elif B\n#endif\n@", "unbalanced"),
        ] as [(ByteString, ByteString)])
    func `the conditions of a place`(text: ByteString, want: ByteString) {
        #expect(conditions(text) == want)
    }

    @Test(
        arguments: [
            ("0", 0), ("1", 1), ("!1", 0), ("1 + 2 * 3 == 7", 1), ("(1 + 2) * 3 == 9", 1), ("7 % 4 << 1", 6),
            ("1 - 2 - 3", -4), ("0x10 == 16 && 010 == 8 && 0b11 == 3", 1), ("10L == 10", 1), ("1'000", nil),
            ("~1 & 2", 2), ("5 & 4 | 3 ^ 1", 6), ("1 ? 2 : 3", 2), ("0 ? 2 : 1 ? 4 : 5", 4), ("-1 < 0", 1),
            ("u ? 2 : 2", 2), ("u ? 2 : 3", nil), ("1 ? 2 : u", nil), ("u", nil), ("u && 0", 0),
            ("0 && u", 0),
            ("u || 1", 1), ("u || 0", nil), ("u * 0", 0), ("u + 0", nil), ("u(1, (2)) && 0", 0),
            ("'a' == 97", nil), ("1u", nil), ("-1 > 0u", nil), ("1 / 0", nil), ("1 %", nil), ("(1", nil),
            ("1)", nil), ("1 2", nil), ("", nil), ("9223372036854775807 + 1", nil), ("1 << 64", nil),
            ("-1 >> 1", nil), ("N_A", 0), ("N_A == 0 && !N_A", 1), ("N_A(1)", nil), ("@", nil),
            ("1 @ 2", nil),
            ("1, 2", nil), ("1 <= 2 && 2 >= 1 && 1 != 2", 1), ("2 > 1 && 1 < 2", 1), ("!!2", 1),
            ("u == \"x\"", nil), ("- - 1", 1),
        ] as [(ByteString, Int64?)])
    func `the value of a condition`(text: ByteString, want: Int64?) {
        let value = ConditionExpression.value(MacroTokenizer.tokens(text.bytes)) { $0 == "N_A" }
        #expect(value == want)
    }

    @Test func `neither depth nor length is too much for a condition`() {
        for text in [
            String(repeating: "(", count: 50_000), String(repeating: "!", count: 50_000) + "1",
            String(repeating: "1?", count: 50_000), String(repeating: "1+", count: 50_000) + "1",
        ] {
            let value = ConditionExpression.value(MacroTokenizer.tokens(Array(text.utf8))) { _ in false }
            #expect(value == nil || value == 50_001)
        }
    }

    /// `a.c` with this text, under `/w`, beside headers named after letters.
    private func closure(_ text: ByteString, _ line: ByteString = "gcc -c a.c") -> ByteString {
        let tree = MemoryTree([
            "/w/a.c": text, "/w/b.h": "", "/w/c.h": "", "/w/d.h": "", "/w/p/b.h": "", "/w/q/b.h": "",
            "/w/p/c.h": "", "/w/q/c.h": "", "/w/vendor.h": "#define _MSC_VER 1\n",
        ])
        var cache = IncludeCache()
        let first = cache.ask(line, tree).summary
        #expect(cache.ask(line, tree).summary == first)
        return first.split(" ").dropFirst().joined(separator: " ")
    }

    private static let chain: ByteString =
        "#if _MSC_VER\n#define H \"b.h\"\n#elif defined(__BORLANDC__)\n#define H \"c.h\"\n#else\n#define H \"d.h\"\n"
        + "#endif\n"

    @Test(
        arguments: [
            (chain + "#include H\n", "gcc -c a.c", "/w/d.h"),
            (chain + "#include H\n", "gcc -c a.c -D_MSC_VER=1300", "/w/b.h /w/d.h"),
            (chain + "#include H\n", "gcc -c a.c -D__BORLANDC__", "/w/c.h /w/d.h"),
            (chain + "#include H\n", "gcc -c a.c -include vendor.h", "/w/vendor.h /w/b.h /w/d.h"),
            (chain + "#include H\n", "clang -c a.c --target=x86_64-pc-windows-msvc", "/w/b.h /w/c.h /w/d.h"),
            (chain + "#include H\n", "clang -c a.c -fms-extensions", "/w/b.h /w/c.h /w/d.h"),
            // What another macro stands for, whichever definition holds.
            (
                "#ifdef _MSC_VER\n#define MY_VC _MSC_VER\n#endif\n#if MY_VC >= 1300\n#define H \"b.h\"\n#else\n"
                    + "#define H \"c.h\"\n#endif\n#include H\n", "gcc -c a.c", "/w/c.h"
            ),
            (
                "#define WORK(s, t) ((s != 0) && (s t))\n#define MY_VC _MSC_VER\n#if WORK(MY_VC, < 3)\n"
                    + "#define H \"b.h\"\n#elif WORK(__GNUC__, < 3)\n#define H \"c.h\"\n#else\n#define H \"d.h\"\n"
                    + "#endif\n#include H\n", "gcc -c a.c", "/w/c.h /w/d.h"
            ),
            // What comes after a branch that is certain.
            (
                "#ifndef _MSC_VER\n#define H \"b.h\"\n#else\n#define H \"c.h\"\n#endif\n#include H\n",
                "gcc -c a.c",
                "/w/b.h"
            ),
            // A macro that may be defined elsewhere is not known, nor one that a compiler may have.
            (
                "#if linux\n#define H \"b.h\"\n#else\n#define H \"c.h\"\n#endif\n#include H\n", "gcc -c a.c",
                "/w/b.h /w/c.h"
            ),
            ("#ifdef __OTHER__\n#define H \"b.h\"\n#endif\n#include H\n", "gcc -c a.c", "/w/b.h"),
            ("#if __has_include(<x>) && 1\n#define H \"b.h\"\n#endif\n#include H\n", "gcc -c a.c", "/w/b.h"),
            ("#if MY_A\n#define H \"b.h\"\n#endif\n#define MY_A 1\n#include H\n", "gcc -c a.c", "/w/b.h"),
            // Conditions that ask for each other.
            (
                "#if MY_A\n#define MY_B 1\n#endif\n#if MY_B\n#define MY_A 1\n#define H \"b.h\"\n#endif\n#include H\n",
                "gcc -c a.c", "/w/b.h"
            ),
            // Not balanced: nothing is known.
            ("#if _MSC_VER\n#define H \"b.h\"\n#endif\n#endif\n#include H\n", "gcc -c a.c", "/w/b.h"),
        ] as [(ByteString, ByteString, ByteString)])
    func `definitions that other compilers see are ruled out`(
        text: ByteString, line: ByteString, want: ByteString
    ) {
        #expect(closure(text, line) == want)
    }

    @Test(
        arguments: [
            ("#if 0\n#include \"b.h\"\n#endif\n#include \"c.h\"\n", "/w/c.h"),
            ("#if 0\n#include \"b.h\"\n#else\n#include \"c.h\"\n#endif\n", "/w/c.h"),
            ("#if 1\n#include \"b.h\"\n#elif X\n#include \"c.h\"\n#endif\n", "/w/b.h"),
            ("#if 0\n# if X\n#include \"b.h\"\n# endif\nit's /*\n*/\n#endif\n#include \"c.h\"\n", "/w/c.h"),
            ("#if 0\n#include \"b.h\"\n/*\n#endif\n*/\n#include \"c.h\"\n#endif\n#include \"d.h\"", "/w/d.h"),
            ("/*\n#if 0\n*/\n#include \"b.h\"\n", "/w/b.h"),
            ("#if 0\n#include \"b.h\"\n", "/w/b.h"),
            ("#if 00\n#include \"b.h\"\n#endif\n", "/w/b.h"),
        ] as [(ByteString, ByteString)])
    func `what is switched off by 0 is not included`(text: ByteString, want: ByteString) {
        #expect(closure(text) == want)
    }

    @Test func `definitions of one shape are one with a choice of words`() {
        // As Boost.MPL has them: a hundred combinations and more, of which few are files.
        let directories = ["p", "q"] + (0..<20).map { "none\($0)" }
        let names = ["b", "c"] + (0..<200).map { "none\($0)" }
        var text = "#define STR(x) STR_(x)\n#define STR_(x) #x\n#define PATH DIR/NAME\n"
        for directory in directories { text += "#define DIR \(directory)\n#undef DIR\n" }
        for name in names { text += "#define NAME \(name).h\n#undef NAME\n" }
        #expect(
            closure(ByteString(text) + "#include STR(PATH)\n")
                == "/w/p/b.h /w/p/c.h /w/q/b.h /w/q/c.h")
        text += "#define H <PATH>\n#include H\n"
        #expect(closure(ByteString(text), "gcc -c a.c -I.").split(" ").count == 4)
    }

    @Test func `an iteration's headers are elements of what its parameters are`() {
        // As Boost.Preprocessor has them, for two of its three ways to take a tuple apart.
        let text: ByteString = """
            #define CAT(a, b) CAT_I(a, b)
            #define CAT_I(a, b) a ## b
            #ifdef MY_VARIADICS
            #define ELEM(...) CAT(ELEM_, SIZE(__VA_ARGS__))(__VA_ARGS__)
            #else
            #define ELEM(size, n, tuple) CAT(TAKE_, n) tuple
            #endif
            #define SIZE(...) SIZE_I(__VA_ARGS__, 4, 3, 2, 1,)
            #define SIZE_I(a, b, c, d, size, ...) size
            #define ELEM_3(size, n, tuple) CAT(TAKE_, n) tuple
            #define TAKE_0(a, b) a
            #define TAKE_1(a, b) b
            #define PARAMS (3, <b.h>)
            #undef PARAMS
            #define PARAMS (LIMIT, <c.h>)
            #undef PARAMS
            #define PARAMS (LIMIT + 1, "d.h")
            #define LIMIT 5
            #define FILE ELEM(2, 1, PARAMS)
            #include FILE

            """
        #expect(
            closure(text, "gcc -c a.c -I.").split(" ").sorted()
                == ["/w/b.h", "/w/c.h", "/w/d.h"])
    }

    @Test func `the same line over and over is one question`() {
        let many = [ByteString](repeating: "#include H", count: 5000).joined(separator: "\n")
        #expect(closure("#define H \"b.h\"\n" + many + "\n") == "/w/b.h")
    }

    @Test(
        arguments: [
            ("#ifdef _MSC_VER\n__COUNTER__\n#endif\n", []), ("#ifdef MY_X\n__COUNTER__\n#endif\n", []),
            ("#ifdef __X__\n__COUNTER__\n#endif\n", [.counter]),
            ("#ifdef _MSC_VER\n__COUNTER__\n#else\n__COUNTER__ __TIME__\n#endif\n", [.counter, .time]),
        ] as [(ByteString, [PlaceMacro])])
    func `mentions that other compilers see are none`(text: ByteString, want: [PlaceMacro]) throws {
        let tree = MemoryTree(["/w/a.c": text])
        var cache = IncludeCache()
        let closure = try #require(cache.ask("gcc -c a.c", tree).closure)
        #expect(closure.mentions.map(\.macro) == want)
    }
}
