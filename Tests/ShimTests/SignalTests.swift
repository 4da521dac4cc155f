import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct SignalTests {
    private let scratch: Scratch
    private let coordinator: FakeCoordinator

    init() throws {
        scratch = try Scratch()
        coordinator = try FakeCoordinator(at: scratch.socket)
    }

    /// Lets the shim compile, and once the compiler has written `ready`, does something to the shim.
    private func call(
        _ script: ByteString, _ options: LocalOptions,
        disturb: @escaping @Sendable (_ shim: pid_t, _ compiler: pid_t) -> Void
    ) async throws -> (result: ProcessResult, report: JobReport?) {
        try scratch.script("real/fakecc", script)
        let ready = scratch("ready")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(options))
            #expect(waitUntil { contents(ready)?.hasSuffix("\n") == true })
            disturb(peer.process(), pid_t(contents(ready)?.trimmed.string ?? "") ?? 0)
            return try? peer.report()
        }
        let result = try await scratch.call("fakecc")
        return (result, try await served)
    }

    @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGQUIT], [LocalOptions(), .hedged])
    func `a signal goes on to the compiler, and both end by it`(
        signal: Int32, options: LocalOptions
    ) async throws {
        let (result, report) = try await call("echo $$ >ready; exec sleep 50", options) { shim, _ in
            kill(shim, signal)
        }
        #expect(result.waitStatus == WaitStatus(signal: signal))
        #expect(report?.waitStatus == signal)
    }

    @Test func `a compiler that ends in order after a signal decides`() async throws {
        let (result, _) = try await call(
            "trap 'echo bye; exit 7' TERM; echo $$ >ready; while :; do sleep 0.01; done", []
        ) {
            shim, _ in kill(shim, SIGTERM)
        }
        #expect(result.waitStatus == WaitStatus(exitCode: 7))
        #expect(ByteString(result.standardOutput) == "bye\n")
    }

    @Test(arguments: [LocalOptions(), .hedged])
    func `the compiler does not outlive its shim`(options: LocalOptions) async throws {
        let (result, report) = try await call("echo $$ >ready; exec sleep 50", options) { shim, compiler in
            kill(shim, SIGKILL)
            #expect(waitUntil { !isAlive(compiler) })
        }
        #expect(result.waitStatus == WaitStatus(signal: SIGKILL))
        #expect(report == nil)
    }

    @Test func `a signal while something runs for the coordinator ends the job`() async throws {
        try scratch.script("real/fakecc", "trap 'exit 0' INT; echo $$ >ready; while :; do sleep 0.01; done")
        let ready = scratch("ready")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.run(RunRequest(arguments: ["fakecc"], standardOutputName: "", standardErrorName: "")))
            #expect(waitUntil { contents(ready)?.hasSuffix("\n") == true })
            kill(peer.process(), SIGINT)
            return try? peer.receive()
        }
        #expect(try await scratch.call("fakecc").waitStatus == WaitStatus(signal: SIGINT))
        #expect(try await served == nil)
    }

    @Test func `a signal while the shim waits ends it`() async throws {
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            kill(peer.process(), SIGTERM)
            return try? peer.receive()
        }
        #expect(try await scratch.call("fakecc").waitStatus == WaitStatus(signal: SIGTERM))
        #expect(try await served == nil)
    }

    @Test func `an ignored signal stays ignored`() async throws {
        try scratch.script("real/fakecc", "grep SigIgn /proc/self/status")
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local([]))
            _ = try peer.report()
        }
        let result = try await capture(
            "/bin/sh", arguments: ["-c", "trap '' HUP INT; fakecc"], environment: scratch.environment())
        try await served
        // The lowest 28 signals: glibc keeps 32 and 33 from everybody, in whatever state they were inherited.
        #expect(ByteString(result.standardOutput).hasSuffix("0000003\n"))
    }
}
