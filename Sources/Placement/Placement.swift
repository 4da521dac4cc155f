public import ByteStrings

/// Where a job may run.
public enum Placement: Equatable, Sendable {
    case remote(RemoteCompile)
    case local(LocalReason, LocalWork)
}

/// What kind of local slot a job takes.
public enum LocalWork: String, Sendable, CaseIterable {
    case compile, preprocess, link
    /// A configure script waits for each of these: run at once, outside the slots.
    case probe
    /// Answers from the compiler itself: run at once.
    case query
}

/// What Placement has to know beside the command line.
public struct PlacementContext: Sendable {
    /// The job's working directory, absolute.
    public var workingDirectory: ByteString
    /// What compilers record as the directory of a compile: PWD, where that is the working directory by another way.
    /// Asked for only where debug information is to name it: finding out takes system calls.
    public var compilationDirectory: @Sendable () -> ByteString
    /// The job's environment.
    public var environment: @Sendable (ByteString) -> ByteString?
    /// What the compiler makes objects for; `nil` while it is not known. Asked for with clang only.
    public var compilerTarget: ByteString?
    /// What replaces this command's native options, for this compiler and CPU; `nil` while it is not known.
    public var nativeFlags: [ByteString]?
    /// Whether the caller's stderr is a terminal.
    public var stderrWantsColour: Bool
    /// Whether a file exists, relative to the working directory. Asked only for `FILE.pch` and `FILE.gch` of
    /// `-include FILE` under clang, which silently prefers them.
    public var fileExists: @Sendable (ByteString) -> Bool

    public init(
        workingDirectory: ByteString, compilationDirectory: (@Sendable () -> ByteString)? = nil,
        environment: @escaping @Sendable (ByteString) -> ByteString?,
        compilerTarget: ByteString? = nil, nativeFlags: [ByteString]? = nil, stderrWantsColour: Bool = false,
        fileExists: @escaping @Sendable (ByteString) -> Bool = { _ in false }
    ) {
        self.workingDirectory = workingDirectory
        self.compilationDirectory = compilationDirectory ?? { workingDirectory }
        self.environment = environment
        self.compilerTarget = compilerTarget
        self.nativeFlags = nativeFlags
        self.stderrWantsColour = stderrWantsColour
        self.fileExists = fileExists
    }
}
