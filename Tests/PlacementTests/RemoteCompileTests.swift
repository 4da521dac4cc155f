import ByteStrings
import CompilerCommand
import Placement
import Testing

private func text(_ words: [ByteString]?) -> String {
    (words ?? []).joined(separator: " ").string
}

@Suite struct RemoteCompileTests {
    @Test func `Arch's default flags leave`() throws {
        let compile = try remote("gcc \(archFlags) -DX -I. -MD -MP -c src/a.c -o o/a.o")
        #expect(
            text(compile.preprocessArguments)
                == "gcc -E \(archFlags) -DX -I. -MD -MP src/a.c -MF o/a.d -MQ o/a.o")
        let sent = archFlags.replacing("-Wp,-D_FORTIFY_SOURCE=3 ", with: "")
        #expect(text(compile.remoteArguments) == "gcc -o a.o -c a.i \(sent)")
        #expect(compile.output == "o/a.o")
        #expect(compile.depfile == "o/a.d")
        #expect(compile.shape == "gcc object c lto")
    }

    @Test(
        arguments: [
            ("clang -c a.c", nil, "clang -o a.o -c a.i --target=x86_64-pc-linux-gnu"),
            ("clang++ -m32 -c a.cc", nil, "clang++ -o a.o -c a.ii --target=x86_64-pc-linux-gnu -m32"),
            ("clang --target=arm-none-eabi -c a.c", nil, "clang -o a.o -c a.i --target=arm-none-eabi"),
            ("clang -target arm-none-eabi -c a.c", nil, "clang -o a.o -c a.i -target arm-none-eabi"),
            ("aarch64-linux-gnu-clang -c a.c", nil, "aarch64-linux-gnu-clang -o a.o -c a.i"),
            ("gcc -c a.c", nil, "gcc -o a.o -c a.i"),
            ("clang -c a.c", "1", "clang -o a.o -c a.i"),
        ] as [(String, ByteString?, String)])
    func `clang is told its target, unless it has one or the user forbids it`(
        line: String, noRewrite: ByteString?, want: String
    ) throws {
        let words = line.split(separator: " ").map { ByteString(String($0)) }
        let context = PlacementContext(
            workingDirectory: "/build/src",
            environment: { $0 == "DISTCC_NO_REWRITE_CROSS" ? noRewrite : nil },
            compilerTarget: "x86_64-pc-linux-gnu")
        guard case .remote(let compile) = place(CompilerCommand(parsing: words), in: context) else {
            Issue.record("it stays here")
            return
        }
        #expect(text(compile.remoteArguments) == want)
    }

    @Test(arguments: [
        ("/usr/bin/gcc -c a.c", "gcc -o a.o -c a.i"),
        ("g++ -std=c++20 -c x/a.cc -o b.o", "g++ -o a.o -c a.ii -std=c++20"),
        ("g++ -c a.c", "g++ -o a.o -c a.ii"),
        ("g++ -x c -c a.c", "g++ -x cpp-output -o a.o -c a.i"),
        ("gcc -x c++ -c a.c", "gcc -o a.o -c a.ii"),
        ("gcc -S a.c", "gcc -o a.s -S a.i"),
        ("gcc -c a.m", "gcc -o a.o -c a.mi"),
        ("gcc -c a.mm", "gcc -o a.o -c a.mii"),
        ("gcc -frandom-seed=a.c -c a.c -o x.o", "gcc -o a.o -c a.i -frandom-seed=a.c"),
        ("gcc -flto -c a.c", "gcc -o a.o -c a.i --lto"),
        ("clang -flto -c a.c", "clang -o a.o -c a.i -flto=full"),
        ("gcc -flto=auto -c a.c", "gcc -o a.o -c a.i -flto=auto"),
        (
            "gcc -D A -UB -I i -isystem s -iquoteq -idirafter d -include h.h -nostdinc -MD -MF f -c a.c",
            "gcc -o a.o -c a.i"
        ),
        ("gcc -Wp,-DX,-UY -Xpreprocessor -DZ -P -H --sysroot=/x -c a.c", "gcc -o a.o -c a.i"),
        ("gcc -L/x -lm -Wl,-z,now -Xlinker -x -T f -shared -c a.c", "gcc -o a.o -c a.i -shared"),
        ("clang -L/x -lm -shared -stdlib=libc++ -c a.c", "clang -o a.o -c a.i"),
        ("gcc -Wa,--noexecstack -pthread -c a.c", "gcc -o a.o -c a.i -Wa,--noexecstack -pthread"),
        (
            "gcc -fdebug-prefix-map=/a=/b -fmacro-prefix-map=/a=/b -c a.c",
            "gcc -o a.o -c a.i -fdebug-prefix-map=/a=/b -fmacro-prefix-map=/a=/b"
        ),
        ("clang -fmacro-prefix-map=/a=/b -c a.c", "clang -o a.o -c a.i -Xclang -fmacro-prefix-map=/a=/b"),
        ("clang -g -c a.c", "clang -o a.o -c a.i -g -fdebug-compilation-dir=/build/src"),
        ("clang -g -ffile-compilation-dir=/x -c a.c", "clang -o a.o -c a.i -g -ffile-compilation-dir=/x"),
        ("gcc -g -c a.c", "gcc -o a.o -c a.i -g"),
        (
            "clang -target x -mllvm -y -Xclang -fz --param a=1 -c a.c",
            "clang -o a.o -c a.i -target x -mllvm -y -Xclang -fz --param a=1"
        ),
        ("gcc -finput-charset=UTF-8 -fexec-charset=UTF-8 -c a.c", "gcc -o a.o -c a.i -fexec-charset=UTF-8"),
        ("gcc -c -x c conftest", "gcc -o source.o -c source.i"),
        ("gcc -c ./-o.c", "gcc -o source.o -c source.i"),
        ("gcc -c a$b.c", "gcc -o source.o -c source.i"),
        ("clang -c -- -a.c", "clang -o source.o -c source.i"),
        ("gcc -c a.c -fsanitize=thread", "gcc -o a.o -c a.i -fsanitize=thread"),
    ])
    func `the volunteer is sent what it needs, in the order it reads`(line: String, sent: String) throws {
        #expect(text(try remote(line).remoteArguments) == sent)
    }

    @Test(arguments: [
        ("gcc -c a.c -o x.o", "gcc -E a.c"), ("/opt/gcc -S a.c", "/opt/gcc -E a.c"),
        ("gcc -MD -c a.c", "gcc -E -MD a.c -MF a.d -MQ a.o"),
        ("gcc -MMD -MF f -c a.c -o o/x.o", "gcc -E -MMD -MF f a.c -MQ o/x.o"),
        ("gcc -MD -MT t -c a.c -o o/x.o", "gcc -E -MD -MT t a.c -MF o/x.d"),
        ("gcc -Wp,-MMD,f -c a.c -o o/x.o", "gcc -E -Wp,-MMD,f a.c"),
        ("clang -Wp,-MMD,f -c a.c -o o/x.o", "clang -E -Wp,-MMD,f a.c -MQ o/x.o"),
        ("gcc -P -x c++ -c a.c -O2", "gcc -E -x c++ a.c -O2"),
    ])
    func `preprocessing writes the depfile of the whole compile`(line: String, argv: String) throws {
        #expect(text(try remote(line).preprocessArguments) == argv)
    }

    @Test(arguments: [
        ("gcc -Wextra -c a.c", true), ("gcc -W -c a.c", true), ("g++ -Wimplicit-fallthrough=3 -c a.cc", true),
        ("gcc -Wall -c a.c", false), ("gcc -Wextra -w -c a.c", false),
        ("gcc -Wextra -Wno-implicit-fallthrough -c a.c", false),
        ("gcc -Wno-implicit-fallthrough -Wextra -c a.c", false),
        ("gcc -Wextra -Wimplicit-fallthrough=5 -c a.c", false), ("clang -Wextra -c a.c", false),
    ])
    func `comments stay in the text where they decide about warnings`(line: String, wanted: Bool) throws {
        #expect(try remote(line).preprocessArguments?.contains("-C") == wanted)
    }

    @Test func `preprocessed input is sent as it is`() throws {
        let compile = try remote("gcc -O2 -c d/a.i")
        #expect(compile.text == .file("d/a.i"))
        #expect(text(compile.remoteArguments) == "gcc -o a.o -c a.i -O2")
    }

    @Test(arguments: [
        ("gcc -march=native -O2 -c a.c", "gcc -o a.o -c a.i -march=znver3 -mno-sse4a -O2"),
        (
            "gcc -O2 -march=x86-64 -mtune=native -c a.c",
            "gcc -o a.o -c a.i -march=znver3 -mno-sse4a -O2 -march=x86-64"
        ),
        ("gcc -march=native -march=x86-64 -c a.c", "gcc -o a.o -c a.i -march=x86-64"),
        ("gcc -mcpu=native -mno-avx -c a.c", "gcc -o a.o -c a.i -march=znver3 -mno-sse4a -mno-avx"),
    ])
    func `native options are replaced before every other -m`(line: String, sent: String) throws {
        #expect(text(try remote(line, native: ["-march=znver3", "-mno-sse4a"]).remoteArguments) == sent)
        #expect(text(try remote(line, native: []).preprocessArguments).contains("native"))
    }

    @Test(arguments: [
        ("gcc -c a.c", "-fdiagnostics-color=always"), ("clang -c a.c", "-fcolor-diagnostics"),
        ("gcc -fdiagnostics-color=auto -c a.c", "-fdiagnostics-color=always"),
    ])
    func `colour is asked for on a terminal`(line: String, option: String) throws {
        let compile = try remote(line, colour: true)
        #expect(compile.remoteArguments.last?.string == option)
        #expect(compile.preprocessArguments?.last?.string == option)
        #expect(try remote(line).remoteArguments.last?.string != option)
    }

    @Test(arguments: [
        ("gcc -c a.c -fno-diagnostics-color", ["TERM": "xterm"] as [ByteString: ByteString]),
        ("gcc -c a.c -fdiagnostics-color=never", ["TERM": "xterm"]), ("gcc -c a.c", ["TERM": "dumb"]),
        ("gcc -c a.c", [:]), ("gcc -c a.c", ["TERM": "xterm", "GCC_COLORS": ""]),
    ])
    func `no colour where the compiler would use none`(line: String, environment: [ByteString: ByteString]) {
        guard case .remote(let compile) = placed(line, environment: environment, colour: true) else {
            Issue.record("\(line) stays")
            return
        }
        #expect(!compile.remoteArguments.contains("-fdiagnostics-color=always"))
    }

    /// distcc.md §3.1, whatever the command line.
    @Test func `a stock distccd is never sent what it refuses`() throws {
        let lines = [
            "gcc \(archFlags) -flto -march=native -MD -xc -c a.c",
            "g++ -x c -c conftestx.c -frandom-seed=b.c -flto",
        ]
        for line in lines {
            let words = try remote(line, native: []).remoteArguments
            #expect(!words.contains("-flto"))
            #expect(!words.contains { $0.hasPrefix("-M") || $0.hasSuffix("=native") || $0.contains("/usr") })
            let output = words.firstIndex { $0.hasPrefix("-o") }
            let input = words.firstIndex { [".i", ".ii", ".c", ".cc"].contains($0.pathExtension) }
            #expect(output.map { words[$0] } == "-o")
            #expect(input == output.map { $0 + 3 })
        }
    }
}
