import ByteStrings
import IncludeClosure
import Testing

/// Where headers are looked for, and which one is found.
@Suite struct SearchTests {
    private func answer(_ line: ByteString, _ tree: MemoryTree, _ environment: [ByteString] = [])
        -> ByteString
    {
        var cache = IncludeCache()
        return cache.ask(line, tree, environment: environment).summary
    }

    /// The header `x.h` in many places; which is it?
    @Test(arguments: [
        ("gcc -c a.c", "quote", "/w/x.h"),
        ("gcc -c a.c", "angle", "/usr/include/x.h"),
        ("gcc -c s/a.c", "quote", "/w/s/x.h"),
        ("gcc -c t/a.c", "quote", "/usr/include/x.h"),
        ("gcc -c t/a.c -I i", "quote", "/w/i/x.h"),
        ("gcc -c a.c -Ii", "angle", "/w/i/x.h"),
        ("gcc -c a.c -iquote i", "angle", "/usr/include/x.h"),
        ("gcc -c t/a.c -iquote i -I j", "quote", "/w/i/x.h"),
        ("gcc -c a.c -isystem i -I j", "angle", "/w/j/x.h"),
        ("gcc -c a.c -idirafter i", "angle", "/usr/include/x.h"),
        ("gcc -c a.c -idirafter i -isystem j", "angle", "/w/j/x.h"),
        ("gcc -c a.c -Inone -Ij", "angle", "/w/j/x.h"),
        // A directory of the system loses its place among the user's.
        ("gcc -c a.c -I/usr/include -Ij", "angle", "/w/j/x.h"),
        ("gcc -c a.c -Ilink-to-system -Ij", "angle", "/w/j/x.h"),
        ("gcc -c a.c -Ii -isystem i -Ij", "angle", "/w/j/x.h"),
        ("gcc -c t/a.c -iquote /usr/include -Ij", "quote", "/w/j/x.h"),
        ("clang -c t/a.c -iquote /usr/include -Ij", "quote", "/usr/include/x.h"),
        ("gcc -c a.c -nostdinc -idirafter i", "angle", "/w/i/x.h"),
        ("gcc -c a.c -iprefix /w/ -iwithprefix i", "angle", "/w/i/x.h"),
        ("gcc -c a.c -iprefix /w/ -iwithprefixbefore i -Ij", "angle", "/w/i/x.h"),
        ("gcc -c a.c --sysroot=/w -I=/i", "angle", "/w/i/x.h"),
        ("gcc -c a.c --sysroot=/w -isystem $SYSROOT/i", "angle", "/w/i/x.h"),
        ("gcc -c a.c --include-directory i", "angle", "/w/i/x.h"),
        ("gcc -c a.c -Wp,-I,i", "angle", "/w/i/x.h"),
        ("gcc -c a.c -Xpreprocessor -Ii -Wp,-MMD,a.d", "angle", "/w/i/x.h"),
        ("gcc -c a.c -I i/../j", "angle", "/w/j/x.h"),
        ("gcc -c a.c -I none/../j", "angle", "/usr/include/x.h"),
    ])
    func `the first directory that has it wins`(line: ByteString, form: ByteString, header: ByteString) {
        let text: ByteString = form == "quote" ? "#include \"x.h\"\n" : "#include <x.h>\n"
        let tree = MemoryTree([
            "/w/a.c": text, "/w/s/a.c": text, "/w/t/a.c": text, "/w/x.h": "", "/w/s/x.h": "", "/w/i/x.h": "",
            "/w/j/x.h": "", "/usr/include/x.h": "", "/usr/lib/gcc/include/": "",
            "/w/link-to-system": "-> /usr/include",
        ])
        let source = line.split(" ").first { $0.hasSuffix(".c") } ?? ""
        #expect(answer(line, tree) == "/w/" + source + " " + header)
    }

