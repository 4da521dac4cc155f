public import ByteStrings
internal import Glibc

/// A program that takes this one's place at the terminal: makepkg.
///
/// It stays in the caller's process group, inherits every descriptor that is not close-on-exec, and gets the signal
/// mask and the ignored signals that `SignalPipe.recordStart()` found. swift-subprocess resets the former and closes
/// the latter, and posix_spawn from one of Swift's threads would leave INT, TERM and HUP blocked.
public struct ForegroundProcess: Sendable {
    public let processIdentifier: Int32

    /// - Parameters:
    ///   - executable: a path; it is not looked up in PATH.
    ///   - arguments: what follows the program's own name.
    ///   - environment: `NAME=value`, complete.
    ///   - workingDirectory: `nil` for the caller's.
    ///   - standardInput: what becomes descriptor 0; `nil` for the caller's.
    ///   - output: what becomes descriptors 1 and 2; `nil` for the caller's.
    public static func start(
        _ executable: ByteString, arguments: [ByteString], environment: [ByteString],
        workingDirectory: ByteString? = nil, standardInput: Int32? = nil, output: Int32? = nil
    ) throws(ProcessError) -> ForegroundProcess {
        let request = SpawnRequest(
            executable: executable, arguments: arguments, environment: environment,
            workingDirectory: workingDirectory, standardDescriptors: (standardInput, output, output))
        return ForegroundProcess(processIdentifier: try request.start())
    }

    /// Waits for the end, on a thread of its own. Once only: afterwards the process is forgotten.
    public func wait() async -> ProcessEnd {
        await ProcessEnd.of(processIdentifier)
    }

    /// Sends a signal to this one process. Not after `wait`.
    public func send(signal: Int32) {
        kill(processIdentifier, signal)
    }
}
