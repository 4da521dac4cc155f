import ByteStrings
import Files
import Glibc
import Quirks
import Testing

@testable import BuildDriver

/// The directories of quirk files, and the cache of what was read from them.
@Suite final class QuirkLibraryTests {
    private let root: ByteString
    private var directories: [ByteString] { ["system", "admin", "user"].map { root.appending(path: $0) } }
    private var cacheFile: ByteString { root.appending(path: "cache/distmake/quirks") }

    init() throws {
        var template = Array("/tmp/distmake-quirks-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        root = unsafe ByteString(cString: template)
        for directory in directories { _ = unsafe directory.withCString { unsafe mkdir($0, 0o755) } }
        try write("a", in: "system")
        try write("b", in: "system")
    }

    deinit {
        for name in root.appending(path: "cache").directoryEntries ?? [] {
            OwnDirectory.remove(root.appending(path: "cache").appending(path: name))
        }
        for name in root.directoryEntries ?? [] {
            OwnDirectory.remove(root.appending(path: name))
        }
        OwnDirectory.remove(root)
    }

    /// A quirk whose summary says what `text` is; as old as an installed one.
    private func write(
        _ id: ByteString, in directory: ByteString, summary: ByteString = "a quirk", age: Int = 1000
    ) throws {
        let text: ByteString = """
            id: \(id)
            summary: \(summary)
            explanation: why
            evidence: https://example.org
            match: {package: demo}
            effects: [{warn: so}]
            examples: [{pkgbuild: pkgname=demo, expect: applies}]

            """
        try put(text, as: directory.appending(path: id + ".yaml"), age: age)
    }

    private func put(_ text: ByteString, as name: ByteString, age: Int = 1000) throws {
        let path = root.appending(path: name)
        try TextFile.write(text, to: path)
        let times = [
            timespec(tv_sec: time(nil) - age, tv_nsec: 7), timespec(tv_sec: time(nil) - age, tv_nsec: 7),
        ]
        _ = unsafe path.withCString { unsafe utimensat(AT_FDCWD, $0, times, 0) }
    }

    private func library() -> QuirkLibrary {
        QuirkLibrary(
            directories: directories, hooks: root, cache: root.appending(path: "cache/distmake"))
    }

    private var summaries: [String] { library().database.quirks.map { "\($0.id): \($0.summary)" } }

    @Test func `what was read once is kept`() throws {
        #expect(summaries == ["a: a quirk", "b: a quirk"])
        let kept = try #require(TextFile.read(cacheFile))
        #expect(kept.hasPrefix("distmake "))
        let before = FileStamp(cacheFile)
        #expect(summaries == ["a: a quirk", "b: a quirk"])
        #expect(FileStamp(cacheFile) == before, "it was written again")
        // It is the cache that was read: with the same stamps the files' text does not matter.
        let cache = QuirkCache(
            directory: root.appending(path: "cache/distmake"),
            layers: directories.map { directory in
                (directory.directoryEntries ?? []).sorted().map { directory.appending(path: $0) }
            })
        #expect(cache.read() != nil)
    }

    @Test func `a file that changes, comes or goes makes it stale`() throws {
        _ = library()
        try write("a", in: "system", summary: "changed", age: 900)
        #expect(summaries == ["a: changed", "b: a quirk"])
        try write("c", in: "admin")
        #expect(summaries == ["a: changed", "b: a quirk", "c: a quirk"])
        // The same text again: only the time of the change tells.
        try write("a", in: "system", summary: "chang3d", age: 800)
        #expect(summaries.first == "a: chang3d")
        _ = unsafe root.appending(path: "system/b.yaml").withCString { unsafe unlink($0) }
        #expect(summaries == ["a: chang3d", "c: a quirk"])
        // From one layer into another.
        let from = root.appending(path: "admin/c.yaml")
        let to = root.appending(path: "user/c.yaml")
        _ = unsafe from.withCString { from in unsafe to.withCString { unsafe rename(from, $0) } }
        #expect(library().database["c"]?.file == to)
    }

    @Test func `a damaged cache is ignored and written anew`() throws {
        _ = library()
        let sound = try #require(TextFile.read(cacheFile))
        var flipped = sound.bytes
        flipped[flipped.count - 9] ^= 1
        let damaged: [ByteString] = [
            "", "nonsense", ByteString(sound.bytes.dropLast()), sound + "x", ByteString(flipped),
            "distmake 0.0.0 quirks 1\n" + ByteString(sound.bytes.drop { $0 != 0x0A }.dropFirst()),
        ]
        for text in damaged {
            try TextFile.write(text, to: cacheFile)
            #expect(summaries == ["a: a quirk", "b: a quirk"])
            #expect(TextFile.read(cacheFile) == sound)
        }
    }

    @Test func `a cache that others could write is not believed`() throws {
        _ = library()
        _ = unsafe cacheFile.withCString { unsafe chmod($0, 0o666) }
        #expect(summaries.count == 2)
        var status = stat()
        _ = unsafe cacheFile.withCString { unsafe stat($0, &status) }
        #expect(status.st_mode & 0o777 == 0o600, "it was not written anew")
    }

    @Test func `where no cache can be written nothing is said`() throws {
        try TextFile.write("a file", to: root.appending(path: "cache"))
        #expect(summaries == ["a: a quirk", "b: a quirk"])
        _ = unsafe root.appending(path: "cache").withCString { unsafe unlink($0) }
    }

    @Test func `files that have just changed are not kept`() throws {
        try write("a", in: "system", age: 0)
        _ = library()
        #expect(TextFile.read(cacheFile) == nil)
    }

    @Test func `a broken file is told each time, and the others hold`() throws {
        try put("id: [\n", as: "user/x.yaml")
        try put("id: y\nsumary: z\n", as: "user/y.yaml")
        for _ in 0..<2 {
            let library = library()
            #expect(library.database.quirks.map(\.id) == ["a", "b"])
            let messages = library.errors.map(\.description)
            #expect(messages.contains { $0.hasPrefix("\(root)/user/x.yaml:") && $0.contains("not YAML") })
            #expect(messages.contains { $0.hasPrefix("\(root)/user/y.yaml:2:1: sumary: unknown key") })
        }
        _ = unsafe root.appending(path: "user/x.yaml").withCString { unsafe unlink($0) }
        // Mistakes that are not YAML's are found again in what is kept.
        _ = library()
        #expect(TextFile.read(cacheFile) != nil)
        #expect(library().errors.map(\.code).contains(.unknownKey))
    }

    @Test func `later directories override by id and switch off`() throws {
        try write("a", in: "admin", summary: "of the administrator")
        try write("b", in: "user", summary: "of the user")
        #expect(summaries == ["a: of the administrator", "b: of the user"])
        try put("id: a\nenabled: false\n", as: "user/a.yaml")
        #expect(summaries == ["b: of the user"])
        #expect(library().database.disabled.map(\.id) == ["a"])
    }
}

/// Enough of a file's status to see that it was replaced.
private struct FileStamp: Equatable {
    var inode: UInt
    var seconds: Int

    init(_ path: ByteString) {
        var status = stat()
        _ = unsafe path.withCString { unsafe stat($0, &status) }
        inode = UInt(status.st_ino)
        seconds = status.st_mtim.tv_sec
    }
}

@Suite struct CompilerNameTests {
    @Test(
        arguments: [
            ("gcc (GCC) 14.2.1 20250207", "gcc 14.2.1"),
            ("gcc (Debian 12.2.0-14+deb12u1) 12.2.0", "gcc 12.2.0"),
            ("Debian clang version 14.0.6", "clang 14.0.6"), ("clang version 18.1.8", "clang 18.1.8"),
            ("cc (Ubuntu (x)) 9.4.0", "gcc 9.4.0"), ("tcc", nil), ("", nil),
        ] as [(ByteString, ByteString?)])
    func `a compiler's first line has its name and version`(line: ByteString, want: ByteString?) {
        #expect(CompilerLookup.nameAndVersion(firstLine: line) == want)
    }
}
