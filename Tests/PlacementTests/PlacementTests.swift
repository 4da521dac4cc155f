import ByteStrings
import CompilerCommand
import Placement
import Testing

/// Places a command line whose words hold no white space.
func placed(
    _ line: String, in directory: ByteString = "/build/src", environment: [ByteString: ByteString] = [:],
    native: [ByteString]? = nil, colour: Bool = false, existing: Set<ByteString> = []
) -> Placement {
    place(
        CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) }),
        in: PlacementContext(
            workingDirectory: directory, environment: { environment[$0] }, nativeFlags: native,
            stderrWantsColour: colour, fileExists: { existing.contains($0) }))
}

func remote(_ line: String, native: [ByteString]? = nil, colour: Bool = false) throws -> RemoteCompile {
    let placement = placed(line, environment: ["TERM": "xterm"], native: native, colour: colour)
    guard case .remote(let compile) = placement else {
        Issue.record("\(line): \(placement)")
        throw NotRemote()
    }
    return compile
}

struct NotRemote: Error {}

let archFlags =
    "-march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions -Wp,-D_FORTIFY_SOURCE=3 -Wformat "
    + "-Werror=format-security -fstack-clash-protection -fcf-protection -fno-omit-frame-pointer "
    + "-mno-omit-leaf-frame-pointer -g -ffile-prefix-map=/x=/y -flto=auto"

