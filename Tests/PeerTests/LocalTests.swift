import ByteStrings
import Processes
import Testing

/// What stays here: with exactly its reason in history, and the same files as without distmake.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LocalTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    private static let files = [
        "v.c": SplitCompileCase.files["src/v.c", default: ""],
        "e.c": "int f2(int a){return a;}\n",
        "m.cpp": "int m(int a) { return a + 1; }\n",
        "conftest.c": "int main(void) { return 0; }\n",
        "meson-private/x.c": "int main(void) { return 0; }\n",
        "s.s": ".globl s\ns: ret\n", "S.S": "#define NAME S\n.globl NAME\nNAME: ret\n",
        "h.h": "int h;\n", "c.cfg": "-O2\n", "empty.specs": "", "ignore.list": "fun:add\n", "data": "bytes\n",
        "incbin.c": "__asm__(\".section .rodata\\n.incbin \\\"data\\\"\\n\");\n",
        "args": "-O2 -c v.c\n", "main.c": "int main(void) { return 0; }\n",
        "x.adb": "procedure x is begin null; end x;\n",
    ]

    private static let rows: [(line: String, reason: String)] = [
        ("gcc -dumpmachine", "query"),
        ("gcc -c conftest.c", "configure-probe"),
        ("cd meson-private && gcc -c x.c", "configure-probe"),
        ("gcc main.o -o main || true", "link-step"),
        ("gcc main.c -o main", "compile-and-link"),
        ("gcc -E v.c -o v.i", "preprocess-only"),
        ("gcc -M v.c", "preprocess-only"),
        ("gcc -fsyntax-only v.c", "syntax-only"),
        ("DISTCC_DISABLE=1 gcc -c v.c", "disabled"),
        ("DISTMAKE_DISABLE=1 gcc -c v.c", "disabled"),
        ("fakeroot gcc -c v.c", "fakeroot"),
        ("FAKECHROOT=true gcc -c v.c", "fakechroot"),
        ("LD_PRELOAD=libm.so.6 gcc -c v.c", "foreign-preload"),
        ("COMPILER_PATH=/nowhere gcc -c v.c", "compiler-environment"),
        ("DEPENDENCIES_OUTPUT=dep gcc -c v.c", "dependencies-environment"),
        ("gcc -c", "no-input"),
        ("gcc -x c -O2 -c - -o v.o <v.c", "standard-input"),
        ("gcc -c v.c e.c", "several-inputs"),
        ("gcc -c s.s", "assembler-source"),
        ("gcc -c S.S -MD", "assembler-source"),
        ("gcc -c x.adb", "language-not-supported"),
        ("gcc -x c-header h.h -o h.h.gch", "precompiled-header"),
        ("g++ -std=c++20 -fmodules-ts -c m.cpp", "modules"),
        ("gcc -S v.c -o -", "standard-output"),
        ("gcc -c v.c -o a.o -o b.o", "several-outputs"),
        ("gcc -c v.c -o /dev/null", "output-not-regular"),
        ("ln -s elsewhere.o v.o; gcc -c v.c", "output-not-regular"),
        ("gcc -c v.c -MD -MF -", "ambiguous-depfile"),
        ("gcc -fplugin=./absent.so -fplugin-arg-absent-x=1 -c v.c", "gcc-plugin"),
        ("clang -Xclang -load -Xclang ./absent.so -c v.c", "compiler-plugin"),
        ("gcc -specs=empty.specs -c v.c", "specs"),
        ("gcc -B/usr/bin -c v.c", "other-tools"),
        ("clang --config ./c.cfg -c v.c", "compiler-config-file"),
        ("clang -fsanitize-ignorelist=ignore.list -c v.c", "extra-input-file"),
        ("clang -fsanitize=address -c v.c", "source-columns"),
        ("gcc -fprofile-generate -frandom-seed=1 -c v.c", "profile"),
        ("clang -fprofile-instr-generate -c v.c", "profile"),
        ("gcc --coverage -frandom-seed=1 -c v.c", "coverage"),
        ("gcc -fprofile-arcs -ftest-coverage -frandom-seed=1 -c v.c -o o.o", "profile"),
        ("gcc -ftest-coverage -frandom-seed=1 -c v.c -o o.o", "coverage"),
        ("gcc -g -gsplit-dwarf -c v.c", "split-dwarf"),
        ("gcc -fstack-usage -c v.c", "stack-usage"),
        ("gcc -save-temps -c v.c", "save-temps"),
        ("clang -save-temps=obj -c v.c -o o.o", "save-temps"),
        ("gcc -O2 -fdump-tree-optimized -c v.c", "compiler-dump"),
        ("clang -ftime-trace -c v.c", "time-trace"),
        ("gcc -O3 -fopt-info-vec=vec.txt -c v.c", "optimization-record"),
        ("clang -O2 -fsave-optimization-record -c v.c", "optimization-record"),
        ("clang --serialize-diagnostics v.dia -c v.c", "diagnostics-file"),
        ("clang -MJ db.json -c v.c", "compilation-database"),
        ("gcc -aux-info v.aux -c v.c", "aux-info"),
        ("gcc -Wa,-al=v.lst -c v.c", "assembler-option"),
        ("gcc -finput-charset=latin1 -c v.c", "character-set"),
        ("gcc -fdirectives-only -c v.c", "preprocessor-mode"),
        ("clang --no-cuda-version-check -c v.c", "offloading"),
        ("gcc -frecord-gcc-switches -c v.c", "records-command-line"),
        ("clang -emit-llvm -c v.c", "intermediate-output"),
        ("clang -Xclang -triple -Xclang x86_64-pc-linux-gnu -c v.c", "frontend-option"),
        ("clang -working-directory=. -c v.c", "working-directory"),
        ("gcc --frobnicate -c v.c", "unknown-option"),
        ("gcc -c incbin.c", "incbin"),
        ("gcc @absent", "response-file"),
    ]

    /// Files whose contents two plain runs do not repeat: times, temporary names, memory.
    private static let unstable: Set<ByteString> = ["v.json", "v.lst", "h.h.gch"]

    @Test func `a build has the priority that it was started with`() async throws {
        let distmake = Workplace.built("distmake")
        let result = try await place.plain("nice -n 3 nice; nice -n 3 \(distmake) run -- nice").mustSucceed()
        let lines = ByteString(result.standardOutput).split("\n")
        #expect(lines.count == 2 && Set(lines).count == 1, "\(lines)")
    }

    @Test func `each reason, with the same files as without distmake`() async throws {
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: Self.rows.map(\.line), files: Self.files).run(in: place, hosts: hosts)
        }
        for (row, pair) in zip(Self.rows, pairs) {
            #expect(pair.fate == row.reason, "\(row.line)")
            #expect(pair.differences(tolerating: Self.unstable) == [], "\(row.line)")
        }
    }

    @Test func `a response file is read, and what it says goes out`() async throws {
        let pairs = try await StockDistccd.with { hosts in
            try await Twins(lines: ["gcc @args"], files: Self.files).run(in: place, hosts: hosts)
        }
        #expect(pairs.map(\.fate) == ["remote"])
        #expect(pairs.map { $0.differences() } == [[]])
    }

    /// bwrap hides the machine's own list: Debian's distcc comes with one.
    @Test(arguments: [
        ("", "no-hosts"), ("DISTCC_DIR=/nowhere", "no-hosts"), ("DISTMAKE_DISABLE=1", "disabled"),
        ("DISTCC_HOSTS=127.0.0.1:9 DISTCC_DISABLE=1", "disabled"),
    ])
    func `without hosts, and when told not to, everything is compiled here`(
        environment: String, reason: String
    ) async throws {
        try place.write(["a.c": "int x;\n"])
        let run: ByteString = " run -- gcc -c a.c"  // found in the build's PATH, as by a shell
        let script: ByteString = "exec env \(environment) bwrap --dev-bind / / --tmpfs /etc/distcc "
        try await place.plain(script + Workplace.built("distmake") + run).mustSucceed()
        #expect(Files.exists(place("a.o")))
        #expect(try place.jobs().map(\.fate) == [reason])
    }
}
