import ByteStrings
import IncludeClosure
import Testing

/// What happens to the files of a build between two jobs.
@Suite struct ChangeTests {
    private let tree = MemoryTree([
        "/w/a.c": "#include <x.h>\n", "/w/i/": "", "/w/j/x.h": "#include \"y.h\"\n", "/w/j/y.h": "",
        "/w/o/": "",
    ])
    private let line: ByteString = "gcc -c a.c -I. -Ii -Ij"
    private let first: ByteString = "/w/a.c /w/j/x.h /w/j/y.h"

    @Test func `a warm answer asks for each file and each searched directory once, and reads nothing`() {
        var cache = IncludeCache()
        #expect(cache.ask(line, tree).summary == first)
        tree.clearCounts()
        #expect(cache.ask(line, tree).summary == first)
        #expect(tree.reads == [])
        #expect(tree.lists == [])
        #expect(tree.statusCalls.count == Set(tree.statusCalls).count)
        let allowed: Set<ByteString> = [
            "/", "/w", "/w/i", "/w/j", "/usr", "/w/a.c", "/w/j/x.h", "/w/j/y.h", "/usr/lib", "/usr/include",
        ]
        #expect(Set(tree.statusCalls).isSubset(of: allowed))
    }

    @Test func `an object in a searched directory costs one listing`() {
        var cache = IncludeCache()
        #expect(cache.ask(line, tree).summary == first)
        tree.time = 2100
        tree.write("/w/a.o", "")
        tree.clearCounts()
        #expect(cache.ask(line, tree, at: 2200).summary == first)
        #expect(tree.lists == ["/w"])
        #expect(tree.reads == [])
    }

    /// As where a build writes its objects beside its headers.
    @Test func `objects in a large directory cost one question for each name that was looked for in vain`() {
        for number in 0..<100 { tree.write("/w/unit\(number).c", "") }
        var cache = IncludeCache()
        #expect(cache.ask(line, tree).summary == first)
        for number in 0..<3 {
            tree.time = 2100 + Int64(number)
            tree.write("/w/unit\(number).o", "")
            tree.clearCounts()
            #expect(cache.ask(line, tree, at: 2100 + Int64(number)).summary == first)
            #expect(tree.lists == [])
            #expect(tree.statusCalls.filter { $0 == "/w/x.h" }.count == 1)
        }
        // Asked for what it never was before, it answers from the disk, not from the old list.
        tree.time = 2104
        tree.clearCounts()
        tree.write("/w/new.h", "")
        tree.remove("/w/unit7.c")
        tree.write("/w/b.c", "#include <new.h>\n#include <unit7.c>\n#include <unit8.c>\n")
        #expect(cache.ask("gcc -c b.c -I.", tree, at: 2104).summary == "/w/b.c /w/new.h /w/unit8.c")
        // What appears is seen, and what goes again.
        tree.write("/w/x.h", "")
        #expect(cache.ask(line, tree, at: 2104).summary == "/w/a.c /w/x.h")
        tree.remove("/w/x.h")
        #expect(cache.ask(line, tree, at: 2104).summary == first)
        #expect(tree.lists == [])
    }

    /// Each edit, and what the second answer is.
    @Test(arguments: [
        ("/w/i/x.h", "", "/w/a.c /w/i/x.h"),
        ("/w/x.h", "", "/w/a.c /w/x.h"),
        ("/w/j/x.h", "#include \"z.h\"\n", "/w/a.c /w/j/x.h"),
        ("/w/a.c", "", "/w/a.c"),
        ("/w/i", "remove", "/w/a.c /w/j/x.h /w/j/y.h"),
        ("/w/j/y.h", "remove", "/w/a.c /w/j/x.h"),
        ("/w/j/x.h", "remove", "/w/a.c"),
        ("/w/j/y.h", "-> ../o/y.h", "/w/a.c /w/j/x.h"),
    ])
    func `files that change, appear and go are noticed`(path: ByteString, text: ByteString, want: ByteString)
    {
        var cache = IncludeCache()
        #expect(cache.ask(line, tree).summary == first)
        tree.time = 2100
        if text == "remove" || text.hasPrefix("-> ") { tree.remove(path) }
        if text != "remove" { tree.write(path, text) }
        #expect(cache.ask(line, tree, at: 2200).summary == want)
        #expect(cache.ask(line, tree, at: 2300).summary == want)
    }

