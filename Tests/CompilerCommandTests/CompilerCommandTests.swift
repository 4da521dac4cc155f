import ByteStrings
import Testing

@testable import CompilerCommand

/// A command line whose words hold no white space.
private func command(_ line: String, family: CompilerName.Family? = nil) -> CompilerCommand {
    CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) }, family: family)
}

@Suite struct CompilerNameTests {
    @Test(arguments: [
        ("gcc", CompilerName.Family.gcc, CompilerName.Driver.c, "", "", "gcc"),
        ("/usr/bin/g++", .gcc, .cxx, "", "", "g++"),
        ("x86_64-pc-linux-gnu-gcc-15.1.1", .gcc, .c, "x86_64-pc-linux-gnu", "15.1.1", "gcc"),
        ("clang++-21", .clang, .cxx, "", "21", "clang++"),
        ("clang-cpp", .clang, .preprocessor, "", "", "clang-cpp"),
        ("aarch64-linux-gnu-cpp-12", .gcc, .preprocessor, "aarch64-linux-gnu", "12", "cpp"),
        ("cc", .unknown, .c, "", "", "cc"),
        ("c99-gcc", .gcc, .c, "", "", "c99-gcc"),
        ("gfortran", .unknown, .unknown, "", "", "gfortran"),
        ("notgcc", .unknown, .unknown, "", "", "notgcc"),
        ("ld.bfd", .unknown, .unknown, "", "", "ld.bfd"),
    ])
    func `a name tells family, driver, target and version`(
        name: String, family: CompilerName.Family, driver: CompilerName.Driver, target: String,
        version: String,
        stem: String
    ) {
        let parsed = CompilerName(ByteString(name))
        #expect(parsed.family == family)
        #expect(parsed.driver == driver)
        #expect(parsed.target.string == target)
        #expect(parsed.version.string == version)
        #expect(parsed.stem.string == stem)
        #expect(parsed.invoked.string == name)
    }

    @Test func `what cc is can be said from outside`() {
        #expect(!command("cc -c a.c").compiler.isClang)
        #expect(command("cc -c a.c", family: .clang).compiler.isClang)
    }
}

@Suite struct OptionTableTests {
    @Test func `the table is sorted and no name comes twice`() {
        let names = CompilerOption.table.rows.map(\.name)
        for (left, right) in zip(names, names.dropFirst()) {
            #expect(left < right, "\(left) must stand before \(right)")
        }
    }

    @Test func `every name is found as itself`() {
        for row in CompilerOption.table.rows {
            #expect(CompilerOption.table.row(for: row.name) == row)
        }
    }

    @Test(arguments: [
        ("-fplugin=x.so", "-fplugin="), ("-flto", "-flto"), ("-flto=auto", "-flto="),
        ("-flto-partition=none", "-f"), ("-funroll-loops", "-f"), ("-Wall", "-W"), ("-Wp,-DX", "-Wp,"),
        ("-fprofile-prefix-map=a=b", "-fprofile-prefix-map="), ("-fprofile-use=x", "-fprofile-"),
        ("-include", "-include"), ("-includex.h", "-include"), ("-include-pch", "-include-pch"),
        ("-Iinclude", "-I"), ("-dumpversion", "-dumpversion"), ("-dr", "-d"),
        ("-march=native", "-march=native"),
        ("-march=x86-64", "-m"), ("-objcmt-migrate", "-objcmt-"), ("-ofile", "-o"), ("-Os", "-O"),
        ("-MFx.d", "-MF"), ("-MMD", "-MMD"), ("--param=x=1", "--param="),
    ])
    func `the longest name that fits wins`(word: String, name: String) {
        #expect(CompilerOption.table.row(for: ByteString(word))?.name.string == name)
    }

    @Test(arguments: ["-cx", "--unheard-of", "-k", "-Mx", "-shared-x"])
    func `what fits no row is unknown`(word: String) {
        #expect(CompilerOption.table.row(for: ByteString(word)) == nil)
    }

    /// gcc 12's `--help=separate`, without what other languages' compilers take.
    @Test(arguments: [
        "-A", "-D", "-I", "-L", "-MF", "-MQ", "-MT", "-U", "-aux-info", "-dumpbase", "-dumpbase-ext",
        "-dumpdir",
        "-idirafter", "-imacros", "-imultiarch", "-imultilib", "-include", "-iprefix", "-iquote", "-isysroot",
        "-isystem", "-iwithprefix", "-iwithprefixbefore", "-o", "-x", "--assert", "--define-macro", "--dump",
        "--include", "--include-directory", "--output", "--undefine-macro", "-T", "-u", "-z", "-B",
        "-wrapper",
        "-Xlinker", "-Xassembler", "-Xpreprocessor", "-Xclang", "-mllvm", "-target", "--param", "-arch",
        "--serialize-diagnostics", "-MJ", "-ivfsoverlay", "-cxx-isystem", "--config", "-resource-dir",
    ])
    func `an option with a value of its own does not leave it as an input`(option: String) {
        let parsed = command("clang -c a.c \(option) value.c")
        #expect(parsed.inputs.map(\.path) == ["a.c"])
    }
}

