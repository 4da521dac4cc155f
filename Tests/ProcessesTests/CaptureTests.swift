import ByteStrings
import Processes
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct CaptureTests {
    private func shell(
        _ script: ByteString, _ arguments: [ByteString] = [], environment: [ByteString]? = nil,
        workingDirectory: ByteString? = nil, input: [UInt8] = [], outputLimit: Int = 1 << 20
    ) async throws(ProcessError) -> ProcessResult {
        try await capture(
            "/bin/sh", arguments: ["-c", script, "sh"] + arguments, environment: environment,
            workingDirectory: workingDirectory, input: input, outputLimit: outputLimit)
    }

    @Test func `both streams and the exit code come back`() async throws {
        let result = try await shell("echo out; echo err >&2; exit 7")
        #expect(result.waitStatus == WaitStatus(exitCode: 7))
        #expect(ByteString(result.standardOutput) == "out\n")
        #expect(ByteString(result.standardError) == "err\n")
    }

    @Test func `death by a signal comes back`() async throws {
        #expect(try await shell("kill -TERM $$").waitStatus == WaitStatus(signal: 15))
    }

    @Test func `bytes that are no UTF-8 pass both ways`() async throws {
        let odd = ByteString([0xFF, 0x61, 0xC3])
        let result = try await shell("printf '%s|%s' \"$1\" \"$X\"", [odd], environment: ["X=" + odd])
        #expect(ByteString(result.standardOutput) == odd + "|" + odd)
    }

    @Test func `the environment is the given one and no more`() async throws {
        let result = try await capture("/usr/bin/env", environment: ["A=1", "2=digit", "empty", "B="])
        #expect(ByteString(result.standardOutput) == "A=1\nB=\n")
    }

    @Test func `it runs in the given directory`() async throws {
        #expect(
            ByteString(try await shell("pwd -P", workingDirectory: "/usr/lib").standardOutput) == "/usr/lib\n"
        )
    }

    @Test(arguments: [0, 1, 1 << 20])
    func `input arrives whole, and need not be read`(size: Int) async throws {
        let input = [UInt8](repeating: 0x61, count: size)
        #expect(try await shell("cat", input: input, outputLimit: 2 << 20).standardOutput == input)
        #expect(try await shell("exit 3", input: input).waitStatus == WaitStatus(exitCode: 3))
    }

    @Test func `much on both streams does not block`() async throws {
        let result = try await shell(
            "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2")
        #expect(result.standardOutput.count == 300_000)
        #expect(result.standardError.count == 600_000)
    }

    @Test func `what cannot be done is told apart`() async {
        await #expect(throws: ProcessError(.notExecutable, executable: "/nonexistent", systemError: 2)) {
            _ = try await capture("/nonexistent")
        }
        await #expect { _ = try await capture("/bin/true", workingDirectory: "/nonexistent") } throws: {
            ($0 as? ProcessError)?.code == .noDirectory
        }
        await #expect { _ = try await shell("head -c 200 /dev/zero", outputLimit: 100) } throws: {
            ($0 as? ProcessError)?.code == .outputTooLarge
        }
    }

    @Test func `cancelling the task ends the program`() async {
        let task = Task { try await capture("/bin/sleep", arguments: ["50"]) }
        task.cancel()
        await #expect { _ = try await task.value } throws: { ($0 as? ProcessError)?.code == .cancelled }
    }
}