    @Test func `a searched directory that appears is noticed, link or not`() {
        var cache = IncludeCache()
        let line: ByteString = "gcc -c a.c -Inew/include -Ij"
        #expect(cache.ask(line, tree).summary == first)
        tree.time = 2100
        tree.write("/w/new/include/x.h", "")
        #expect(cache.ask(line, tree, at: 2200).summary == "/w/a.c /w/new/include/x.h")
        tree.time = 2300
        tree.remove("/w/new/include")
        tree.remove("/w/new/include/x.h")
        tree.write("/w/new/include", "-> ../j")
        #expect(cache.ask(line, tree, at: 2400).summary == first)
        tree.time = 2500
        tree.write("/w/k/x.h", "")
        tree.remove("/w/new/include")
        tree.write("/w/new/include", "-> ../k")
        #expect(cache.ask(line, tree, at: 2600).summary == "/w/a.c /w/k/x.h")
    }

    @Test func `a link in the middle of a name that leads elsewhere is noticed`() {
        let tree = MemoryTree([
            "/w/a.c": "#include <l/sub/x.h>\n", "/w/i/l": "-> ../one", "/w/one/sub/x.h": "",
            "/w/two/sub/x.h": "",
        ])
        var cache = IncludeCache()
        #expect(cache.ask("gcc -c a.c -Ii", tree).summary == "/w/a.c /w/one/sub/x.h")
        tree.time = 2100
        tree.remove("/w/i/l")
        tree.write("/w/i/l", "-> ../two")
        #expect(cache.ask("gcc -c a.c -Ii", tree, at: 2200).summary == "/w/a.c /w/two/sub/x.h")
    }

    @Test func `nothing younger than two seconds is believed twice`() {
        var cache = IncludeCache()
        tree.time = 3000
        tree.write("/w/i/other.h", "")
        tree.write("/w/j/y.h", "1")
        #expect(cache.ask(line, tree, at: 3001).summary == first)
        // Both within the same tick of the file system's clock: no time changes.
        tree.write("/w/i/x.h", "")
        #expect(cache.ask(line, tree, at: 3001).summary == "/w/a.c /w/i/x.h")
        tree.write("/w/i/x.h", "/")
        let known = cache.ask(line, tree, at: 3001).closure?.files.last?.content
        tree.write("/w/i/x.h", "*")
        #expect(cache.ask(line, tree, at: 3001).closure?.files.last?.content != known)
    }

    @Test func `the same bytes keep their number`() {
        var cache = IncludeCache()
        let before = cache.ask(line, tree).closure?.files.map(\.content)
        tree.time = 2100
        tree.write("/w/j/y.h", "")
        tree.write("/w/j/x.h", "#include \"y.h\" \n")
        let after = cache.ask(line, tree, at: 2200).closure?.files.map(\.content)
        #expect(before?[0] == after?[0])
        #expect(before?[1] != after?[1])
        #expect(before?[2] == after?[2])
    }

    @Test func `a generated header that did not exist is found by name alone`() {
        var cache = IncludeCache()
        let tree = MemoryTree(["/w/a.c": "#include \"gen/config.h\"\n", "/w/i/": ""])
        #expect(cache.ask("gcc -c a.c -Ii", tree).summary == "/w/a.c")
        tree.time = 2100
        tree.write("/w/i/gen/config.h", "#include \"more.h\"\n")
        tree.write("/w/i/gen/more.h", "")
        #expect(
            cache.ask("gcc -c a.c -Ii", tree, at: 2200).summary
                == "/w/a.c /w/i/gen/config.h /w/i/gen/more.h")
    }
}