@Suite struct ActionTests {
    @Test(arguments: [
        ("gcc -c a.c", Action.object), ("gcc -S a.c", .assembly), ("gcc -c -S a.c", .assembly),
        ("gcc -S -E a.c", .preprocess), ("gcc -c -E a.c", .preprocess), ("gcc -M a.c", .preprocess),
        ("gcc -MM -c a.c", .preprocess), ("gcc -fsyntax-only -c a.c", .syntax),
        ("gcc -E -fsyntax-only a.c", .preprocess),
        ("gcc a.o -o a", .link), ("gcc a.c", .link), ("cpp a.c", .preprocess), ("gcc --version", .query),
        ("gcc -print-prog-name=cc1", .query), ("gcc -dumpmachine", .query), ("gcc -### -c a.c", .query),
        ("gcc -v", .query), ("gcc -v -c a.c", .object), ("gcc -Q --help=target", .query),
        ("clang --analyze a.c", .syntax),
        ("gcc --print-sysroot", .query), ("gcc", .link), ("cpp --version", .query),
        ("gcc -MD -c a.c", .object), ("gcc --compile a.c", .object),
    ])
    func `the driver stops where the options say`(line: String, action: Action) {
        #expect(command(line).action == action)
    }
}

@Suite struct InputTests {
    @Test(arguments: [
        ("gcc -c a.c", SourceLanguage?.some(.c), false), ("g++ -c a.c", .cxx, false),
        ("g++ -c a.i", .cxx, true),
        ("gcc -c a.i", .c, true), ("gcc -c a.CPP", .cxx, false), ("gcc -c a.C", .cxx, false),
        ("gcc -c a.mm", .objectiveCxx, false), ("g++ -x c -c a.c", .c, false),
        ("gcc -xc++ -c a.c", .cxx, false),
        ("gcc -x c++ -x none -c a.c", .c, false), ("gcc -c a.c -x c++", .c, false),
        ("gcc -c a.S", .assembler, false),
        ("gcc -c a.s", .assembler, true), ("gcc -c a.f90", .other, false), ("gcc -c a.h", .header, false),
        ("gcc -x c-header -c a.c", .header, false), ("gcc -c a.cppm", .module, false),
        ("gcc -c a.o", nil, false),
        ("gcc -c a", nil, false), ("gcc -c -x cpp-output a", .c, true), ("gcc -x c -c -", .c, false),
        ("gcc --language=c++ -c x", .cxx, false), ("clang -c -- -a.c", .c, false),
        ("gcc -c a.cu", .other, false),
    ])
    func `the language is the extension's, the option's or the driver's`(
        line: String, language: SourceLanguage?, isPreprocessed: Bool
    ) {
        let inputs = command(line).inputs
        #expect(inputs.count == 1)
        #expect(inputs.first?.language == language)
        #expect(inputs.first?.isPreprocessed == isPreprocessed)
    }

    @Test(arguments: [
        ("gcc -c d/a.b.c", "a.b.o"), ("gcc -S d/a.c", "a.s"), ("gcc -c a.c -oo/x.o", "o/x.o"),
        ("gcc -c a.c -o x -o y", "y"), ("gcc a.c", "a.out"), ("gcc -c a.c --output=z.o", "z.o"),
    ])
    func `the output is named or follows the input`(line: String, output: String) {
        #expect(command(line).effectiveOutput?.string == output)
    }

    @Test func `words are kept in order and as they were`() {
        let line = "gcc -I inc -Iinc -D X -o a.o -c a.c -Wp,-MMD,f -Xclang -x -lfoo"
        let parsed = command(line)
        #expect(parsed.options.flatMap(\.words).map(\.string).joined(separator: " ") == line.dropFirst(4))
        #expect(parsed.preprocessorWords == ["-MMD", "f"])
        #expect(parsed.frontendWords == ["-x"])
    }

    @Test func `a missing value is noticed`() {
        #expect(command("gcc -c a.c -o").options.last?.lacksValue == true)
        #expect(command("gcc -c a.c -I").options.last?.lacksValue == true)
    }

    @Test(arguments: [
        ("gcc -c a.c -gsplit-dwarf", [Hazard.splitDwarf]), ("gcc -c a.c -gsplit-dwarf -gno-split-dwarf", []),
        ("gcc -c a.c -gno-split-dwarf -gsplit-dwarf", [.splitDwarf]),
        ("gcc -c a.c -fstack-usage", [.stackUsage]),
        ("gcc -c a.c -fdump-tree-all -save-temps", [.dump, .saveTemps]),
        ("gcc -c a.c -fprofile-generate -fno-profile-generate", []), ("gcc -c a.c -dA", [.dump]),
        ("gcc -c a.c -finput-charset=UTF-8", []), ("gcc -c a.c -finput-charset=latin1", [.characterSet]),
    ])
    func `a hazard lasts until an option takes it back`(line: String, hazards: [Hazard]) {
        #expect(command(line).hazards == hazards)
    }

    @Test func `native options and link-time optimisation are seen`() {
        #expect(
            command("gcc -march=native -mtune=native -c a.c").nativeOptions == [
                "-march=native", "-mtune=native",
            ])
        #expect(command("gcc -flto=auto -c a.c").usesLinkTimeOptimization)
        #expect(!command("gcc -flto -fno-lto -c a.c").usesLinkTimeOptimization)
        #expect(!command("gcc -flto-partition=none -c a.c").usesLinkTimeOptimization)
    }
}
