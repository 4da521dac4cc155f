import ByteStrings
import Glibc
import Processes
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct SpawnTests {
    /// Stands in for the first line of main: a pool thread, which runs this, has INT, TERM and HUP blocked.
    private static let isStartRecorded: Bool = {
        var none = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
        SignalPipe.recordStart()
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        return true
    }()

    init() {
        #expect(Self.isStartRecorded)
    }

    /// A pipe whose writing end children may inherit.
    private func makePipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(unsafe pipe(&ends) == 0)
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        return (ends[0], ends[1])
    }

    /// Everything until nobody holds the writing end any more.
    private func readAll(_ descriptor: Int32) async -> ByteString {
        await withOwnThread {
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = unsafe read(descriptor, &buffer, buffer.count)
                if count <= 0 { break }
                bytes += buffer[..<count]
            }
            close(descriptor)
            return ByteString(bytes)
        }
    }

    @Test func `a foreground process shares group, descriptors and terminal signals`() async throws {
        let pipe = try makePipe()
        let script: ByteString =
            "exec >&\(pipe.writing); ps -o pgid= -p $$; pwd; echo $X $1; grep -E 'SigBlk|SigIgn' /proc/self/status; exit 5"
        let process = try ForegroundProcess.start(
            "/bin/bash", arguments: ["-c", script, "bash", "arg"],
            environment: ["X=value", "PATH=/usr/bin:/bin"],
            workingDirectory: "/usr")
        close(pipe.writing)
        let lines = await readAll(pipe.reading).split("\n").map(\.trimmed)
        let end = await process.wait()
        #expect(end.waitStatus == WaitStatus(exitCode: 5))
        #expect(end.maximumResidentBytes > 100_000)
        try #require(lines.count == 5)
        #expect(lines[0] == ByteString("\(getpgrp())"))
        #expect(lines[1] == "/usr")
        #expect(lines[2] == "value arg")
        #expect(lines[3].hasSuffix("0000000000000000"))
    }

    @Test func `a foreground process can be sent a signal`() async throws {
        let process = try ForegroundProcess.start("/bin/sleep", arguments: ["50"], environment: [])
        process.send(signal: SIGTERM)
        #expect(await process.wait().waitStatus == WaitStatus(signal: SIGTERM))
    }

    @Test func `what cannot be executed is an error with errno`() {
        #expect(throws: ProcessError(.notExecutable, executable: "/nonexistent", systemError: ENOENT)) {
            try ForegroundProcess.start("/nonexistent", arguments: [], environment: [])
        }
        #expect(throws: ProcessError(.notExecutable, executable: "/etc/passwd", systemError: EACCES)) {
            try ForegroundProcess.start("/etc/passwd", arguments: [], environment: [])
        }
    }

    @Test func `a detached process has a session of its own and no descriptor of ours`() async throws {
        let leaked = try makePipe()
        let output = try makePipe()
        let nothing = unsafe open("/dev/null", O_RDONLY)
        let process = try DetachedProcess.start(
            "/bin/sh", arguments: ["-c", "ps -o sid= -p $$; pwd; ls /proc/self/fd | wc -l; echo $X >&2"],
            environment: ["X=value", "PATH=/usr/bin:/bin"], standardInput: nothing, output: output.writing)
        for descriptor in [nothing, output.writing, leaked.reading, leaked.writing] { close(descriptor) }
        let lines = await readAll(output.reading).split("\n").map(\.trimmed)
        // The fourth descriptor is ls's own, of the directory.
        #expect(lines == [ByteString("\(process.processIdentifier)"), "/", "4", "value"])
        #expect(await process.wait().waitStatus == .success)
    }

    @Test func `caught signals come out of the pipe as numbers`() async throws {
        let pipe = try SignalPipe([SIGWINCH, SIGCONT])
        var numbers = pipe.numbers().makeAsyncIterator()
        for signal in [SIGWINCH, SIGCONT, SIGWINCH] {
            kill(getpid(), signal)
            #expect(await numbers.next() == signal)
        }
    }
}
