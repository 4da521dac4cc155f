import ByteStrings
import Glibc
import Testing

@testable import Toolchain

@Suite struct MasqueradeDirectoryTests {
    /// A machine in a directory: compilers in `bin`, a shim, and ccache's and distcc's links before them.
    private static func machine() -> TemporaryDirectory {
        let directory = TemporaryDirectory()
        for name in ["gcc", "g++-12", "x86_64-linux-gnu-gcc-12", "gcc-ar", "clang-format", "c++filt", "ls"] {
            directory.program("bin/" + ByteString(name))
        }
        directory.link("bin/cc", to: "gcc")
        for wrapper in ["ccache", "distcc", "icecc"] as [ByteString] {
            directory.program("usr/" + wrapper)
            directory.link("lib/" + wrapper + "/clang", to: "../../usr/" + wrapper)
            directory.link("lib/" + wrapper + "/gcc", to: "../../usr/" + wrapper)
        }
        directory.program("shim/distmake-cc")
        return directory
    }

    private static func prepare(
        _ directory: borrowing TemporaryDirectory, _ search: [ByteString]
    ) throws(ToolchainError) -> MasqueradeDirectory {
        let root = directory.path
        return try MasqueradeDirectory.prepare(
            path: search.map { root.appending(path: $0) }.joined(separator: ":"),
            shim: root.appending(path: "shim/distmake-cc"), cacheHome: root.appending(path: "cache"))
    }

    private static let names: [ByteString] = ["cc", "distcc", "g++-12", "gcc", "x86_64-linux-gnu-gcc-12"]

