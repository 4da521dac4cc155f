public import ByteStrings
internal import CShims
internal import Subprocess
internal import SystemPackage

/// Runs a program to its end and collects what it writes.
///
/// It gets default signal dispositions and no descriptor but 0, 1 and 2 (swift-subprocess sees to that), so it is
/// for questions to tools, not for what the user should be able to talk to: that is `ForegroundProcess`.
///
/// - Parameters:
///   - executable: a path; it is not looked up in PATH. swift-subprocess holds it as text, so one that is not
///     UTF-8 is not found; arguments and environment are bytes all the way.
///   - arguments: what follows the program's own name.
///   - environment: `NAME=value`; `nil` for this process's own.
///   - input: standard input, to be read to its end.
///   - outputLimit: bytes, for each of the two streams.
/// - Throws: `ProcessError`, `.cancelled` when the task was cancelled; the program is ended first.
public func capture(
    _ executable: ByteString, arguments: [ByteString] = [], environment: [ByteString]? = nil,
    workingDirectory: ByteString? = nil, input: [UInt8] = [], outputLimit: Int = 16 << 20
) async throws(ProcessError) -> ProcessResult {
    // The raw bytes of arguments and environment are taken for C strings: without a NUL it reads on.
    let configuration = Configuration(
        executable: .path(FilePath(executable.string)),
        arguments: Arguments(arguments.map { $0.bytes + [0] }),
        environment: environment.map { .custom($0.filter(isAccepted).map { $0.bytes + [0] }) } ?? .inherit,
        workingDirectory: workingDirectory.map { FilePath($0.string) })
    let inputFile = try memoryFile(holding: input, for: executable)
    do {
        let result = try await run(
            configuration, input: .fileDescriptor(inputFile, closeAfterSpawningProcess: true),
            output: .bytes(limit: outputLimit), error: .bytes(limit: outputLimit))
        // A cancelled run ends the program and returns as if it had ended by itself.
        try Task.checkCancellation()
        return ProcessResult(
            waitStatus: WaitStatus(result.terminationStatus), standardOutput: result.standardOutput,
            standardError: result.standardError)
    } catch {
        throw ProcessError(error, executable: executable)
    }
}

/// The input as a file without a name. A pipe would end this process by SIGPIPE when the program does not read it.
private func memoryFile(
    holding bytes: [UInt8], for executable: ByteString
) throws(ProcessError) -> FileDescriptor {
    let file = FileDescriptor(rawValue: distmake_memory_file())
    guard file.rawValue >= 0 else {
        throw ProcessError(.startFailed, executable: executable, systemError: -file.rawValue)
    }
    do {
        try file.writeAll(bytes)
        try file.seek(offset: 0, from: .start)
        return file
    } catch {
        try? file.close()
        throw ProcessError(.inputOutput, executable: executable, systemError: (error as? Errno)?.rawValue)
    }
}

/// swift-subprocess refuses a whole environment for one entry without a name or with one that begins with a digit.
private func isAccepted(_ entry: ByteString) -> Bool {
    guard let first = entry.bytes.first, entry.contains(UInt8(ascii: "=")) else { return false }
    return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
}

extension WaitStatus {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self.init(exitCode: code)
        case .signaled(let signal): self.init(signal: signal)
        }
    }
}

extension ProcessError {
    /// The one place where what swift-subprocess throws becomes ours.
    fileprivate init(_ error: any Error, executable: ByteString) {
        guard !(error is CancellationError), !Task.isCancelled, let error = error as? SubprocessError else {
            self.init(.cancelled, executable: executable)
            return
        }
        let code: Code =
            switch error.code {
            case .executableNotFound: .notExecutable
            case .failedToChangeWorkingDirectory: .noDirectory
            case .outputLimitExceeded: .outputTooLarge
            case .spawnFailed: .startFailed
            default: .inputOutput
            }
        self.init(code, executable: executable, systemError: error.underlyingError?.rawValue)
    }
}
