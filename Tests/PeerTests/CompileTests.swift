import ByteStrings
import Glibc
import Processes
import Testing

/// Compiles that go to a stock distccd leave what the plain compiler leaves.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CompileTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    /// Protocol 1, protocol 2, and text that keeps its macros.
    @Test(
        arguments: [
            ("", ["DISTMAKE_COMPRESSION=0"], false), (",lzo", [], false),
            ("", ["DISTMAKE_COMPRESSION=1"], false),
            ("", ["DISTMAKE_DIRECTIVES_ONLY=1"], true),
        ] as [(ByteString, [ByteString], Bool)])
    func `every split compile gives the plain compiler's object, depfile and messages`(
        protocolOption: ByteString, variables: [ByteString], keepsMacros: Bool
    ) async throws {
        let cases = SplitCompileCase.all
        let quoted = cases.map { row in
            row.line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
        }
        var files = SplitCompileCase.files
        files["o/.keep"] = ""
        let pairs = try await StockDistccd.with(options: protocolOption) { hosts in
            try await Twins(lines: quoted, files: files).run(in: place, hosts: hosts, variables)
        }
        for (row, pair) in zip(cases, pairs) {
            #expect(pair.fate == "remote", "\(row.line)")
            let objects = Set(pair.plain.keys.filter { $0.hasSuffix(".o") })
            let isExact = row.equality == .everyByte
            #expect(pair.differences(tolerating: isExact ? [] : objects) == [], "\(row.line)")
            #expect(pair.plain["status"]?.bytes == Array("0\n".utf8), "\(row.line)")
            guard !isExact else { continue }
            for object in objects {
                let one = try await place.stripped(pair.plain[object], row.equality)
                let other = try await place.stripped(pair.distributed[object], row.equality)
                #expect(!one.isEmpty && one == other, "\(row.line): \(object)")
            }
        }
    }

    private static let archFlags =
        "-march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions -Wp,-D_FORTIFY_SOURCE=3 -Wformat "
        + "-Werror=format-security -fstack-clash-protection -fcf-protection -fno-omit-frame-pointer"

    private static let sources = [
        "m.cc": SplitCompileCase.files["src/m.cpp", default: ""],
        "date.c": """
        const char *when = __DATE__ " " __TIME__;
        const char *base = __BASE_FILE__;
        int first = __COUNTER__, second = __COUNTER__;

        """,
        // clang 14 knows nothing of SOURCE_DATE_EPOCH: no date for it.
        "plain.c": SplitCompileCase.files["src/v.c", default: ""],
        "warning.c": "#warning think again\nint x;\n",
        "unused.c": "static int never(void) { return 1; }\nint y(void) { int z; return 0; }\n",
        "wrong.c": "int main(void)\n{\n    return undeclared + 1;\n}\n",
        "header.c": "#include \"absent.h\"\nint x;\n",
        "trigraph.c": "#include <stdio.h>\nint a(void) { return printf(\"%s\", 1); }\n",
        "old.o": "was here",
    ]

    private static let rows: [(line: String, fate: String)] = [
        ("g++ \(archFlags) -Wp,-D_GLIBCXX_ASSERTIONS -MD -MF dep.d -c m.cc -o m.o", "remote"),
        ("g++ \(archFlags) -fPIC -DPIC -MMD -MP -MT m.lo -MF .deps.Tpo -c m.cc -o m.o", "remote"),
        ("g++-12 -std=c++17 -O2 -MD -MF dep.d -c m.cc -o m.o", "remote"),
        ("clang++ -O2 -Wp,-D_FORTIFY_SOURCE=3 -MD -MF dep.d -c m.cc -o m.o", "remote"),
        ("clang-14 -O1 -c plain.c -MMD", "remote"),
        ("x86_64-linux-gnu-gcc -O2 -c date.c", "remote"),
        ("gcc -c date.c -o date.o", "remote"),
        ("cc -c date.c", "remote"),
        ("umask 027; gcc -c date.c", "remote"),
        ("gcc -c warning.c", "remote"),
        ("clang -c warning.c", "remote"),
        ("gcc -Werror -c warning.c -o old.o", "fallback preprocess-failed"),
        ("gcc -c wrong.c -o old.o", "compile-error"),
        ("clang -c wrong.c -o old.o", "compile-error"),
        ("gcc -c header.c -MD -o old.o", "fallback preprocess-failed"),
        ("gcc -c absent.c", "fallback preprocess-failed"),
        ("gcc -Wall -Werror -c unused.c -o old.o", "compile-error"),
        ("gcc -Werror=format -c trigraph.c", "compile-error"),
        ("gcc -c date.c -o nowhere/date.o", "fallback output-unwritable"),
    ]

    @Test func `an ordinary compile, right or wrong, ends as without distmake`() async throws {
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: Self.rows.map(\.line), files: Self.sources).run(in: place, hosts: hosts)
        }
        for (row, pair) in zip(Self.rows, pairs) {
            #expect(pair.differences() == [], "\(row.line)")
            #expect(pair.fate == row.fate, "\(row.line)")
        }
    }

    /// What may not be written is refused to everybody but root.
    private static let refused = geteuid() == 0 ? "remote" : "fallback output-unwritable"

    private static let existing: [(line: String, fate: String)] = ["gcc", "clang"].flatMap { compiler in
        ["-c", "-S"].flatMap { action in
            let compile = "\(compiler) \(action) plain.c -o out"
            return [
                ("echo old >out; chmod 600 out; \(compile)", "remote"),
                ("echo old >out; chmod 755 out; umask 077; \(compile)", "remote"),
                ("echo old >out; ln out other; \(compile)", "remote"),
                ("seq 100000 >out; \(compile)", "remote"),
                (
                    "echo old >out; chmod 444 out; \(compile)",
                    compiler == "gcc" && action == "-c" ? "remote" : refused
                ),
                ("echo old >real; chmod 640 real; ln -s real out; \(compile)", "output-not-regular"),
                (
                    "mkdir d; echo old >d/out; chmod 600 d/out; chmod 555 d; \(compile.dropLast(3))d/out; "
                        + "chmod 755 d",
                    refused
                ),
            ]
        }
    }

    @Test func `an output that exists is replaced or written into, as the compiler does`() async throws {
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: Self.existing.map(\.line), files: Self.sources).run(
                in: place, hosts: hosts)
        }
        for (row, pair) in zip(Self.existing, pairs) {
            #expect(pair.differences() == [], "\(row.line)")
            #expect(pair.fate == row.fate, "\(row.line)")
        }
    }

    private static let withMacros = [
        "gcc -O2 -Wall -Wextra -Wparentheses -c columns.c", "gcc -O2 -c columns.c",
        "gcc -O2 -std=c99 -pedantic -Wall -c columns.c", "g++ -O2 -Wall -Wextra -c raw.cc -MD",
        "gcc -O2 -c date.c", "gcc -std=c99 -O2 -c question.c", "gcc -O2 -Wunused-macros -c columns.c",
        "gcc -O2 -g -gno-record-gcc-switches -c columns.c",
    ]

    /// Where the text keeps its macros, messages have the columns of the source; only the quoted lines are missing.
    @Test func `with macros in the text, objects are equal and messages have the true columns`() async throws
    {
        var files = Self.sources
        files["columns.c"] = """
            #include <stdio.h>
            #include <assert.h>
            #define TEXT(x) #x
            #define UNUSED int unused_here
            int a(int   x) { UNUSED; assert(x); return printf("%s" TEXT(a b), 1); }
            int b(int x) { switch (x) { case 1: x++; /* fall through */ case 2: x--; } return x; }
            _Pragma("GCC diagnostic ignored \\"-Wunused-variable\\"")
            int c(void) { UNUSED; return __LINE__; }

            """
        files["raw.cc"] = """
            #include <string>
            #include <regex>
            const char *raw = R"x(
            #define FOO 1
            #include <nowhere>
            )x";
            #ifdef FOO
            #error a directive in a string
            #endif
            static std::string text() { int z; return __FILE__; }

            """
        files["question.c"] = "const char *what = \"??( ??=\";\n"
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: Self.withMacros, files: files).run(
                in: place, hosts: hosts, ["DISTMAKE_DIRECTIVES_ONLY=1"])
        }
        for pair in pairs {
            let hasDebugInformation = pair.line.contains(" -g ")
            #expect(pair.fate == "remote", "\(pair.line)")
            #expect(
                pair.differences(
                    tolerating: hasDebugInformation ? ["stderr", "columns.o"] : ["stderr"]) == [],
                "\(pair.line)")
            let heads = [pair.plain, pair.distributed].map { files in
                ByteString(files["stderr"]?.bytes ?? []).split("\n").filter { $0.contains("warning:") }
                    .map { $0.string.replacing("‘", with: "'").replacing("’", with: "'") }
            }
            #expect(heads[0] == heads[1] || pair.line.contains("unused-macros"), "\(pair.line)")
            guard hasDebugInformation else { continue }
            let producers = try await [pair.plain, pair.distributed].asyncMap { files in
                try await place.debugInformation(files["columns.o"])
            }
            #expect(producers[0] == producers[1], "\(pair.line)")
            #expect(!producers[0].isEmpty)
        }
    }

    /// A volunteer never sees the source, so it cannot quote the line; the message itself is the same.
    @Test func `a warning from a volunteer says the same without the quoted line`() async throws {
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: ["gcc -Wall -c unused.c"], files: Self.sources).run(
                in: place, hosts: hosts)
        }
        let pair = try #require(pairs.first)
        #expect(pair.fate == "remote")
        #expect(pair.differences(tolerating: ["stderr"]) == [])
        let warnings = [pair.plain, pair.distributed].map { files in
            ByteString(files["stderr"]?.bytes ?? []).split("\n").filter { $0.contains("warning:") }
                .map { $0.string.replacing("‘", with: "'").replacing("’", with: "'") }
        }
        #expect(warnings[0] == warnings[1])
        #expect(warnings[0].count == 2)
    }

    /// `script` gives both a terminal. The text is the preprocessor's, so that it is the same to the last byte.
    @Test(
        arguments: [
            ("gcc", "TERM=xterm", true), ("gcc", "TERM=dumb", false), ("clang", "TERM=xterm", true),
        ])
    func `on a terminal, messages have the colours that the plain compiler gives them`(
        compiler: ByteString, environment: ByteString, isColoured: Bool
    ) async throws {
        try place.write(Self.sources)
        let command = "script -qec '" + compiler + " -c warning.c' /dev/null"
        let plain = try await place.plain(command, [environment]).mustSucceed()
        let distributed = try await StockDistccd.with { hosts in
            try await place.build(command, hosts: hosts, [environment]).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
        #expect(plain.standardOutput.contains(0x1B) == isColoured)
        #expect(ByteString(distributed.standardOutput) == ByteString(plain.standardOutput))
    }

    @Test func `native flags of the project's own are resolved, and the object is the same`() async throws {
        let lines = [
            "gcc -march=native -O3 -c date.c", "gcc -O2 -mtune=native -march=x86-64-v2 -c date.c",
            "g++ -O2 -march=native -c m.cc", "clang -O2 -march=native -c plain.c",
        ]
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: lines, files: Self.sources).run(in: place, hosts: hosts)
        }
        for pair in pairs {
            #expect(pair.fate == "remote", "\(pair.line)")
            #expect(pair.differences() == [], "\(pair.line)")
        }
    }
}

extension Workplace {
    /// What readelf says of an object's debug information, without DW_AT_producer and offsets into string tables.
    func debugInformation(_ object: Files.Image?) async throws -> ByteString {
        let name: ByteString = "debug.o"
        try Files.write(self(name), object?.bytes ?? [])
        let script: ByteString =
            "objdump --dwarf=info,decodedline,frames debug.o | sed '/DW_AT_producer/d; s/offset: 0x[0-9a-f]*//g'"
        return ByteString(try await plain(script).mustSucceed().standardOutput)
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