@Suite struct LocalPlacementTests {
    @Test(arguments: [
        ("gcc a.o -o a", LocalReason.linkStep, LocalWork.link), ("gcc a.c -o a", .compileAndLink, .link),
        ("gcc -E a.c", .preprocessOnly, .preprocess), ("gcc -M a.c", .preprocessOnly, .preprocess),
        ("gcc -fsyntax-only a.c", .syntaxOnly, .compile), ("gcc --version", .query, .query),
        ("gcc -v", .query, .query),
        ("gcc -c -x c -", .standardInput, .probe), ("gcc -c a.c -o -", .standardOutput, .compile),
        ("gcc -c a.c -o /dev/null", .outputNotRegular, .compile),
        ("gcc -c a.c b.c", .severalInputs, .compile),
        ("gcc -c a.c -o a.o -o b.o", .severalOutputs, .compile), ("gcc -c", .noInput, .compile),
        ("gcc -c a.o", .noInput, .compile), ("gcc -c a.S", .assemblerSource, .compile),
        ("gcc -c a.f90", .languageNotSupported, .compile), ("clang -c a.cu", .languageNotSupported, .compile),
        ("rustc --crate-name a src/lib.rs --emit=obj -o a.o", .languageNotSupported, .compile),
        ("rustc -c a.c", .languageNotSupported, .compile), ("rustc -vV", .query, .query),
        ("rustc - --crate-name ___ --print=cfg", .query, .query), ("rustc --print sysroot", .query, .query),
        ("gcc -c a.d", .languageNotSupported, .compile), ("gfortran -c a.c", .unknownCompiler, .compile),
        ("gcc -c a.h", .precompiledHeader, .compile),
        ("gcc a.h", .precompiledHeader, .compile),
        ("gcc -x c++-header -c a.hpp -o a.hpp.gch", .precompiledHeader, .compile),
        ("clang -c a.c -include-pch x.pch", .precompiledHeader, .compile),
        ("clang -c a.c -Xclang -include-pch -Xclang x.pch", .precompiledHeader, .compile),
        ("clang++ -c a.cppm -o a.pcm", .modules, .compile), ("g++ -fmodules-ts -c a.cc", .modules, .compile),
        ("clang -fmodule-file=x.pcm -c a.cc", .modules, .compile),
        ("gcc @gone -c a.c", .responseFile, .compile),
        ("gcc -MD -MF a -MF b -c a.c", .ambiguousDepfile, .compile),
        ("gcc -MD -MF - -c a.c", .ambiguousDepfile, .compile),
        ("gcc -MD -c a.i", .ambiguousDepfile, .compile),
        ("gcc -march=native -c a.c", .nativeUnresolved, .compile),
        ("gcc -mcpu=native -c a.c", .nativeUnresolved, .compile),
        ("gcc -fplugin=./x.so -c a.c", .gccPlugin, .compile),
        ("gcc -fplugin-arg-x-y=1 -c a.c", .gccPlugin, .compile),
        ("cc -iplugindir=d -c a.c", .gccPlugin, .compile),
        ("clang -fplugin=./x.so -c a.c", .plugin, .compile),
        ("clang -fpass-plugin=x.so -c a.c", .plugin, .compile),
        ("clang -Xclang -load -Xclang x.so -c a.c", .plugin, .compile),
        ("gcc -specs=x -c a.c", .specs, .compile),
        ("gcc -specs x -c a.c", .specs, .compile), ("gcc -B . -c a.c", .otherTools, .compile),
        ("gcc -wrapper gdb -c a.c", .otherTools, .compile),
        ("clang --config x.cfg -c a.c", .configFile, .compile),
        ("clang -fsanitize-ignorelist=x -c a.c", .extraInputFile, .compile),
        ("clang -fxray-attr-list=x -c a.c", .extraInputFile, .compile),
        ("clang --warning-suppression-mappings=x -c a.c", .extraInputFile, .compile),
        ("gcc -fprofile-use -c a.c", .profile, .compile), ("gcc -fprofile-arcs -c a.c", .profile, .compile),
        ("gcc -fauto-profile=x -c a.c", .profile, .compile),
        ("clang -fprofile-list=x -c a.c", .profile, .compile),
        ("gcc --coverage -c a.c", .coverage, .compile), ("gcc -ftest-coverage -c a.c", .coverage, .compile),
        ("gcc -gsplit-dwarf -c a.c", .splitDwarf, .compile),
        ("gcc -fstack-usage -c a.c", .stackUsage, .compile),
        ("gcc -fcallgraph-info=su -c a.c", .stackUsage, .compile),
        ("gcc -save-temps -c a.c", .saveTemps, .compile),
        ("gcc -save-temps=obj -c a.c", .saveTemps, .compile),
        ("gcc -fdump-tree-all -c a.c", .compilerDump, .compile),
        ("gcc -dr -c a.c", .compilerDump, .compile), ("clang -ftime-trace -c a.c", .timeTrace, .compile),
        ("clang -fsave-optimization-record -c a.c", .optimizationRecord, .compile),
        ("gcc -fopt-info-vec=f -c a.c", .optimizationRecord, .compile),
        ("gcc -fdiagnostics-format=sarif-file -c a.c", .diagnosticsFile, .compile),
        ("clang --serialize-diagnostics x -c a.c", .diagnosticsFile, .compile),
        ("clang -MJ x.json -c a.c", .compilationDatabase, .compile),
        ("gcc -aux-info x -c a.c", .auxInfo, .compile),
        ("gcc -Wa,-adhln=x -c a.c", .assemblerOption, .compile),
        ("gcc -Wa,--MD,x -c a.c", .assemblerOption, .compile),
        ("gcc -Wa,more.s -c a.c", .assemblerOption, .compile),
        ("gcc -Xassembler -a -c a.c", .assemblerOption, .compile),
        ("gcc -Wa,-Iinc -c a.c", .assemblerOption, .compile),
        ("gcc -fexec-charset=latin1 -c a.c", .characterSet, .compile),
        ("gcc -frepo -c a.cc", .templateRepository, .compile),
        ("gcc -fpreprocessed -c a.c", .preprocessorMode, .compile),
        ("gcc -traditional-cpp -c a.c", .preprocessorMode, .compile),
        ("clang -arch a -arch b -c a.c", .severalArchitectures, .compile),
        ("clang -fopenmp-targets=nvptx64 -c a.c", .offloading, .compile),
        ("gcc -frecord-gcc-switches -c a.c", .recordsCommandLine, .compile),
        ("gcc -S -fverbose-asm a.c", .recordsCommandLine, .compile),
        ("clang -emit-llvm -c a.c", .intermediateOutput, .compile),
        ("gcc -fsanitize=undefined -c a.c", .sourceColumns, .compile),
        ("gcc -v -c a.c", .statistics, .compile),
        ("gcc -ftime-report -c a.c", .statistics, .compile),
        ("gcc -fdiagnostics-generate-patch -c a.c", .needsSource, .compile),
        ("clang -cc1 -c a.c", .frontendOption, .compile),
        ("clang -Xclang -ast-dump -c a.c", .frontendOption, .compile),
        ("clang -Xclang -dependency-file -Xclang f -c a.c", .frontendOption, .compile),
        ("clang -working-directory=x -c a.c", .workingDirectory, .compile),
        ("gcc -g -fno-working-directory -c a.c", .workingDirectory, .compile),
        ("gcc --unheard-of -c a.c", .unknownOption, .compile),
        ("gcc -c a.c -I", .unknownOption, .compile),
        ("gcc -fnew-list=/x/y -c a.c", .unknownOptionWithPath, .compile),
        ("gcc -mnew=a/b -c a.c", .unknownOptionWithPath, .compile),
        ("clang -mllvm -x=/y -c a.c", .unknownOptionWithPath, .compile),
        ("gcc -Wp,-fpreprocessed -c a.c", .preprocessorMode, .compile),
        ("gcc -Wp,x.c -c a.c", .preprocessorMode, .compile),
    ])
    func `what cannot leave stays, with its reason and slot`(
        line: String, reason: LocalReason, work: LocalWork
    ) {
        #expect(placed(line) == .local(reason, work))
    }

