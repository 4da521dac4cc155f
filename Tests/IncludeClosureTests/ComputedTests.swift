import ByteStrings
import Testing

@testable import IncludeClosure

/// `#include MACRO`.
@Suite struct ComputedTests {
    /// What `text` may mean with these definitions (`NAME body`, `NAME(x) body`), or the reason.
    private func headers(_ text: ByteString, _ definitions: [ByteString]) -> ByteString {
        var known: [ByteString: [MacroDefinition]] = [:]
        for line in definitions {
            guard let (name, definition) = MacroTokenizer.definition(line.bytes) else { continue }
            known[name, default: []].append(definition)
        }
        var expander = MacroExpander(.includes)
        while true {
            do throws(Unsure) {
                if let found = try expander.headers(text) {
                    return found.map { $0.isAngled ? "<" + $0.name + ">" : "\"" + $0.name + "\"" }.sorted()
                        .joined(separator: " ")
                }
            } catch {
                return "? " + ByteString(error.code.rawValue)
            }
            expander.learn(
                Dictionary(uniqueKeysWithValues: expander.wanted.map { ($0, known[$0] ?? []) }))
        }
    }

    @Test(
        arguments: [
            ("H", ["H \"a.h\""], "\"a.h\""),
            ("H", ["H <a/b-1.2.h>"], "<a/b-1.2.h>"),
            ("H", ["H G", "G <a.h>"], "<a.h>"),
            ("H(a)", ["H(x) <x.h>"], "<a.h>"),
            ("STR(a/b.h)", ["STR(x) STR_(x)", "STR_(x) #x"], "\"a/b.h\""),
            (
                "STR(DIR/NAME.h)", ["STR(x) STR_(x)", "STR_(x) #x", "DIR sub", "NAME n"],
                "\"DIR/NAME.h\" \"DIR/n.h\" \"sub/NAME.h\" \"sub/n.h\""
            ),
            ("CAT(H, 1)", ["CAT(a, b) a ## b", "H1 <one.h>"], "<one.h>"),
            ("CAT(CAT_, 1)()", ["CAT(a, b) a##b", "CAT_1() <one.h>"], "<one.h>"),
            ("CAT(, H)", ["CAT(a, b) a##b", "H <a.h>"], "<a.h>"),
            ("V(1, 2, 3)", ["V(x, ...) W(__VA_ARGS__)", "W(a, b) <a/b.h>"], "<2/3.h>"),
            ("V(1, 2, 3)", ["V(x, r...) W(r)", "W(a, b) <a/b.h>"], "<2/3.h>"),
            ("H", ["H <a.h>", "H <b.h>"], "<a.h> <b.h>"),
            ("H", ["H H"], ""),
            ("H", [], ""),
            ("H(1)", ["H(x) \"x.h\""], "\"x.h\""),
            ("__UNKNOWN__", [], "? computed-include"),
            ("H", ["H __UNKNOWN__"], "? computed-include"),
            ("H(<linux/a.h>)", ["H(x) x"], "<1/a.h> <linux/a.h>"),
            // The header that Boost.Preprocessor iterates over, with its depth counted in macros.
            (
                "ITERATE()",
                [
                    "ITERATE() CAT(ITERATE_, INC(DEPTH()))", "CAT(a, b) CAT_I(a, b)", "CAT_I(a, b) a ## b",
                    "CAT(a, b) CAT_OO((a, b))", "CAT_OO(par) CAT_I ## par", "INC(x) INC_I(x)",
                    "INC_I(x) INC_ ## x",
                    "INC_0 1", "INC_1 2", "DEPTH() 0", "DEPTH() 1", "ITERATE_1 <iter/forward1.hpp>",
                    "ITERATE_2 <iter/forward2.hpp>",
                ], "<iter/forward1.hpp> <iter/forward2.hpp>"
            ),
        ] as [(ByteString, [ByteString], ByteString)])
    func `every meaning is found`(text: ByteString, definitions: [ByteString], want: ByteString) {
        #expect(headers(text, definitions) == want)
    }