    @Test(
        arguments: [
            (["CPATH=i"], "gcc -c a.c", "/w/i/x.h"),
            (["CPATH=i"], "gcc -c a.c -Ij", "/w/j/x.h"),
            (["CPATH=none:"], "gcc -c a.c", "/w/x.h"),
            (["CPATH="], "gcc -c a.c", "/usr/include/x.h"),
            (["C_INCLUDE_PATH=i"], "gcc -c a.c", "/w/i/x.h"),
            (["C_INCLUDE_PATH=i"], "gcc -c a.c -isystem j", "/w/j/x.h"),
            (["CPLUS_INCLUDE_PATH=i"], "gcc -c a.c", "/usr/include/x.h"),
            (["CPLUS_INCLUDE_PATH=i"], "g++ -c a.c", "/w/i/x.h"),
        ] as [([ByteString], ByteString, ByteString)])
    func `variables add directories`(environment: [ByteString], line: ByteString, header: ByteString) {
        let tree = MemoryTree([
            "/w/a.c": "#include <x.h>\n", "/w/x.h": "", "/w/i/x.h": "", "/w/j/x.h": "",
            "/usr/include/x.h": "",
            "/usr/lib/gcc/include/": "",
        ])
        #expect(answer(line, tree, environment) == "/w/a.c " + header)
    }

    @Test(arguments: [
        ("gcc -c a.c -I-", "unmodelled-option"), ("gcc -c a.c -B dir", "unmodelled-option"),
        ("gcc -c a.c -I=/i", "unmodelled-option"), ("gcc -c a.c -iwithprefix i", "unmodelled-option"),
        ("clang -c a.c -F dir", "unmodelled-option"), ("clang -c a.c -ivfsoverlay f", "unmodelled-option"),
        ("clang -c a.c -fmodules", "unmodelled-option"), ("clang -c a.c -include-pch p", "unmodelled-option"),
        ("clang -c a.c -Xclang -Ii", "unmodelled-option"),
        ("clang -c a.c -fms-compatibility", "unmodelled-option"),
        ("gcc -c a.c -remap", "unmodelled-option"), ("gcc -c a.c --sysroot=rel", "unmodelled-option"),
        ("gcc -c a.c -specs=x", "unmodelled-option"),
        ("gcc -c a.c -finput-charset=latin1", "unmodelled-option"),
        ("gcc -c a.c -traditional-cpp", "unmodelled-option"), ("gcc -c a.c -Wp,b.c", "unmodelled-option"),
        ("gcc -c a.c b.c", "unfit-source"), ("gcc -c -xc -", "unfit-source"), ("gcc -c a.i", "unfit-source"),
        ("gcc -c none.c", "unreadable-file"),
    ])
    func `what is not modelled is unsure`(line: ByteString, code: ByteString) {
        let tree = MemoryTree(["/w/a.c": "", "/w/a.i": "", "/usr/include/": ""])
        #expect(answer(line, tree) == "? " + code)
    }

    @Test func `the compiler's own variables are unsure`() {
        let tree = MemoryTree(["/w/a.c": ""])
        #expect(answer("gcc -c a.c", tree, ["GCC_EXEC_PREFIX=/x"]) == "? unmodelled-variable")
    }

    @Test func `own directories that appear are noticed`() {
        let tree = MemoryTree(["/w/a.c": "", "/usr/local/": ""])
        var cache = IncludeCache()
        #expect(cache.ask("gcc -c a.c", tree, missing: ["/usr/local/include"]).summary == "/w/a.c")
        tree.time = 2500
        tree.make("/usr/local/include")
        let late = cache.ask("gcc -c a.c", tree, at: 3000, missing: ["/usr/local/include"])
        #expect(late.summary == "? builtin-directories")
    }

    @Test func `include_next takes every match`() {
        let tree = MemoryTree([
            "/w/a.c": "#include <x.h>\n", "/w/i/x.h": "#include_next <x.h>\n", "/w/j/x.h": "",
            "/usr/include/x.h": "",
        ])
        #expect(answer("gcc -c a.c -Ii -Ij", tree) == "/w/a.c /w/i/x.h /w/j/x.h /usr/include/x.h")
    }

