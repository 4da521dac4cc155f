public import ByteStrings

/// A program that outlives the terminal it was started from: the coordinator.
///
/// A session of its own, default signals, the given descriptors as 0, 1 and 2 and no others: whoever waits for a
/// pipe of ours to close (ninja does) must not wait for it.
public struct DetachedProcess: Sendable {
    public let processIdentifier: Int32

    /// - Parameters:
    ///   - executable: a path; it is not looked up in PATH.
    ///   - arguments: what follows the program's own name.
    ///   - environment: `NAME=value`, complete.
    ///   - standardInput: a descriptor; it stays open here.
    ///   - output: a descriptor for both standard output and standard error.
    public static func start(
        _ executable: ByteString, arguments: [ByteString], environment: [ByteString],
        workingDirectory: ByteString = "/", standardInput: Int32, output: Int32
    ) throws(ProcessError) -> DetachedProcess {
        let request = SpawnRequest(
            executable: executable, arguments: arguments, environment: environment,
            workingDirectory: workingDirectory, standardDescriptors: (standardInput, output, output),
            isDetached: true)
        return DetachedProcess(processIdentifier: try request.start())
    }

    /// Waits for the end, on a thread of its own. Once only. It is a child all the same: who outlives it should wait,
    /// or it stays a zombie.
    public func wait() async -> ProcessEnd {
        await ProcessEnd.of(processIdentifier)
    }
}
