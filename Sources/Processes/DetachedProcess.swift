public import ByteStrings
internal import Glibc

/// A program that outlives the terminal it was started from: the coordinator.
///
/// A session of its own, default signals, the given descriptors as 0, 1 and 2 and no others: whoever waits for a
/// pipe of ours to close (ninja does) must not wait for it.
public enum DetachedProcess {
    /// - Parameters:
    ///   - executable: a path; it is not looked up in PATH.
    ///   - arguments: what follows the program's own name.
    ///   - environment: `NAME=value`, complete.
    ///   - standardInput: a descriptor; it stays open here.
    ///   - output: a descriptor for both standard output and standard error.
    /// - Returns: its process identifier. It is a child all the same and a zombie until waited for.
    public static func start(
        _ executable: ByteString, arguments: [ByteString], environment: [ByteString],
        workingDirectory: ByteString = "/", standardInput: Int32, output: Int32
    ) throws(ProcessError) -> Int32 {
        let request = SpawnRequest(
            executable: executable, arguments: arguments, environment: environment,
            workingDirectory: workingDirectory, standardDescriptors: (standardInput, output, output),
            isDetached: true)
        return try request.start()
    }
}
