import ByteStrings
import History
import Processes
import Testing

/// Compiles whose sources travel leave what the plain compiler leaves: objects, depfiles, messages with snippets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PumpTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    private func pairs(
        _ lines: [String], _ files: [String: String], _ extra: [ByteString] = []
    ) async throws -> [Twins.Pair] {
        try await StockDistccd.with(options: ",cpp,lzo") { hosts in
            try await Twins(lines: lines, files: files).run(in: place, hosts: hosts, extra)
        }
    }

    @Test func `what goes well as text goes well as sources`() async throws {
        let cases = SplitCompileCase.all
        let quoted = cases.map { row in
            row.line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
        }
        var files = SplitCompileCase.files
        files["o/.keep"] = ""
        let pairs = try await pairs(quoted, files)
        for (row, pair) in zip(cases, pairs) {
            #expect(pair.fate == "remote", "\(row.line)")
            let objects = Set(pair.plain.keys.filter { $0.hasSuffix(".o") })
            #expect(pair.differences(tolerating: objects) == [], "\(row.line)")
            for object in objects {
                let one = try await place.stripped(pair.plain[object], row.equality)
                let other = try await place.stripped(pair.distributed[object], row.equality)
                #expect(!one.isEmpty && one == other, "\(row.line): \(object)")
            }
        }
        // Assembly, -x with odd languages, texts that name the date and the like are preprocessed here.
        let pumped = pairs.filter { $0.mode == .pump }
        #expect(pumped.count * 4 > pairs.count * 3, "\(pairs.filter { $0.mode != .pump }.map(\.line))")
    }

    private static let files: [String: String] = [
        "src/a.c": """
        #include <stdio.h>
        #include <limits.h>
        #include "../inc/sub/../h.h"
        int a(int x) { if (!x) check(x); return printf("%s %s", __FILE__, HEADER); }

        """,
        "inc/h.h": """
        #define HEADER __FILE__
        #include <assert.h>
        static inline void check(int x) { int unused; assert(x); }

        """,
        "inc/sub/.keep": "",
        "src/x.c": "#define ITEM(n) int n;\n#define LIST \"list.def\"\n#include LIST\n",
        "src/list.def": "ITEM(one)\nITEM(two)\n",
        "src/next.c": "#include <stdint.h>\nuint32_t f(void) { return MINE; }\n",
        "inc/stdint.h": "#define MINE 7\n#include_next <stdint.h>\n",
        "src/has.c": """
        #if __has_include("absent.h") || !__has_include("list.def")
        #error wrong
        #endif
        int x;

        """,
        "src/blob.c": "__asm__(\".section .rodata\\nblob: .incbin \\\"src/list.def\\\"\\n.previous\\n\");\n",
        "src/when.c": "const char *when = __DATE__;\n",
        "src/wrong.c": "#include \"../inc/h.h\"\nint main(void)\n{\n    return undeclared + 1;\n}\n",
        "src/lost.c": "#include \"lost.h\"\n",
        "src/v.cc": """
        #include <vector>
        #include <stdexcept>
        struct S { std::vector<int> v; int at(int i) { if (i < 0) throw std::out_of_range(__FILE__); return v.at(i); } };
        int f(S &s, int unused) { return s.at(3); }

        """,
        "gen.sh":
            "echo '#define VALUE 1' > gen.h; gcc -c src/gen.c -o one.o; echo '#define VALUE 2' > gen.h; "
            + "gcc -c src/gen.c -o two.o\n",
        "src/gen.c": "#include \"../gen.h\"\nint value = VALUE;\n",
    ]

    private static let rows: [(line: String, fate: String, mode: JobMode)] = [
        ("gcc -O2 -Wall -MD -MP -c src/a.c -o a.o", "remote", .pump),
        ("gcc -O2 -MMD -MT 'x/y z' -MQ b.o -c \"$PWD/src/a.c\" -o a.o -MF deps", "remote", .plain),
        (
            "gcc -O2 -Wall -MD -MF deps -MQ one.o -MQ half.o -MT two.o -c \"$PWD/src/a.c\" -o a.o", "remote",
            .pump
        ),
        ("gcc -Wp,-MMD,.a.d -c src/a.c -o sub.o", "remote", .pump),
        ("cc -Isrc -I\"$PWD/inc\" -include \"$PWD/inc/h.h\" -c src/x.c", "remote", .pump),
        ("gcc -Iinc -c src/next.c -MD", "remote", .pump),
        ("gcc -isystem \"$PWD/inc\" -c src/next.c -MMD", "remote", .pump),
        ("gcc -c src/has.c", "remote", .pump),
        ("gcc -c src/blob.c", "remote", .pump),
        ("gcc -c src/when.c", "remote", .plain),
        ("gcc -ffreestanding -O1 -c src/has.c -MD", "remote", .pump),
        ("gcc -ffile-prefix-map=\"$PWD\"=/usr/src -Wall -c \"$PWD/src/a.c\"", "remote", .pump),
        ("g++ -Wall -Wextra -O2 -D_GLIBCXX_ASSERTIONS -c src/v.cc -MD -MP", "remote", .pump),
        ("clang++ -Wall -Wextra -O2 -c \"$PWD/src/v.cc\" -MD -MP", "remote", .pump),
        ("clang -Iinc -Wall -c src/a.c -MMD", "remote", .pump),
        ("cd src && gcc -c a.c -o ../a.o -MD", "remote", .pump),
        ("CPATH=inc gcc -c src/next.c", "remote", .plain),
        ("gcc -Wall -Werror -c src/a.c -o a.o", "compile-error", .local),
        ("gcc -c src/wrong.c", "compile-error", .local),
        ("gcc -c src/lost.c", "compile-error", .local),
    ]

    @Test func `what a source reads, names and says is what it is here`() async throws {
        let pairs = try await pairs(Self.rows.map(\.line), Self.files)
        for (row, pair) in zip(Self.rows, pairs) {
            #expect(pair.fate == row.fate, "\(row.line)")
            #expect(pair.mode == row.mode, "\(row.line)")
            // Without -g every byte is equal; of messages the volunteer's quotation marks differ.
            #expect(pair.differences(tolerating: ["stderr"]) == [], "\(row.line)")
            let messages = [pair.plain, pair.distributed].map { files in
                ByteString(files["stderr"]?.bytes ?? []).string.replacing("‘", with: "'").replacing(
                    "’", with: "'")
            }
            #expect(messages[0] == messages[1], "\(row.line)")
        }
    }

    @Test func `debug information names the directory of this machine`() async throws {
        let flags = ["-g", "-g -gdwarf-4", "-g -ffile-prefix-map=\"$PWD\"=/usr/src/debug"]
        let pairs = try await pairs(flags.map { "gcc -O2 \($0) -c src/a.c -o a.o" }, Self.files)
        for (line, pair) in zip(flags, pairs) {
            #expect(pair.mode == .pump, "\(line)")
            let plain = try await place.compilationDirectory(try #require(pair.plain["a.o"]).bytes)
            let distributed = try await place.compilationDirectory(
                try #require(pair.distributed["a.o"]).bytes)
            #expect(plain.hasPrefix("/"))
            #expect(distributed == plain, "\(line)")
            let one = try await place.stripped(pair.plain["a.o"], .withoutDebugInformation)
            let other = try await place.stripped(pair.distributed["a.o"], .withoutDebugInformation)
            #expect(one == other, "\(line)")
        }
    }

    /// gcc and clang record PWD where it leads to the working directory, and believe no other.
    @Test(arguments: ["", ",cpp,lzo"] as [ByteString], ["gcc", "clang"] as [ByteString])
    func `a working directory that is a link is recorded as PWD names it`(
        options: ByteString, compiler: ByteString
    ) async throws {
        try place.write(["real/src/a.c": "int a(int x) { return x; }\n"])
        try await place.plain("ln -s real link").mustSucceed()
        for directory: ByteString in ["link/src", "real/src"] {
            for wrong: ByteString in ["", "PWD=/tmp "] {
                let command = "cd " + directory + " && " + wrong + compiler + " -g -c a.c -o "
                try await place.plain(command + "plain.o").mustSucceed()
                try await StockDistccd.with(options: options) { hosts in
                    try await place.build(command + "sent.o", hosts: hosts).mustSucceed()
                }
                let plain = try await place.compilationDirectory(
                    try #require(Files.read(place("real/src/plain.o"))))
                let sent = try await place.compilationDirectory(
                    try #require(Files.read(place("real/src/sent.o"))))
                #expect(plain.hasPrefix("/") && sent == plain, "\(command)")
                #expect(plain.hasSuffix(wrong.isEmpty ? directory : "real/src"), "\(command)")
            }
        }
        #expect(try place.jobs().map(\.mode) == [options.isEmpty ? .plain : .pump])
    }

    @Test func `a header that changes between two compiles is noticed`() async throws {
        try place.write(Self.files)
        let objects = try await StockDistccd.with(options: ",cpp,lzo") { hosts in
            try await place.build("sh gen.sh", hosts: hosts).mustSucceed()
            return ["one.o", "two.o"].map { Files.read(place($0)) }
        }
        #expect(try place.jobs().map(\.mode) == [.pump, .pump])
        try await place.plain("sh gen.sh").mustSucceed()
        #expect(objects == ["one.o", "two.o"].map { Files.read(place($0)) })
        #expect(objects[0] != objects[1])
    }

    @Test func `links and odd ways lead to the same files`() async throws {
        try place.write(Self.files)
        let script: ByteString = """
            ln -s src/list.def link.def; ln -s inc dir; mkdir deep; ln -s ../inc deep/up
            printf '#include "link.def"\\n#include "dir/h.h"\\n#include "deep/up/../src/list.def"\\n' > m.c
            sed -i '1i #define ITEM(n) extern int n;' m.c
            gcc -c m.c -MD -o $1.o -MF $1.d -MT m
            """
        try Files.write(place("go.sh"), script.bytes)
        try await StockDistccd.with(options: ",cpp,lzo") { hosts in
            _ = try await place.build("sh go.sh a", hosts: hosts).mustSucceed()
        }
        #expect(try place.jobs().map(\.mode) == [.pump])
        try await place.plain("rm -r link.def dir deep; sh go.sh b").mustSucceed()
        #expect(Files.read(place("a.o")) == Files.read(place("b.o")))
        #expect(Files.text(place("a.d")) == Files.text(place("b.d")))
    }

    @Test func `a list of both kinds uses both`() async throws {
        try place.write(Self.files)
        let units = (0..<12).map { "int f\($0);\n" }
        for (number, text) in units.enumerated() { try Files.write(place("u\(number).c"), Array(text.utf8)) }
        let modes = try await StockDistccd.with(options: ",cpp,lzo") { hosts in
            let both =
                hosts + " "
                + hosts.split(" ").map { $0.dropping(suffix: ",cpp,lzo") ?? $0 }.joined(separator: " ")
            try await place.build(
                "for i in 0 1 2 3 4 5 6 7 8 9 10 11; do gcc -c u$i.c & done; wait", hosts: both
            ).mustSucceed()
            return try place.jobs().map(\.mode)
        }
        #expect(modes.count == 12)
        #expect(modes.allSatisfy { $0 == .pump || $0 == .plain })
    }

    /// A header whose macros nobody packs well and the text has none of: half a megabyte of sources, a line of text.
    @Test(
        arguments: [
            ("", ["pump", "pump", "pump", "pump", "plain", "plain"]),
            ("DISTMAKE_PUMP=1", ["pump", "pump", "pump", "pump", "pump", "pump"]),
            ("DISTMAKE_PUMP=0", ["plain", "plain", "plain", "plain", "plain", "plain"]),
        ] as [(ByteString, [String])])
    func `sources that are too long for a slow link are preprocessed here`(
        setting: ByteString, want: [String]
    ) async throws {
        var random = SystemRandomNumberGenerator()
        let macros = (0..<20_000).map { "#define M\($0) 0x\(String(random.next(), radix: 16))\n" }
        try place.write(["big.h": macros.joined(), "a.c": "#include \"big.h\"\nint a = sizeof M7;\n"])
        let modes = try await StockDistccd.with { hosts in
            let port = try #require(hosts.split("/")[0].split(":").last.flatMap { Int($0.string) })
            return try await SlowLink.with(
                to: hosts.split(":")[0], port, bytesPerSecond: 2_000_000
            ) { link in
                try await place.build(
                    "for i in 0 1 2 3 4 5; do gcc -c a.c -o $i.o || exit; done",
                    hosts: "\(link.address):\(link.port)/4,cpp,lzo", setting.isEmpty ? [] : [setting]
                ).mustSucceed()
                return try place.jobs().map(\.mode.rawValue)
            }
        }
        #expect(modes == want)
    }
}

extension Workplace {
    /// An object without what may differ; the reasons stand with `SplitCompileCase.Equality`.
    func stripped(_ image: Files.Image?, _ equality: SplitCompileCase.Equality) async throws -> [UInt8] {
        let bytes = try #require(image).bytes
        guard equality != .everyByte else { return bytes }
        try Files.write(self("x.o"), bytes)
        let command: ByteString =
            equality == .linkedProgram
            ? "gcc -O2 -flto -fPIC -shared -Wl,--build-id=none x.o -o y && strip y" : "strip -g -o y x.o"
        #expect(try await plain(command).waitStatus.isSuccess)
        return Files.read(self("y")) ?? []
    }

    /// DW_AT_comp_dir of an object.
    fileprivate func compilationDirectory(_ object: [UInt8]) async throws -> ByteString {
        try Files.write(self("x.o"), object)
        let text = try await plain("readelf --debug-dump=info x.o | sed -n 's/.*DW_AT_comp_dir.*: //p'")
            .mustSucceed()
        return ByteString(text.standardOutput).trimmed
    }
}