    @Test(arguments: [
        ("gcc -c conftest.c", "/b"), ("gcc conftest.c -o conftest", "/b"), ("gcc -c a/tmp.conftest.c", "/b"),
        ("gcc -c ztest30010.c", "/b"),
        ("gcc -c a.c", "/b/CMakeFiles/CMakeScratch/TryCompile-x"), ("gcc a.o -o a", "/b/CMakeFiles/CMakeTmp"),
        ("gcc -c /b/meson-private/tmpx/testfile.c", "/b"), ("gcc -c a.c", "/b/build/.conf_check_1/testbuild"),
        ("gcc -c a.cpp", "/b/config.tests/x"), ("gcc -Werror -c -x c /dev/null -o .tmp_1/tmp", "/b"),
        ("gcc -c CMakeCCompilerId.c", "/b/CMakeFiles/3.31/CompilerIdC"),
    ])
    func `configure's probes run at once`(line: String, directory: String) {
        #expect(placed(line, in: ByteString(directory)) == .local(.configureProbe, .probe))
    }

    @Test(arguments: ["gcc -c ztest.c", "gcc -c ztest1a.c", "gcc -c myconftest.c", "gcc -c qemu-config.c"])
    func `sources that are only named alike leave`(line: String) {
        #expect(placed(line) != .local(.configureProbe, .probe))
    }

    @Test(arguments: [
        ("FAKEROOTKEY", "1", LocalReason.fakeroot), ("FAKECHROOT", "true", .fakechroot),
        ("LD_PRELOAD", "x.so", .foreignPreload),
        ("GCC_EXEC_PREFIX", "/x/", .compilerEnvironment), ("COMPILER_PATH", "/x", .compilerEnvironment),
        ("SUNPRO_DEPENDENCIES", "f", .dependenciesEnvironment),
        ("DEPENDENCIES_OUTPUT", "f", .dependenciesEnvironment),
        ("DISTCC_DISABLE", "1", .disabled), ("DISTMAKE_DISABLE", "1", .disabled),
        ("DISTMAKE_DISABLE", "quirk", .quirk),
    ])
    func `the environment can keep a job here`(name: String, value: String, reason: LocalReason) {
        let name = ByteString(name)
        #expect(placed("gcc -c a.c", environment: [name: ByteString(value)]) == .local(reason, .compile))
        #expect(placed("gcc a.o", environment: [name: ByteString(value)]) == .local(reason, .link))
        #expect(placed("gcc -c a.c", environment: [name: ""]) != .local(reason, .compile))
    }

    @Test(arguments: [
        ("gcc -g -c a.c", true), ("gcc -O2 -c a.c", false), ("gcc -g -g0 -c a.c", false),
        ("gcc -flto=auto -c a.c", true), ("gcc -flto -fno-lto -c a.c", false), ("g++ -ggdb3 -c a.cc", true),
    ])
    func `DISTMAKE_EXACT keeps what a stock volunteer cannot give byte for byte`(line: String, stays: Bool) {
        let environment: [ByteString: ByteString] = ["DISTMAKE_EXACT": "1"]
        let isExact = placed(line, environment: environment) == .local(.exactBytes, .compile)
        #expect(isExact == stays)
    }

    @Test func `clang takes a precompiled header by itself, gcc -E does not`() {
        let line = "-include q.h -c a.c"
        #expect(placed("clang \(line)", existing: ["q.h.pch"]) == .local(.precompiledHeader, .compile))
        for (compiler, existing) in [("clang", "q.h"), ("gcc", "q.h.gch")] {
            guard case .remote = placed("\(compiler) \(line)", existing: [ByteString(existing)]) else {
                Issue.record("\(compiler) stays")
                continue
            }
        }
    }

    @Test func `every reason has a code of its own and a sentence`() {
        for reason in LocalReason.allCases {
            #expect(reason.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
            #expect(reason.explanation.hasSuffix("."))
            #expect(reason.advice?.hasSuffix(".") != false)
        }
    }
}
