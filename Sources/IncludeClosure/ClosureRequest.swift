public import ByteStrings
public import CompilerCommand

/// One translation unit whose files are asked for.
public struct ClosureRequest: Sendable {
    public var command: CompilerCommand
    /// Absolute; as the compiler's getcwd(3) has it.
    public var workingDirectory: ByteString
    /// `NAME=value`; only the variables of gcc(1) that move directories are looked at.
    public var environment: [ByteString]
    /// Absolute paths of files that the compile reads besides, as somebody knows who has read its sources. Whoever
    /// says so also answers for file names that assembler directives put together.
    public var furtherFiles: [ByteString]
    /// What the compiler said to `BuiltinDirectories.Query(for: command)`.
    public var builtin: BuiltinDirectories
    /// Nanoseconds since the epoch, by the clock that the file system's times are from.
    public var now: Int64

    public init(
        command: CompilerCommand, workingDirectory: ByteString, environment: [ByteString] = [],
        furtherFiles: [ByteString] = [], builtin: BuiltinDirectories, now: Int64
    ) {
        self.command = command
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.furtherFiles = furtherFiles
        self.builtin = builtin
        self.now = now
    }
}

/// What the cache answers: an outcome either way.
public enum ClosureAnswer: Equatable, Sendable {
    case known(IncludeClosure)
    case unsure(Unsure)
}
