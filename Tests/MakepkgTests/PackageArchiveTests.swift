import ByteStrings
import Processes
import Testing

@testable import Makepkg

@Suite(.timeLimit(.minutes(1))) struct PackageArchiveTests {
    /// A package made by bsdtar of files with these texts.
    private func pack(
        _ files: [(ByteString, ByteString)], in directory: TemporaryDirectory, options: [ByteString] = ["-z"]
    ) async throws -> ByteString {
        for (name, text) in files { try directory.write(text, to: name) }
        let path = directory.path.appending(path: "p-1-1-any.pkg.tar.gz")
        let result = try await capture(
            "/usr/bin/bsdtar", arguments: ["-cf", path] + options + files.map(\.0),
            workingDirectory: directory.path)
        try #require(result.waitStatus.isSuccess)
        return path
    }

    @Test func `a text is found wherever it lies in a file`() async throws {
        let directory = try TemporaryDirectory()
        let needle: ByteString = "/home/u/.cache/distmake/bin/QWERTY"
        let filler = ByteString([UInt8](repeating: UInt8(ascii: "Y"), count: 1_000_000))
        let path = try await pack(
            [
                (".PKGINFO", "pkgname = p\npkgbase = p\n# note\nsize = 9\nlicense = A\nlicense = B\n"),
                ("none", filler), ("start", needle + filler), ("end", filler + needle), ("all", needle),
                ("part", filler + ByteString(needle.bytes.dropLast())), ("empty", ""),
                ("twice", needle + needle),
            ], in: directory)
        let package = try PackageArchive(reading: path, lookingFor: needle)
        #expect(package.filesNaming == ["start", "end", "all", "twice"])
        #expect(package.fileCount == 7)
        #expect(package.information.all("license") == ["A", "B"])
        #expect(package.installedSize == 9)
        #expect(package.buildInformation == nil)
        #expect(try PackageArchive(reading: path).filesNaming.isEmpty)
    }

    @Test(arguments: [["-J"], ["--zstd"], ["-j"], []] as [[ByteString]])
    func `every compression is read`(options: [ByteString]) async throws {
        let directory = try TemporaryDirectory()
        let path = try await pack([(".PKGINFO", "pkgname = p\n")], in: directory, options: options)
        #expect(try PackageArchive(reading: path).base == "p")
    }

    @Test func `what is no package is an error and no crash`() async throws {
        let directory = try TemporaryDirectory()
        let path = try await pack([("file", "x")], in: directory)
        #expect(throws: MakepkgError(.malformed, path: path, text: "no .PKGINFO: not a package")) {
            try PackageArchive(reading: path)
        }
        let whole = try Disk().contents(of: path)
        let cut = try directory.write(ByteString(whole.bytes.prefix(whole.count / 2)), to: "cut")
        #expect(throws: MakepkgError.self) { try PackageArchive(reading: cut) }
        #expect { try PackageArchive(reading: "/nonexistent") } throws: {
            ($0 as? MakepkgError)?.code == .unreadable && ($0 as? MakepkgError)?.systemError == 2
        }
    }

    @Test(arguments: 0..<60)
    func `damaged packages are errors or packages`(seed: Int) async throws {
        let directory = try TemporaryDirectory()
        var random = SplitMix(seed: UInt64(seed))
        let path = try await pack(
            [(".PKGINFO", "pkgname = p\n"), ("f", "some text")], in: directory,
            options: seed % 2 == 0 ? ["-z"] : [])
        var bytes = try Disk().contents(of: path).bytes
        for _ in 0..<(1 + random.below(8)) { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
        let damaged = try directory.write(ByteString(bytes), to: "damaged")
        do {
            #expect(try PackageArchive(reading: damaged, lookingFor: "text").fileCount <= 2)
        } catch {
            #expect(error.path == damaged)
        }
    }

    @Test(arguments: 0..<200)
    func `a text is found however the blocks are cut`(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let needle = ByteString((0..<(1 + random.below(6))).map { _ in UInt8(random.below(2)) })
        let text = ByteString((0..<random.below(60)).map { _ in UInt8(random.below(2)) })
        var search = ByteSearch(for: needle)
        var offset = 0
        while offset < text.count {
            let end = min(text.count, offset + 1 + random.below(7))
            unsafe text.bytes[offset..<end].withUnsafeBytes { unsafe search.look(at: $0, offset: offset) }
            offset = end
        }
        #expect(search.isFound == text.contains(needle))
    }

    @Test func `a hole parts what is before from what is behind`() {
        var search = ByteSearch(for: "ab")
        unsafe [UInt8(ascii: "a")].withUnsafeBytes { unsafe search.look(at: $0, offset: 0) }
        unsafe [UInt8(ascii: "b")].withUnsafeBytes { unsafe search.look(at: $0, offset: 4096) }
        #expect(!search.isFound)
    }

    @Test func `directories follow BUILDDIR`() throws {
        let directory = try TemporaryDirectory()
        try directory.makeDirectory("build")
        let start = directory.path
        let elsewhere = BuildDirectories(
            start: start, buildDirectory: "build", packageDirectory: "/nonexistent/p", base: "b")
        #expect(elsewhere.source == start.appending(path: "build/b/src"))
        #expect(elsewhere.packages == "/nonexistent/p")
        let same = BuildDirectories(
            start: start + "/.", buildDirectory: start + "/build/..", packageDirectory: nil, base: "b")
        #expect(same.source == start.appending(path: "src"))
    }
}
