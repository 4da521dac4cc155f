public import ByteStrings

/// What went wrong with the compilers of this machine, or with the directory that stands before them.
public struct ToolchainError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// The masquerade directory cannot be made: `path` is where it stopped, `systemError` why.
        case cacheNotWritable = "cache-not-writable"
        /// `path` in the cache belongs to another user, or is no directory: nothing there may stand for `cc`.
        case cacheNotOurs = "cache-not-ours"
        /// `distmake-cc` is in none of the places where it is installed; `path` is the first of them.
        case shimMissing = "shim-missing"
        /// `path` names no compiler that can be started.
        case compilerMissing = "compiler-missing"
        /// The compiler at `path` does not say what it takes `native` for, or not in a way that other flags
        /// can repeat.
        case nativeUnresolved = "native-unresolved"
        case cancelled
    }

    public var code: Code
    public var path: ByteString
    /// errno, when a call was the cause.
    public var systemError: CInt?

    public init(_ code: Code, path: ByteString, systemError: CInt? = nil) {
        self.code = code
        self.path = path
        self.systemError = systemError
    }
}