    @Test func `it names the compilers that exist, and distcc`() throws {
        let machine = Self.machine()
        let masquerade = try Self.prepare(
            machine, ["lib/ccache", "lib/distcc", "lib/icecc", "none", "bin", "usr"])
        #expect(masquerade.names == Self.names)
        #expect(entries(masquerade.path) == Self.names)
        for name in masquerade.names {
            #expect(
                target(masquerade.path.appending(path: name))
                    == machine.path.appending(path: "shim/distmake-cc"))
        }
        #expect(masquerade.path.directoryPath == machine.path.appending(path: "cache/distmake/bin"))
        #expect(masquerade.path.lastPathComponent.count == 16)
        #expect(entries(masquerade.path.directoryPath) == [masquerade.path.lastPathComponent])
    }

    @Test func `a build tool has a directory of its own, there or not`() throws {
        let machine = Self.machine()
        let prepare = { (name: ByteString) throws(ToolchainError) in
            try MasqueradeDirectory.prepare(
                buildTool: name, shim: machine.path.appending(path: "shim/distmake-cc"),
                cacheHome: machine.path.appending(path: "cache"))
        }
        let ninja = try prepare("ninja")
        #expect(ninja.names == ["ninja"])
        #expect(entries(ninja.path) == ["ninja"])
        #expect(
            target(ninja.path.appending(path: "ninja")) == machine.path.appending(path: "shim/distmake-cc"))
        #expect(try prepare("ninja") == ninja)
        #expect(try prepare("samu").path != ninja.path)
    }

    @Test func `wrappers are seen through without their directory in PATH`() throws {
        let machine = Self.machine()
        #expect(try Self.prepare(machine, ["lib/ccache", "lib/distcc", "lib/icecc"]).names == ["distcc"])
    }

    @Test func `a wrapper behind a hard link or a second link is a wrapper`() throws {
        let machine = Self.machine()
        let hard = machine.path.appending(path: "hard/clang++")
        machine.write("hard/x")
        _ = unsafe machine.path.appending(path: "usr/distcc").withCString { from in
            unsafe hard.withCString { unsafe Glibc.link(from, $0) }
        }
        machine.link("twice/clang-15", to: "../lib/ccache/clang")
        #expect(try Self.prepare(machine, ["hard", "twice", "bin", "usr"]).names == Self.names)
    }

    @Test func `another masquerade directory in PATH changes nothing`() throws {
        let machine = Self.machine()
        let first = try Self.prepare(machine, ["bin"])
        let second = try MasqueradeDirectory.prepare(
            path: first.path + ":" + machine.path.appending(path: "bin"),
            shim: machine.path.appending(path: "shim/distmake-cc"),
            cacheHome: machine.path.appending(path: "cache"))
        #expect(first == second)
    }

    @Test func `what cannot be executed is no compiler`() throws {
        let machine = Self.machine()
        machine.write("bin/clang", "text")
        machine.link("bin/clang++", to: "nowhere")
        machine.write("bin/c99/file")
        #expect(try Self.prepare(machine, ["bin"]).names == Self.names)
    }

    @Test func `the path changes with the compilers and with the shim, and only then`() throws {
        let machine = Self.machine()
        let before = try Self.prepare(machine, ["bin"])
        #expect(try Self.prepare(machine, ["bin", "usr"]) == before)
        machine.program("bin/clang")
        #expect(try Self.prepare(machine, ["bin"]).path != before.path)
        let hash = MasqueradeDirectory.contentHash(shim: "/a", names: ["b", "c"])
        #expect(hash != MasqueradeDirectory.contentHash(shim: "/a", names: ["bc"]))
        #expect(hash != MasqueradeDirectory.contentHash(shim: "/b", names: ["b", "c"]))
    }

    /// 0xcbf29ce484222325 is FNV-1a's offset basis: the hash of nothing. One "a" gives 0xaf63dc4c8601ec8c by the
    /// authors' test vectors; the zero behind it is one more step.
    @Test func `the hash is FNV-1a`() {
        let step = (0xAF63_DC4C_8601_EC8C as UInt64) &* 0x100_0000_01B3
        #expect(
            MasqueradeDirectory.contentHash(shim: "a", names: []) == "0" + ByteString(String(step, radix: 16))
        )
    }

    @Test func `a damaged directory is mended`() throws {
        let machine = Self.machine()
        let masquerade = try Self.prepare(machine, ["bin"])
        let name = { (name: ByteString) in masquerade.path.appending(path: name) }
        _ = unsafe name("gcc").withCString { unsafe unlink($0) }
        _ = unsafe name("cc").withCString { unsafe unlink($0) }
        machine.link("cache/distmake/bin/" + masquerade.path.lastPathComponent + "/cc", to: "/bin/false")
        machine.link("cache/distmake/bin/" + masquerade.path.lastPathComponent + "/clang", to: "/bin/false")
        #expect(try Self.prepare(machine, ["bin"]) == masquerade)
        #expect(entries(masquerade.path) == Self.names)
        #expect(target(name("cc")) == machine.path.appending(path: "shim/distmake-cc"))
    }

    @Test func `builds that race all get the same whole directory`() async throws {
        let machine = Self.machine()
        let root = machine.path
        let results = try await withThrowingTaskGroup(of: MasqueradeDirectory.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    try MasqueradeDirectory.prepare(
                        path: root.appending(path: "bin"), shim: root.appending(path: "shim/distmake-cc"),
                        cacheHome: root.appending(path: "cache"))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.path)).count == 1)
        #expect(entries(results[0].path) == Self.names)
        #expect(entries(results[0].path.directoryPath) == [results[0].path.lastPathComponent])
        #expect(machine.path == root)
    }

    @Test func `a cache that cannot be made says where and why`() throws {
        let machine = Self.machine()
        machine.write("cache", "a file")
        #expect(
            throws: ToolchainError(
                .cacheNotWritable, path: machine.path.appending(path: "cache/distmake"), systemError: ENOTDIR)
        ) { try Self.prepare(machine, ["bin"]) }
        #expect(throws: ToolchainError.self) {
            try MasqueradeDirectory.prepare(path: "/bin", shim: "/bin/true", cacheHome: "/proc/self")
        }
    }

    @Test func `a directory that others may write is not used`() throws {
        let machine = Self.machine()
        let masquerade = try Self.prepare(machine, ["bin"])
        _ = unsafe masquerade.path.withCString { unsafe chmod($0, 0o777) }
        #expect(throws: ToolchainError(.cacheNotOurs, path: masquerade.path)) {
            try Self.prepare(machine, ["bin"])
        }
    }

    @Test func `relative directories of PATH are left out`() {
        #expect(SearchPath("/a::b:/c:.:/a:").directories == ["/a", "/c"])
        #expect(SearchPath("").directories == [])
    }

    @Test func `the real compiler is the first that is none of ours`() {
        let machine = Self.machine()
        let root = machine.path
        let search = SearchPath(
            ["lib/ccache", "lib/distcc", "bin", "usr"].map { root.appending(path: $0) }.joined(separator: ":")
        )
        let shim = root.appending(path: "shim/distmake-cc")
        #expect(search.program("gcc", shim: shim) == root.appending(path: "bin/gcc"))
        #expect(search.program("clang", shim: shim) == nil)
        #expect(search.program(root.appending(path: "bin/cc"), shim: shim) == root.appending(path: "bin/cc"))
        #expect(search.program(root.appending(path: "lib/ccache/gcc"), shim: shim) == nil)
    }

    @Test func `the shim is found beside the program or where it is installed`() throws {
        let directory = TemporaryDirectory()
        let program = directory.program("usr/bin/distmake")
        #expect(
            throws: ToolchainError(.shimMissing, path: directory.path.appending(path: "usr/bin/distmake-cc"))
        ) {
            try ShimLocation.find(executable: program)
        }
        let installed = directory.program("usr/lib/distmake/distmake-cc")
        #expect(try ShimLocation.find(executable: program) == installed)
        let beside = directory.program("usr/bin/distmake-cc")
        #expect(try ShimLocation.find(executable: program) == beside)
        #expect(ShimLocation.runningExecutable()?.isAbsolutePath == true)
    }
}
