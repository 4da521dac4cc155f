import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

/// Under which name it is called decides what the shim stands for, and PATH what it stands before.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct RoleTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.script("real/fakecc", "echo real $*")
        // A shell prints its own name, which a script cannot.
        try scratch.link("/bin/bash", as: "real/shellcc")
        try scratch.link(Scratch.shim, as: "masquerade/shellcc")
        try scratch.link(Scratch.shim, as: "masquerade/distcc")
    }

    private func output(_ command: ByteString, path: ByteString? = nil) async throws -> ByteString {
        let environment = ["PATH=" + (path ?? scratch.searchPath), "DISTMAKE_NESTED=1"]
        return ByteString(try await scratch.call(command, environment: environment).standardOutput)
    }

    @Test func `a bare name stays and a path becomes the real one`() async throws {
        #expect(try await output("shellcc -c 'echo $0'") == "shellcc\n")
        #expect(try await output("masquerade/shellcc -c 'echo $0'") == scratch("real/shellcc") + "\n")
    }

    @Test func `other masquerades are passed over`() async throws {
        for (index, name) in (["distcc", "icecc", "ccache", "colorgcc"] as [ByteString]).enumerated() {
            try scratch.makeDirectory("other\(index)")
            try scratch.script("other\(index)/" + name, "echo \(name)")
            try scratch.makeDirectory("links\(index)")
            try scratch.link("../other\(index)/" + name, as: "links\(index)/middle")
            try scratch.link("middle", as: "links\(index)/fakecc")
            try scratch.makeDirectory("hard\(index)")
            try scratch.hardLink("other\(index)/" + name, as: "hard\(index)/fakecc")
            let path = ["masquerade", "links\(index)", "hard\(index)", "other\(index)", "real"].map {
                scratch(ByteString($0))
            }
            #expect(try await output("fakecc", path: path.joined(separator: ":")) == "real\n")
        }
    }

    @Test func `what is no program is passed over`() async throws {
        try scratch.makeDirectory("odd")
        try scratch.makeDirectory("odd/fakecc")
        try scratch.makeDirectory("text")
        try scratch.script("text/fakecc", "echo wrong")
        try #require(unsafe scratch("text/fakecc").withCString { unsafe chmod($0, 0o644) } == 0)
        let path = ["masquerade", "none", "odd", "text", "real"].map { scratch($0) }.joined(separator: ":")
        #expect(try await output("fakecc x", path: path) == "real x\n")
    }

    @Test func `a relative directory of PATH counts`() async throws {
        #expect(try await output("fakecc", path: "masquerade:real:/bin") == "real\n")
    }

    @Test func `without a real compiler the shell's words are used`() async throws {
        let result = try await scratch.call("fakecc", environment: ["PATH=" + scratch("masquerade")])
        #expect(result.waitStatus == WaitStatus(exitCode: 127))
        #expect(ByteString(result.standardError) == "fakecc: command not found\n")
    }

    @Test(
        arguments: [
            ("distcc fakecc -c a.c", "real -c a.c\n"), ("distcc -c a.c", "cc -c a.c\n"),
            ("distcc a.c", "cc a.c\n"),
            ("SHIM $PWD/real/fakecc -c", "real -c\n"), ("SHIM $PWD/masquerade/fakecc -c", "real -c\n"),
            ("distcc real/fakecc", "real\n"),
        ] as [(ByteString, ByteString)])
    func `a launcher takes the compiler from its arguments`(command: ByteString, want: ByteString)
        async throws
    {
        try scratch.script("real/cc", "echo cc $*")
        let command = command.dropping(prefix: "SHIM").map { Scratch.shim + $0 } ?? command
        #expect(try await output(command) == want)
    }

    @Test(arguments: ["distcc", "distmake-cc"] as [ByteString])
    func `a launcher answers for itself`(name: ByteString) async throws {
        let command = name == "distcc" ? name : Scratch.shim
        let version = try await output(command + " --version")
        #expect(version == "distmake-cc \(ProductVersion.text) (stands in for distcc)\n")
        #expect(try await output(command + " --help").hasPrefix("Usage:\n"))
        #expect(try await output(command).hasPrefix("Usage:\n"))
    }

    @Test func `a path that a finished build left behind is the real compiler`() async throws {
        let result = try await scratch.call(
            "masquerade/fakecc x",
            environment: ["PATH=" + scratch("real"), "XDG_RUNTIME_DIR=" + scratch("build")])
        #expect(ByteString(result.standardOutput) == "real x\n")
        #expect(scratch.contents("build/distmake") == nil)
    }

    @Test func `a chroot without proc is no obstacle`() async throws {
        let script: ByteString = "mount -t tmpfs none /proc && exec fakecc x"
        let result = try await capture(
            "/usr/bin/unshare", arguments: ["--map-root-user", "--mount", "/bin/sh", "-c", script],
            environment: ["PATH=" + scratch.searchPath, "DISTMAKE_SOCKET=" + scratch.socket])
        #expect(ByteString(result.standardOutput) == "real x\n")
        #expect(result.standardError.isEmpty)
    }

    @Test func `nothing is loaded when the shim starts`() async throws {
        let result = try await capture("/usr/bin/readelf", arguments: ["-W", "-l", "-d", Scratch.shim])
        #expect(result.waitStatus.isSuccess)
        #expect(!ByteString(result.standardOutput).contains("NEEDED"))
        #expect(!ByteString(result.standardOutput).contains("INTERP"))
    }
}
