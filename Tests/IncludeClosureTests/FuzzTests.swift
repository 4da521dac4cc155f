import ByteStrings
import Testing

@testable import IncludeClosure

/// SplitMix64: the same bytes for the same seed everywhere.
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

@Suite struct ClosureFuzzTests {
    private static let pieces: [String] = [
        "#include ", "#include_next ", "<a.h>", "\"b.h\"", "#define ", "M", "(x)", " #x", " ## ", "M(M)",
        "\n", "\n",
        "\n", "\\\n", "/*", "*/", "//", "\"", "'", "R\"(", ")\"", "__has_include(", "#if ", "#elif ",
        "__DATE__",
        "__DA\\\nTE__", "_Pragma(\"", "#pragma GCC dependency ", ".incbin ", "%:", "??=", "#embed ", ")", "(",
        ",", " ",
        "import x;", "#else\n", "#endif\n", "#ifdef ", "#ifndef ", "_MSC_VER", "defined(", " && ", " == 1",
        "?", ":",
        "#include M\n", "#define M <a.h>\n", "\r", "\0", "\u{FEFF}", "__VA_ARGS__", "...", "\\", "c", "<",
        ">",
    ]

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `any text is scanned, and any closure found or refused`(seed: UInt64) {
        var random = Random(state: seed)
        let tree = MemoryTree()
        for name: ByteString in ["/w/a.c", "/w/a.h", "/w/b.h", "/usr/include/a.h"] {
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                Self.pieces.randomElement(using: &random) ?? ""
            }
            tree.write(name, ByteString(text.joined()))
        }
        var cache = IncludeCache()
        let first = cache.ask("gcc -c a.c -I. -DM=<b.h>", tree)
        #expect(cache.ask("gcc -c a.c -I. -DM=<b.h>", tree) == first)
        var fresh = IncludeCache()
        #expect(fresh.ask("gcc -c a.c -I. -DM=<b.h>", tree).summary == first.summary)
    }

    /// The cache of a build that writes where it reads gives the answers of one that has just been made.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `files come and go, and no answer is out of date`(seed: UInt64) {
        var random = Random(state: seed)
        let tree = MemoryTree(["/w/i/": "", "/w/j/": ""])
        for number in 0..<Int.random(in: 0...80, using: &random) { tree.write("/w/i/\(number).o", "") }
        let headers: [ByteString] = ["a.h", "b.h", "c.h", "d/a.h", "d/b.h"]
        var cache = IncludeCache()
        for step in 0..<60 {
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let header = headers.randomElement(using: &random) ?? ""
                let path = (Bool.random(using: &random) ? "/w/i/" : "/w/j/") + header
                switch Int.random(in: 0..<4, using: &random) {
                case 0: tree.remove(path)
                case 1: tree.write("/w/i/\(step).o", "")
                default:
                    let included = headers.randomElement(using: &random) ?? ""
                    tree.write(path, "#include <" + included + ">\n")
                }
            }
            tree.write(
                "/w/a.c",
                "#include <" + (headers.randomElement(using: &random) ?? "") + ">\n#include \"b.h\"\n")
            // Sometimes all within one tick of the clock, sometimes long after.
            tree.time += Int64.random(in: 0...3, using: &random)
            var fresh = IncludeCache()
            let line: ByteString = "gcc -c a.c -Ii -Ij"
            #expect(
                cache.ask(line, tree, at: tree.time).summary == fresh.ask(line, tree, at: tree.time).summary)
        }
    }

    /// Texts that would take a careless reader quadratic time: a megabyte of each takes what a megabyte takes.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "#/*", "#if \\\n", "#if /**/\\\n", "#define M /*\n", "/*", "*/#/*", "\\ ", "_Pragma(\"",
            "__has_include(",
            "__DATE__ /*", "R\"x(", "#include <", "import ", ".incbin \"", "# \\\n", "#include M(", "%:/*",
        ])
    func `no text takes more than linear time`(piece: String) {
        let bytes = Array(repeatElement(Array(piece.utf8), count: 200_000 / piece.utf8.count).joined())
        let clock = ContinuousClock()
        let time = clock.measure { _ = SourceScan(of: bytes) }
        // Linear is 20 ms without optimisation; quadratic would be minutes.
        #expect(time < .seconds(5))
    }
}
