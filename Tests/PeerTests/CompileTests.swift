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

    @Test(arguments: ["", ",lzo"] as [ByteString])
    func `every split compile gives the plain compiler's object, depfile and messages`(
        protocolOption: ByteString
    ) async throws {
        let cases = SplitCompileCase.all
        let quoted = cases.map { row in
            row.line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
        }
        var files = SplitCompileCase.files
        files["o/.keep"] = ""
        let pairs = try await StockDistccd.with(options: protocolOption) { hosts in
            try await Twins(lines: quoted, files: files).run(in: place, hosts: hosts)
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
