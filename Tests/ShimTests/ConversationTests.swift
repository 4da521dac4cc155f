import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

/// What the shim does as told.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ConversationTests {
    private let scratch: Scratch
    private let coordinator: FakeCoordinator

    init() throws {
        scratch = try Scratch()
        coordinator = try FakeCoordinator(at: scratch.socket)
    }

    @Test func `the request says all about the call`() async throws {
        try scratch.script("real/fakecc", "exit 0")
        async let served = coordinator.serve { peer in
            let request = try peer.job()
            peer.send(.done(JobResult(waitStatus: 0, standardOutput: [], standardError: [])))
            return request
        }
        let odd = ByteString([0xFF, 0x20])
        let result = try await capture(
            "/bin/sh", arguments: ["-c", "umask 027; exec fakecc -c \"$X\" ''"],
            environment: scratch.environment(["X=" + odd, "DUP=1", "DUP=2"]), workingDirectory: scratch.path)
        let request = try await served
        #expect(result.waitStatus == .success)
        #expect(request.arguments == ["fakecc", "-c", odd, ""])
        #expect(request.workingDirectory == scratch.path)
        #expect(request.realCompiler == scratch("real/fakecc"))
        #expect(request.umask == 0o027)
        #expect(!request.standardErrorIsTerminal)
        #expect(request.coreCount >= 1)
        #expect(Set(scratch.environment(["X=" + odd])).isSubset(of: request.environment))
    }

    @Test func `local runs the real compiler and reports`() async throws {
        try scratch.script(
            "real/fakecc", "cat; echo $# $1 $DISTMAKE_NESTED; echo $PATH; echo oops >&2; exit 9")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local([]))
            return try peer.report()
        }
        let result = try await scratch.call("fakecc -c a.c", input: Array("input ".utf8))
        let report = try await served
        #expect(result.waitStatus == WaitStatus(exitCode: 9))
        #expect(ByteString(result.standardError) == "oops\n")
        let path = scratch("real") + ":/usr/bin:/bin"
        #expect(ByteString(result.standardOutput) == "input 2 -c 1\n" + path + "\n")
        #expect(report.waitStatus == 9 << 8)
        #expect(!report.wasCancelled)
        #expect(report.maximumResidentKibibytes > 100)
        #expect(report.wallNanoseconds > 0)
    }

    @Test(
        arguments: [
            (LocalOptions.link, "ks -- A=-j4 --jobserver-auth=x"),
            ([], "ks -j8 --jobserver-auth=3,4 --jobserver-fds=3,4 -- A=-j4 --jobserver-auth=x"),
        ] as [(LocalOptions, ByteString)])
    func `a link runs without make's jobserver`(options: LocalOptions, want: ByteString) async throws {
        try scratch.script("real/fakecc", "echo \"$MAKEFLAGS\"")
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(options))
            _ = try peer.report()
        }
        let flags: ByteString =
            "MAKEFLAGS=ks -j8 --jobserver-auth=3,4 --jobserver-fds=3,4 -- A=-j4 --jobserver-auth=x"
        let result = try await scratch.call("fakecc a.o", environment: scratch.environment([flags]))
        try await served
        #expect(ByteString(result.standardOutput) == want + "\n")
    }

    /// Each byte in the pipe is a job beside the one that a process may always run.
    @Test(
        arguments: [
            ("ks -j8 --jobserver-auth=3,4 -- A=1", "ks -jN --jobserver-auth=R,W -- A=1"),
            ("", " -jN --jobserver-auth=R,W"),
        ] as [(ByteString, ByteString)])
    func `a link gets a jobserver with a token for each processor but one`(
        flags: ByteString, want: ByteString
    ) async throws {
        try scratch.script(
            "real/fakecc",
            #"""
            set -- $(echo "$MAKEFLAGS" | sed 's/.*-j\([0-9]*\) .*auth=\([0-9]*\),\([0-9]*\).*/\1 \2 \3/')
            echo "$MAKEFLAGS" | sed "s/-j$1/-jN/; s/auth=$2,$3/auth=R,W/"
            eval "printf . >&$3"
            eval "dd bs=999 count=1 <&$2" 2>/dev/null | wc -c
            nproc
            """#)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local([.link, .jobserver]))
            _ = try peer.report()
        }
        let result = try await scratch.call(
            "fakecc a.o", environment: scratch.environment(flags.isEmpty ? [] : ["MAKEFLAGS=" + flags]))
        try await served
        let lines = ByteString(result.standardOutput).split("\n")
        #expect(lines.first == want)
        // With the one that was put back.
        #expect(lines.count == 3 && lines[1] == lines[2])
    }

    @Test(arguments: [LocalOptions(), .hedged])
    func `death by a signal is repeated`(options: LocalOptions) async throws {
        try scratch.script("real/fakecc", "kill -SEGV $$")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(options))
            return try peer.report()
        }
        let result = try await scratch.call("fakecc")
        #expect(result.waitStatus == WaitStatus(signal: SIGSEGV))
        #expect(WaitStatus(rawValue: try await served.waitStatus).signal == SIGSEGV)
    }

    @Test func `run puts output into files and done ends the job`() async throws {
        try scratch.script(
            "real/fakecc", "echo $2; echo note >&2; test \"$(readlink /proc/self/fd/0)\" = /dev/null; exit $3"
        )
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(
                .run(
                    RunRequest(
                        arguments: ["fakecc", "-E", "text", "0"], standardOutputName: "pp/1.i",
                        standardErrorName: "pp/1.err")))
            let first = try peer.report()
            peer.send(
                .run(
                    RunRequest(
                        arguments: ["fakecc", "-E", "x", "4"], standardOutputName: "", standardErrorName: ""))
            )
            let second = try peer.report()
            peer.send(
                .done(
                    JobResult(waitStatus: 5 << 8, standardOutput: [0, 255], standardError: Array("w".utf8))))
            return [first.waitStatus, second.waitStatus]
        }
        let result = try await scratch.call("fakecc -c a.c", input: [1, 2, 3])
        #expect(try await served == [0, 4 << 8])
        #expect(scratch.contents("build/pp/1.i") == "text\n")
        #expect(scratch.contents("build/pp/1.err") == "note\n")
        #expect(scratch.mode("build/pp/1.i") == 0o600)
        #expect(result.standardOutput == [0, 255])
        #expect(ByteString(result.standardError) == "w")
        #expect(result.waitStatus == WaitStatus(exitCode: 5))
    }

    @Test func `run may change the environment, for that run alone`() async throws {
        try scratch.script("real/fakecc", "echo ${LC_ALL-unset} ${CPATH-unset}")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            for (name, change) in [("pp/1.a", ["LC_ALL=C=x", "CPATH"]), ("pp/1.b", [])]
                as [(ByteString, [ByteString])]
            {
                let run = RunRequest(
                    arguments: ["fakecc"], standardOutputName: name, standardErrorName: "",
                    environment: change)
                peer.send(.run(run))
                _ = try peer.report()
            }
            peer.send(.done(JobResult(waitStatus: 0, standardOutput: [], standardError: [])))
            return true
        }
        let environment = scratch.environment() + ["CPATH=/x", "LC_ALL=de"]
        _ = try await scratch.call("fakecc", environment: environment)
        #expect(try await served)
        #expect(scratch.contents("build/pp/1.a") == "C=x unset\n")
        #expect(scratch.contents("build/pp/1.b") == "de /x\n")
    }

    @Test func `done can be a signal, and long`() async throws {
        let long = [UInt8](repeating: 0x78, count: 3 << 20)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.done(JobResult(waitStatus: SIGKILL, standardOutput: long, standardError: [])))
        }
        let result = try await scratch.call("fakecc")
        try await served
        #expect(result.waitStatus == WaitStatus(signal: SIGKILL))
        #expect(result.standardOutput == long)
    }

    @Test func `descriptors of the caller reach the compiler, ours do not`() async throws {
        try scratch.script("real/fakecc", "cat <&9; ls /proc/self/fd | tr '\\n' ' '")
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local([]))
            _ = try peer.report()
        }
        let result = try await capture(
            "/bin/sh", arguments: ["-c", "echo nine | { exec 9<&0 </dev/null; fakecc; }"],
            environment: scratch.environment())
        try await served
        // 3 is ls's own, of the directory.
        #expect(ByteString(result.standardOutput) == "nine\n0 1 2 3 9 ")
    }

    // MARK: Hedged

    @Test func `a cancelled copy ends with all its processes`() async throws {
        try scratch.script("real/fakecc", "trap '' TERM; sleep 50 & echo $$ $! >pids; wait; sleep 50")
        let pids = scratch("pids")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(.hedged))
            let started = waitUntil { contents(pids)?.hasSuffix("\n") == true }
            peer.send(.cancel)
            let report = try peer.report()
            let survivors = (contents(pids) ?? "").trimmed.split(" ").compactMap { pid_t($0.string) }.filter(
                isAlive)
            peer.send(.done(JobResult(waitStatus: 0, standardOutput: Array("won".utf8), standardError: [])))
            return (started, report, survivors)
        }
        let result = try await scratch.call("fakecc -c a.c")
        let (started, report, survivors) = try await served
        #expect(started)
        #expect(report.wasCancelled)
        #expect(survivors.isEmpty)
        #expect(ByteString(result.standardOutput) == "won")
        #expect(result.waitStatus == .success)
    }

    @Test func `a copy that is first wins`() async throws {
        try scratch.script("real/fakecc", "echo mine; exit 3")
        async let served = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(.hedged))
            return try peer.report()
        }
        let result = try await scratch.call("fakecc -c a.c")
        #expect(try await !served.wasCancelled)
        #expect(ByteString(result.standardOutput) == "mine\n")
        #expect(result.waitStatus == WaitStatus(exitCode: 3))
    }

    @Test(arguments: [LocalOptions(), .hedged])
    func `a coordinator that dies does not disturb a local compile`(options: LocalOptions) async throws {
        try scratch.script("real/fakecc", "read line <go; echo $line >>runs; exit 3")
        try #require(unsafe scratch("go").withCString { unsafe mkfifo($0, 0o600) } == 0)
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(.local(options))
        }
        async let result = scratch.call("fakecc -c a.c")
        try await served
        coordinator.close()
        let fifo = scratch("go")
        await withOwnThread {
            let descriptor = unsafe fifo.withCString { unsafe open($0, O_WRONLY) }
            _ = unsafe write(descriptor, "once\n", 5)
            close(descriptor)
        }
        #expect(try await result.waitStatus == WaitStatus(exitCode: 3))
        #expect(scratch.contents("runs") == "once\n")
    }
}
