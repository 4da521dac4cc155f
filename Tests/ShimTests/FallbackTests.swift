import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

/// Whatever goes wrong, the real compiler runs, and nothing of ours is seen.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct FallbackTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.script("real/fakecc", "echo real $*; echo message >&2; exit 4")
    }

    private func expectReal(_ result: ProcessResult, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(ByteString(result.standardOutput) == "real -c a.c\n", sourceLocation: sourceLocation)
        #expect(ByteString(result.standardError) == "message\n", sourceLocation: sourceLocation)
        #expect(result.waitStatus == WaitStatus(exitCode: 4), sourceLocation: sourceLocation)
    }

    @Test func `without a socket`() async throws {
        expectReal(try await scratch.call("fakecc -c a.c"))
    }

    @Test func `without the build's directory`() async throws {
        let environment = ["PATH=" + scratch.searchPath, "DISTMAKE_SOCKET=/nonexistent/build/sock"]
        expectReal(try await scratch.call("fakecc -c a.c", environment: environment))
    }

    @Test func `with a socket that nobody listens on`() async throws {
        try FakeCoordinator(at: scratch.socket).close()
        expectReal(try await scratch.call("fakecc -c a.c"))
    }

    @Test func `with a path too long for a socket`() async throws {
        let long = ByteString([UInt8](repeating: 0x78, count: 200))
        expectReal(
            try await scratch.call(
                "fakecc -c a.c",
                environment: ["PATH=" + scratch.searchPath, "DISTMAKE_SOCKET=" + scratch("build/") + long]))
    }

    @Test(
        arguments: [
            [], [0], [0, 0, 0, 0, 77], [255, 255, 255, 255, 1], [1, 0, 0, 0, 1, 255],
            Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8),
            Array(
                CoordinatorMessage.done(
                    JobResult(waitStatus: 0, standardOutput: [1, 2, 3], standardError: [])
                )
                .encoded().dropLast()),
            CoordinatorMessage.message(kind: 1, payload: []).encoded(),
        ] as [[UInt8]])
    func `when the coordinator says this and closes`(bytes: [UInt8]) async throws {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(bytes: bytes)
        }
        let result = try await scratch.call("fakecc -c a.c")
        try await served
        coordinator.close()
        expectReal(result)
    }

    @Test func `when the coordinator does not even read`() async throws {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        async let served: Void = coordinator.serve { _ in }
        let big = ByteString([UInt8](repeating: 0x79, count: 100_000))
        let environment = scratch.environment((0..<10).map { "BIG\($0)=" + big })
        let result = try await scratch.call("fakecc -c a.c", environment: environment)
        try await served
        coordinator.close()
        expectReal(result)
    }

    @Test func `when the coordinator dies after it had something run`() async throws {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(
                .run(
                    RunRequest(
                        arguments: ["fakecc", "-E"], standardOutputName: "pp/1.i", standardErrorName: "")))
            _ = try peer.report()
        }
        let result = try await scratch.call("fakecc -c a.c")
        try await served
        coordinator.close()
        #expect(scratch.contents("build/pp/1.i") == "real -E\n")
        expectReal(result)
    }

    @Test func `when a file for the coordinator cannot be written`() async throws {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(
                .run(
                    RunRequest(
                        arguments: ["fakecc", "-E"], standardOutputName: "none/1.i", standardErrorName: "")))
            _ = try? peer.report()
        }
        let result = try await scratch.call("fakecc -c a.c")
        try await served
        coordinator.close()
        expectReal(result)
    }

    @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE])
    func `when the shim crashes`(signal: Int32) async throws {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            kill(peer.process(), signal)
            _ = try? peer.receive()
        }
        let result = try await scratch.call("fakecc -c a.c")
        try await served
        coordinator.close()
        expectReal(result)
    }

    @Test func `one lock is held meanwhile`() async throws {
        try scratch.script(
            "real/fakecc",
            "for lock in build/fallback.*; do flock -n $lock true || echo ${lock##*/} held; done; ls build | wc -l"
        )
        let result = try await scratch.call("fakecc")
        let lines = ByteString(result.standardOutput).trimmed.split("\n")
        try #require(lines.count == 2)
        #expect(lines[0].hasPrefix("fallback.") && lines[0].hasSuffix(" held"))
        #expect(lines[1] == "2")
    }
}
