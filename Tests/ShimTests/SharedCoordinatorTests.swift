import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

/// Calls outside of any build share one coordinator, which the first of them starts.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct SharedCoordinatorTests {
    private let scratch: Scratch
    private let environment: [ByteString]
    /// Where the shared coordinator's directory must be.
    private let directory: ByteString

    init() throws {
        scratch = try Scratch()
        try scratch.script("real/fakecc", "echo real $*")
        for name: ByteString in ["run", "lib", "lib/distmake", "bin", "installed"] {
            try scratch.makeDirectory(name)
        }
        let variables: [ByteString: ByteString] = ["HOME": "/home/x", "DISTCC_HOSTS": "a b"]
        let name = RuntimeRoot.sharedDirectoryName { variables[$0] }
        directory = "run/distmake/" + name
        environment =
            [
                "PATH=" + scratch("installed") + ":" + scratch("real") + ":/usr/bin:/bin",
                "XDG_RUNTIME_DIR=" + scratch("run"),
            ]
            + variables.map { $0 + "=" + $1 }
    }

    /// Puts the shim where `make install` puts it: the program is found from its own place.
    private func install() async throws {
        let copied = try await capture(
            "/bin/cp", arguments: [Scratch.shim, scratch("lib/distmake/distmake-cc")])
        try #require(copied.waitStatus.isSuccess)
        try scratch.link("../lib/distmake/distmake-cc", as: "installed/fakecc")
        try scratch.link("../lib/distmake/distmake-cc", as: "installed/distcc")
    }

    @Test(arguments: ["fakecc -c a.c", "distcc fakecc -c a.c"] as [ByteString])
    func `the one that runs already is used`(command: ByteString) async throws {
        try await install()
        try scratch.makeDirectory("run/distmake")
        try scratch.makeDirectory(directory)
        let coordinator = try FakeCoordinator(at: scratch(directory + "/sock"))
        async let served = coordinator.serve { peer in
            let request = try peer.job()
            peer.send(
                .done(JobResult(waitStatus: 0, standardOutput: Array("shared".utf8), standardError: [])))
            return request.arguments
        }
        let result = try await scratch.call(command, environment: environment)
        #expect(try await served == ["fakecc", "-c", "a.c"])
        coordinator.close()
        #expect(ByteString(result.standardOutput) == "shared")
    }

    @Test func `the first call starts it, in a session of its own and with a listening socket`() async throws
    {
        try await install()
        try scratch.script(
            "bin/distmake",
            """
            { echo "$@"; ps -o sid= -p $$; echo $$; readlink /proc/$$/fd/0; readlink /proc/$$/fd/2
            ls /proc/$$/fd | grep -c '^8$'; grep SigIgn /proc/$$/status; } >\(scratch("log"))
            """)
        // It listens to nothing and ends, so the job is done here.
        let result = try await capture(
            "/bin/sh", arguments: ["-c", "trap '' HUP; exec 8</dev/null; fakecc x"], environment: environment)
        #expect(ByteString(result.standardOutput) == "real x\n")
        #expect(waitUntil { scratch.contents("log")?.contains("SigIgn") == true })
        let lines = (scratch.contents("log") ?? "").split("\n").map(\.trimmed)
        try #require(lines.count == 7)
        #expect(lines[0] == "coordinator --shared " + scratch(directory))
        #expect(lines[1] == lines[2])
        #expect(lines[3].hasPrefix("socket:["))
        #expect(lines[4] == "/dev/null")
        #expect(lines[5] == "0")
        #expect(lines[6].hasSuffix("0000000"))
        #expect(scratch.mode(directory) == 0o700)
    }

    @Test func `many at once end well, whoever wins`() async throws {
        try await install()
        try scratch.script("bin/distmake", "exit 0")
        let command: ByteString = "for i in 1 2 3 4 5 6 7 8; do fakecc $i & done; wait"
        let result = try await capture("/bin/sh", arguments: ["-c", command], environment: environment)
        let lines = ByteString(result.standardOutput).split("\n").sorted()
        #expect(lines == (1...8).map { "real \($0)" })
        #expect(result.standardError.isEmpty)
    }

    @Test func `without the program the job is done here`() async throws {
        try await install()
        #expect(
            ByteString(try await scratch.call("distcc fakecc x", environment: environment).standardOutput)
                == "real x\n")
    }

    @Test func `a directory that others may write is not trusted`() async throws {
        try await install()
        try scratch.script("bin/distmake", "echo started >\(scratch("log"))")
        try scratch.makeDirectory("run/distmake")
        try #require(unsafe scratch("run/distmake").withCString { unsafe chmod($0, 0o777) } == 0)
        #expect(
            ByteString(try await scratch.call("fakecc x", environment: environment).standardOutput)
                == "real x\n")
        #expect(scratch.contents("log") == nil)
    }
}
