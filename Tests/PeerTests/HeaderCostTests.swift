import ByteStrings
import CompilerCommand
import History
import Placement
import Processes
import Testing

/// Which headers cost a build most, held to what compilers say of themselves.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HeaderCostTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "src/a.c": "#include <stdio.h>\n#include \"big.h\"\n#include \"../inc/small.h\"\nint a = BIG;\n",
            "src/b.c": "#include \"big.h\"\nint b = BIG;\n",
            "src/big.h": String(
                repeating: "int declared(int with, char many, long arguments);\n", count: 2000)
                + "#define BIG 1\n",
            "inc/small.h": "extern int small;\n",
        ])
    }

    @Test(arguments: ["gcc", "clang"] as [ByteString])
    func `the markers in a compiler's text name the files of its depfile`(compiler: ByteString) async throws {
        let text = try await place.plain(compiler + " -E src/a.c").mustSucceed().standardOutput
        let rules = try await place.plain(compiler + " -M src/a.c").mustSucceed().standardOutput
        let files = try #require(DependencyRules(parsing: ByteString(rules))).files
        let shares = unsafe headerShares(ofPreprocessed: text.span.bytes)
        #expect(Set(shares.keys) == Set(files))
        #expect(shares["src/big.h"].map { $0 >= 2000 * 51 } == true)
        #expect(shares["src/../inc/small.h"] == 18)
    }

    @Test(arguments: ["", ",cpp,lzo"] as [ByteString])
    func `the dearest stands first, as text and as sources`(options: ByteString) async throws {
        try await StockDistccd.with(options: options) { hosts in
            try await place.build("cd src; gcc -c a.c && gcc -c b.c", hosts: hosts).mustSucceed()
        }
        let reader = try HistoryReader(path: place.history)
        let build = try #require(try reader.builds(limit: 1).first?.build.identifier)
        let headers = try #require(try reader.build(build)).build.headers
        let first = try #require(headers.first)
        #expect(first.path == "src/big.h" && first.units == 2 && first.bytes >= 2 * 2000 * 51)
        #expect(headers.contains { $0.path == "inc/small.h" && $0.units == 1 && $0.bytes == 18 })
        #expect(headers.contains { $0.path == "/usr/include/stdio.h" && $0.units == 1 })
        #expect(headers.map(\.bytes) == headers.map(\.bytes).sorted(by: >))
        #expect(!headers.contains { $0.path.hasSuffix(".c") })
        let shown = try await place.distmake(["history", "show"]).mustSucceed()
        #expect(ByteString(shown.standardOutput).contains("src/big.h"))
    }
}