    @Test func `too many meanings are unsure`() {
        let names = (0..<12).map { ByteString("N\($0)") }
        let definitions = names.flatMap { name in (0..<4).map { name + " x\($0)" } }
        let text: ByteString = "<" + names.joined(separator: "/") + ">"
        #expect(headers("H", ["H " + text] + definitions) == "? computed-alternatives")
    }

    @Test func `macros come from the command line and from all files`() {
        let tree = MemoryTree([
            "/w/a.c": "#include CONFIG\n#include TRACE\n", "/w/config.h": "#include \"t.h\"\n",
            "/w/t.h": "#define TRACE \"more.h\"\n", "/w/more.h": "", "/w/other.h": "",
        ])
        var cache = IncludeCache()
        let line: ByteString = "gcc -c a.c -DCONFIG=\"config.h\""
        #expect(cache.ask(line, tree).summary == "/w/a.c /w/config.h /w/t.h /w/more.h")
        tree.clearCounts()
        #expect(cache.ask(line, tree).summary == "/w/a.c /w/config.h /w/t.h /w/more.h")
        #expect(tree.reads == [])
        tree.time = 2100
        tree.write("/w/t.h", "#define TRACE \"other.h\"\n")
        #expect(cache.ask(line, tree, at: 2200).summary == "/w/a.c /w/config.h /w/t.h /w/other.h")
        #expect(cache.ask("gcc -c a.c -DCONFIG=\"other.h\"", tree, at: 2200).summary == "/w/a.c /w/other.h")
    }

    @Test(arguments: [
        ("#define HAS(x) __has_include(x)\n#if HAS(<b.h>)\n", "/w/a.c /w/i/b.h"),
        ("#define HAS(x) __has_include(x)\n#if HAS(B_H)\n", "? computed-has-include"),
        ("#define B_H <b.h>\n#if __has_include(B_H)\n", "/w/a.c /w/i/b.h"),
        ("#include __FILE__\n", "/w/a.c"),
        ("asm(\".incbin \\\"b.h\\\"\");\n", "/w/a.c /w/i/b.h"),
        ("asm(\".incbin \\\"none\\\"\");\n", "? assembler-file"),
        ("import b;\n", "/w/a.c"),
    ])
    func `questions about files are answered or refused`(text: ByteString, want: ByteString) {
        let tree = MemoryTree(["/w/a.c": text, "/w/i/b.h": ""])
        var cache = IncludeCache()
        #expect(cache.ask("gcc -c a.c -Ii", tree).summary == want)
    }

    @Test func `further files travel, and whoever names them answers for the assembler's`() {
        let tree = MemoryTree([
            "/w/a.c": "asm(\".incbin \\\"none\\\"\");\n", "/data/x.bin": "#include <i/b.h>\n",
        ])
        var cache = IncludeCache()
        #expect(cache.ask("gcc -c a.c", tree).summary == "? assembler-file")
        #expect(
            cache.ask("gcc -c a.c", tree, furtherFiles: ["/data/x.bin"]).summary == "/w/a.c /data/x.bin")
        #expect(cache.ask("gcc -c a.c", tree, furtherFiles: ["/data/gone"]).summary == "? changing")
        #expect(cache.ask("gcc -c a.c", tree).summary == "? assembler-file")
    }

    @Test func `languages decide about modules and trigraphs`() {
        let tree = MemoryTree(["/w/a.cc": "import b;\n", "/w/b.c": "??=include <x.h>\n"])
        var cache = IncludeCache()
        #expect(cache.ask("g++ -c a.cc", tree).summary == "? modules")
        #expect(cache.ask("gcc -c b.c", tree).summary == "/w/b.c")
        #expect(cache.ask("gcc -c b.c -std=c99", tree).summary == "? trigraphs")
        #expect(cache.ask("gcc -c b.c -trigraphs", tree).summary == "? trigraphs")
    }

    @Test func `mentions are told with their file`() throws {
        let tree = MemoryTree(["/w/a.c": "#include \"x.h\"\n", "/w/x.h": "__COUNTER__"])
        var cache = IncludeCache()
        let closure = try #require(cache.ask("gcc -c a.c -DNOW=__TIME__", tree).closure)
        #expect(
            closure.mentions == [
                MacroMention(macro: .counter, file: "/w/x.h"), MacroMention(macro: .time, file: ""),
            ])
    }
}
