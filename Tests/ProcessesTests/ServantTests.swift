import ByteStrings
import Glibc
import Processes
import Testing

@Suite(.serialized, .timeLimit(.minutes(1))) struct ServantTests {
    @Test func `its end and its last words are kept`() async throws {
        let process = try await ServantProcess.start("/bin/sh", arguments: ["-c", "echo no >&2; exit 7"])
        let end = await process.wait()
        #expect(end.waitStatus == WaitStatus(exitCode: 7))
        #expect(end.messages == "no\n")
        #expect(process.end == end)
        // Later signals reach nobody.
        process.send(signal: SIGKILL)
    }

    @Test func `standard input and output are those given, and nothing else is open`() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        let process = try await ServantProcess.start(
            "/bin/sh", arguments: ["-c", "read line; echo \"$line $(ls /proc/self/fd | tr '\\n' ' ')\""],
            standardInput: ends[1], standardOutput: ends[1])
        close(ends[1])
        try #require(unsafe write(ends[0], "hello\n", 6) == 6)
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = unsafe read(ends[0], &buffer, buffer.count)
        close(ends[0])
        _ = await process.wait()
        // 3 is the directory that ls reads.
        #expect(ByteString(buffer.prefix(max(0, count))) == "hello 0 1 2 3 \n")
    }

    @Test func `one that says much is not held up, and its last words are kept`() async throws {
        let script: ByteString = "yes bla | head -c 1000000 >&2; echo the end >&2"
        let end = await (try ServantProcess.start("/bin/sh", arguments: ["-c", script])).wait()
        #expect(end.waitStatus.isSuccess)
        #expect(end.messages.count == ServantProcess.messageLimit)
        #expect(end.messages.hasSuffix("bla\nthe end\n"))
    }

    @Test func `who is left over holds up nothing`() async throws {
        let process = try await ServantProcess.start("/bin/sh", arguments: ["-c", "sleep 600 & echo $! >&2"])
        let end = await process.wait()
        let other = try #require(pid_t(end.messages.trimmed.string))
        #expect(end.waitStatus.isSuccess)
        kill(other, SIGKILL)
    }

    @Test func `a signal reaches what it has started`() async throws {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        let process = try await ServantProcess.start(
            "/bin/sh", arguments: ["-c", "sleep 600 & echo $!; wait"], standardOutput: ends[1])
        close(ends[1])
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = unsafe read(ends[0], &buffer, buffer.count)
        #expect(count > 0)
        process.send(signal: SIGTERM)
        #expect(await process.wait().waitStatus == WaitStatus(signal: SIGTERM))
        // The end of the pipe: the sleeping child held it too.
        #expect(unsafe read(ends[0], &buffer, buffer.count) == 0)
        close(ends[0])
    }

    @Test func `a program that does not exist is an error`() async {
        let error = await #expect(throws: ProcessError.self) {
            try await ServantProcess.start("/nonexistent/ssh", arguments: [])
        }
        #expect(error?.code == .notExecutable)
    }
}
