import ByteStrings
import CompilerCommand
import Glibc
import IncludeClosure
import Testing

/// The closure holds what the real compilers read.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ClosureTests {
    /// A tree in which every wrong turn of a search leads to another header.
    private static let nasty: [(ByteString, ByteString)] = [
        ("a.c", "#include <x.h>\n#include \"x.h\"\n#include \"sub/../y.h\"\n#include <stdio.h>\n"),
        ("x.h", "#include_next <x.h>\n"), ("i/x.h", "#include_next <x.h>\nint i;\n"), ("j/x.h", "int j;\n"),
        ("k/x.h", "int k;\n"), ("y.h", "#include \"sub/z.h\"\n"), ("sub/z.h", "#include \"near.h\"\n"),
        ("sub/near.h", ""), ("near.h", "#error wrong\n"), ("i/limits.h", "#include_next <limits.h>\n"),
        ("b.c", "#include <limits.h>\n#include COMPUTED\n#include STR(i/x.h)\n#define T <t.h>\n#include T\n"),
        ("macros.h", "#define COMPUTED <computed.h>\n#define STR(x) STR_(x)\n#define STR_(x) #x\n"),
        ("i/computed.h", "#if __has_include(<only-here.h>)\n#include <only-here.h>\n#endif\n"),
        ("j/only-here.h", ""), ("k/t.h", "%:include /* c */ \"t2.h\"\n"), ("k/t2.h", ""),
        ("i/x.c", "#include \"x.h\"\n"),
        ("c.c", "#include \"l/x.h\"\n#inc\\\nlude <t\\\n.h>\n/* \\\n*/ #include \"y.h\"\n"),
        ("d.S", "/* ' */\n#include \"y.h\"\n"),
        ("f.cc", "#include <vector>\n#include <map>\n#include \"y.h\"\n"),
    ]

    private static let commands: [ByteString] = [
        "gcc -c a.c -Ii -Ij -Ik", "gcc -c a.c -iquote i -Ij", "gcc -c a.c -isystem i -Ij -idirafter k",
        "gcc -c a.c -Ii -isystem i -Ik", "gcc -c a.c -I. -Ii -Ij",
        "gcc -c a.c -idirafter i -Ij -I./none -I/usr/include",
        "gcc -c a.c -Ilink -Ij", "gcc -c a.c -iprefix $PWD/ -iwithprefix i -iwithprefixbefore j",
        "gcc -c a.c --sysroot=/ -Ii/../j -Ii", "gcc -c b.c -include macros.h -Ii -Ij -Ik",
        "gcc -c b.c -imacros macros.h -Ii -Ij -Ik -m32 -nostdinc -isystem i", "gcc -c c.c -Ii -Ij -Ik",
        "gcc -c i/x.c -Ij", "gcc -c d.S -I.", "g++ -c f.cc -Ii -Ij", "clang -c a.c -Ii -Ij -Ik",
        "clang -c a.c -iquote i -Ij", "clang -c a.c -Ii -isystem i -Ik", "clang++ -c f.cc -Ii -Ij",
        "clang -c b.c -include macros.h -Ii -Ij -Ik", "gcc -c a.c -Wp,-MMD,a.d -Wp,-Ii -Ij",
    ]

    @Test func `what the compilers read of a nasty tree is in the closure`() async throws {
        let place = try Workplace()
        for (path, text) in Self.nasty {
            try Files.makeDirectories(place(path).directoryPath)
            try Files.write(place(path), text.bytes)
        }
        try #require(unsafe symlink("sub/..", place("l").string) == 0)
        try #require(unsafe symlink("i", place("link").string) == 0)
        var oracle = ClosureOracle()
        // Twice: the second answers come from the cache.
        for line in Self.commands + Self.commands {
            let words = line.split(" ").map { word in
                word == "$PWD/" ? place.work + "/" : word
            }
            let outcome = try await oracle.compare(words, in: place.work)
            switch outcome {
            case .contained, .refused: continue
            case .missing(let files): Issue.record("\(line): \(files)")
            case .unsure(let unsure): Issue.record("\(line): \(unsure)")
            }
        }
    }

    @Test(arguments: [("CPATH=i:", "a.c"), ("C_INCLUDE_PATH=i:j", "a.c"), ("CPLUS_INCLUDE_PATH=:k", "f.cc")])
    func `variables lead the compiler and the closure alike`(variable: ByteString, source: ByteString)
        async throws
    {
        let place = try Workplace()
        for (path, text) in Self.nasty {
            try Files.makeDirectories(place(path).directoryPath)
            try Files.write(place(path), text.bytes)
        }
        var oracle = ClosureOracle()
        let outcome = try await oracle.compare(["gcc", "-c", source, "-Ik"], in: place.work, [variable])
        guard case .contained = outcome else {
            Issue.record("\(variable): \(outcome)")
            return
        }
    }

    /// Every header of libstdc++ and of the kernel's interface, some at a time; all of them in a long run.
    @Test(arguments: [
        ("/usr/include/c++/12", "g++", "cc"), ("/usr/include/linux", "gcc", "c"),
        ("/usr/include", "gcc", "c"),
        ("/usr/include/c++/12", "clang++", "cc"),
    ])
    func `the system's headers`(directory: ByteString, compiler: ByteString, suffix: ByteString) async throws
    {
        let place = try Workplace()
        var headers = Files.names(in: directory).filter {
            (Files.status(directory.appending(path: $0)).map { $0.st_mode & S_IFMT } ?? 0) == S_IFREG
        }
        if !TestLength.isLong {
            headers = headers.enumerated().filter { $0.offset % (headers.count / 12 + 1) == 0 }.map(\.element)
        }
        let below = directory.dropping(prefix: "/usr/include/linux").map { _ in ByteString("linux/") } ?? ""
        var oracle = ClosureOracle()
        var contained = 0
        for header in headers {
            let source = ByteString("a.") + suffix
            try Files.write(place(source), ("#include <" + below + header + ">\n").bytes)
            switch try await oracle.compare([compiler, "-c", source], in: place.work) {
            case .contained: contained += 1
            case .missing(let files): Issue.record("\(header): \(files)")
            // Some need others before them; what is unsure is said, and never the most of them.
            case .refused, .unsure: continue
            }
        }
        #expect(contained * 2 > headers.count)
    }
}