    @Test func `-include looks beside the working directory, not the source`() {
        let tree = MemoryTree([
            "/w/s/a.c": "", "/w/s/x.h": "", "/w/x.h": "#include \"y.h\"\n", "/w/y.h": "", "/w/i/m.h": "",
            "/usr/include/stdc-predef.h": "",
        ])
        #expect(
            answer("gcc -c s/a.c -include x.h -imacros m.h -Ii", tree)
                == "/w/s/a.c /w/i/m.h /w/x.h /usr/include/stdc-predef.h /w/y.h")
    }

    @Test(arguments: [
        ("/w/x.h.gch", "gcc -c a.c", "? precompiled-header"),
        ("/w/x.h.gch/O2.gch", "gcc -c a.c", "? precompiled-header"),
        ("/w/x.h.pch", "clang -c a.c", "? precompiled-header"),
        ("/w/i/x.h.gch", "gcc -c a.c -Ii", "/w/a.c /w/x.h /w/deep.h"),
        ("/w/deep.h.gch", "gcc -c a.c", "/w/a.c /w/x.h /w/deep.h"),
        ("/w/i/p.h.gch", "gcc -c a.c -Ii -include p.h", "? precompiled-header"),
    ])
    func `a precompiled header is said`(path: ByteString, line: ByteString, want: ByteString) {
        let tree = MemoryTree([
            "/w/a.c": "#include \"x.h\"\n", "/w/x.h": "#include \"deep.h\"\n", "/w/deep.h": "",
            "/w/i/p.h": "",
        ])
        tree.write(path, "")
        #expect(answer(line, tree) == want)
    }

    @Test func `a directory or a dangling link is no header`() {
        let tree = MemoryTree([
            "/w/a.c": "#include <x.h>\n", "/w/i/x.h/": "", "/w/j/x.h": "-> nowhere", "/w/k/x.h": "",
        ])
        #expect(answer("gcc -c a.c -Ii -Ij -Ik", tree) == "/w/a.c /w/k/x.h")
    }

    @Test func `a directory that cannot be listed is unsure`() {
        let tree = MemoryTree(["/w/a.c": "#include <x.h>\n", "/w/i/x.h": ""])
        tree.close("/w/i")
        #expect(answer("gcc -c a.c -Ii", tree) == "? unreadable-directory")
    }

    @Test func `links and forced directories are told`() throws {
        let tree = MemoryTree([
            "/w/a.c": "#include \"gone/../x.h\"\n#include <l/y.h>\n#include \"f.h\"\n", "/w/gone/": "",
            "/w/x.h": "", "/w/i/l": "-> ../real", "/w/real/y.h": "#include \"z.h\"\n", "/w/real/z.h": "",
            "/w/f.h": "-> real/../other/f.h", "/w/other/f.h": "", "/w/empty/": "",
        ])
        var cache = IncludeCache()
        let closure = try #require(cache.ask("gcc -c a.c -Ii -Iempty", tree).closure)
        #expect(
            closure.files.map(\.path) == ["/w/a.c", "/w/x.h", "/w/real/y.h", "/w/other/f.h", "/w/real/z.h"])
        #expect(
            Set(closure.links) == [
                ClosureLink(path: "/w/i/l", target: "../real"),
                ClosureLink(path: "/w/f.h", target: "real/../other/f.h"),
            ])
        #expect(closure.directories == ["/w/empty", "/w/gone", "/w/i"])
    }

    @Test func `quotes look beside the file as it is spelled`() {
        let tree = MemoryTree([
            "/w/a.c": "#include \"l/x.h\"\n", "/w/l": "-> real", "/w/real/x.h": "#include \"../y.h\"\n",
            "/w/y.h": "",
            "/w/f/x.h": "-> ../real/x.h", "/y.h": "", "/w/b.c": "#include \"f/x.h\"\n",
        ])
        #expect(answer("gcc -c a.c", tree) == "/w/a.c /w/real/x.h /w/y.h")
        #expect(answer("gcc -c b.c", tree) == "/w/b.c /w/real/x.h /w/y.h")
    }

    @Test func `a loop of links and a loop of files both end`() {
        let tree = MemoryTree([
            "/w/a.c": "#include \"b.h\"\n#include \"l\"\n", "/w/b.h": "#include \"a.c\"\n#include \"b.h\"\n",
            "/w/l": "-> l",
        ])
        #expect(answer("gcc -c a.c", tree) == "/w/a.c /w/b.h")
    }
}
