import ByteStrings
import CompilerCommand
import Placement
import Testing

@Suite struct PumpCompileTests {
    private static let directory: ByteString = "/build/src"
    private static let tail = "-nostdinc -isystem ../..//usr/include -fno-canonical-system-headers"

    private func pump(
        _ line: String, in directory: ByteString = Self.directory,
        environment: [ByteString: ByteString] = [:], predefinitions: Bool = false
    ) throws(PumpObstacle) -> PumpCompile {
        let command = CompilerCommand(parsing: line.split(separator: " ").map { ByteString($0) })
        let context = PlacementContext(
            workingDirectory: directory, compilationDirectory: { environment["PWD"] ?? directory },
            environment: { environment[$0] }, nativeFlags: ["-march=x"])
        return try pumpCompile(
            command, in: context, searchDirectories: ["/usr/include"], readsPredefinitions: predefinitions)
    }

    @Test(arguments: [
        ("gcc -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/", ""),
        ("/usr/bin/gcc -c /x/a.c -o b.o", "gcc -o a.o -c ../..//x/a.c -ffile-prefix-map=../..//=/", ""),
        ("g++ -x c -c a.c", "g++ -x c -o a.o -c a.c -ffile-prefix-map=../..//=/", ""),
        (
            "gcc -O2 -D X -DY=/a -I /i -Ii -iquote/q -isystem s -idirafter /d -include /h.h -c a.c",
            "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/",
            "-O2 -D X -DY=/a -I ../..//i -I i -iquote ../..//q -isystem s -idirafter ../..//d -include ../..//h.h"
        ),
        ("gcc -flto -march=native -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/", "-march=x --lto"),
        ("gcc -MD -MP -MF x -MT t -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/", "-MD -MP"),
        ("gcc -Wp,-MMD,x.d -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/", "-MMD"),
        (
            "gcc -Wp,-D_FORTIFY_SOURCE=3 -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/",
            "-Wp,-D_FORTIFY_SOURCE=3"
        ),
        (
            "gcc -ffile-prefix-map=/build=/usr/src -fmacro-prefix-map=a=b -c a.c",
            "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/",
            "-ffile-prefix-map=/build=/usr/src -ffile-prefix-map=../..//build=/usr/src -fmacro-prefix-map=a=b"
        ),
        (
            "gcc -nostdinc --sysroot=/s -isysroot /t -c a.c", "gcc -o a.o -c a.c -ffile-prefix-map=../..//=/",
            ""
        ),
    ])
    func `no absolute path leaves`(line: String, head: String, middle: String) throws {
        let sent = try pump(line).arguments.joined(separator: " ")
        #expect(sent.string == [head, middle, Self.tail].filter { !$0.isEmpty }.joined(separator: " "))
    }

    @Test(arguments: [
        ("gcc -c a.c", true), ("gcc -ffreestanding -c a.c", false), ("gcc -fno-hosted -c a.c", false),
        ("gcc -ffreestanding -fhosted -c a.c", true),
    ])
    func `predefinitions are included where the compiler would`(line: String, isIncluded: Bool) throws {
        let sent = try pump(line, predefinitions: true).arguments.joined(separator: " ")
        #expect(sent.contains(" -include stdc-predef.h ") == isIncluded)
    }

    @Test(arguments: [
        ("gcc -c a.c", "/build/src"), ("gcc -ffile-prefix-map=/build=/usr/src/x -c a.c", "/usr/src/x/src"),
        ("gcc -fdebug-prefix-map=/build/src=. -fmacro-prefix-map=/build=/m -c a.c", "."),
        ("gcc -fdebug-prefix-map=/build=a -fdebug-prefix-map=/build=b -c a.c", "b/src"),
        ("gcc -fdebug-prefix-map=/other=a -c a.c", "/build/src"),
    ])
    func `debug information names the working directory as it would here`(line: String, want: String) throws {
        #expect(try pump(line).debugDirectory.string == want)
    }

    @Test func `debug information names the directory as PWD has it`() throws {
        let here: [ByteString: ByteString] = ["PWD": "/link/src"]
        #expect(try pump("gcc -c a.c", environment: here).debugDirectory == "/link/src")
        let map = "gcc -fdebug-prefix-map=/link=. -fdebug-prefix-map=/build=/x -c a.c"
        #expect(try pump(map, environment: here).debugDirectory == "./src")
        #expect(try pump(map, environment: here).arguments.contains("../..//link/src") == false)
    }

    @Test func `clang is not sent what only gcc knows`() throws {
        #expect(try pump("clang -c a.c").arguments.last == "../..//usr/include")
    }

    @Test(
        arguments: [
            ("gcc -S a.c", .nothingToInclude), ("gcc -c a.i", .nothingToInclude),
            ("gcc -I=x -c a.c", .preprocessorOption), ("gcc -I$SYSROOT/x -c a.c", .preprocessorOption),
            ("gcc -I- -c a.c", .preprocessorOption), ("gcc -H -c a.c", .preprocessorOption),
            ("gcc -x none -c a.c", .preprocessorOption), ("gcc -MG -MD -c a.c", .preprocessorOption),
            ("gcc -iprefix /x -c a.c", .preprocessorOption),
            ("gcc -Xpreprocessor -DX -c a.c", .preprocessorOption),
            ("gcc -Wp,-I,/x -c a.c", .preprocessorOption),
            ("gcc -c ../..//a.c", .pathAboveRoot), ("gcc -I../..//usr/x -c a.c", .pathAboveRoot),
            ("gcc -MD -MT a$b -c a.c", .depfileTarget),
        ] as [(String, PumpObstacle)])
    func `what a rebuilt tree cannot promise is preprocessed here`(line: String, want: PumpObstacle) {
        #expect(throws: want) { try pump(line) }
    }

    @Test func `the root directory and CPATH are obstacles`() {
        #expect(throws: PumpObstacle.rootDirectory) { try pump("gcc -c a.c", in: "/") }
        #expect(throws: PumpObstacle.includeEnvironment) {
            try pump("gcc -c a.c", environment: ["CPATH": "/x"])
        }
    }

    @Test(arguments: [
        ("../..//usr/include/a.h:3:1: error: x", "/usr/include/a.h:3:1: error: x"),
        (
            "In file included from ../..//a.h,\n                 from ../..//b.h:1:",
            "In file included from /a.h,\n                 from /b.h:1:"
        ),
        ("a.c:1: ‘../..//x/y’ and \u{1b}[1m../..//z\u{1b}[m", "a.c:1: ‘/x/y’ and \u{1b}[1m/z\u{1b}[m"),
        ("x../..//a.c:1: d/../..//b.c ../../c ../..", "x../..//a.c:1: d/../..//b.c ../../c ../.."),
        (
            "    3 | #include \"../..//x.h\"\n      |          ^",
            "    3 | #include \"../..//x.h\"\n      |          ^"
        ),
        ("no path\n", "no path\n"),
    ])
    func `messages name our paths`(there: String, here: String) throws {
        let paths = try #require(VolunteerPaths(workingDirectory: Self.directory))
        #expect(ByteString(paths.here(messages: Array(there.utf8))).string == here)
    }

    @Test func `paths go there and back`() throws {
        let paths = try #require(VolunteerPaths(workingDirectory: "/a/b/c"))
        for path in ["/usr/include/x.h", "x.h", "../x.h", "/"] as [ByteString] {
            #expect(paths.here(paths.there(path)) == path)
        }
        #expect(VolunteerPaths(workingDirectory: "/") == nil)
    }
}
