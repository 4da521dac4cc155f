public import ByteStrings

/// Why a program could not be started or listened to. That it ended badly is an outcome and no error.
public struct ProcessError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// No such file, or no permission to execute it.
        case notExecutable = "not-executable"
        /// The working directory cannot be entered.
        case noDirectory = "no-directory"
        case startFailed = "start-failed"
        /// It wrote more than the caller allowed; it was ended.
        case outputTooLarge = "output-too-large"
        /// Its input or output broke.
        case inputOutput = "input-output"
        case cancelled
    }

    public var code: Code
    public var executable: ByteString
    /// errno, when a call was the cause.
    public var systemError: Int32?

    public init(_ code: Code, executable: ByteString, systemError: Int32? = nil) {
        self.code = code
        self.executable = executable
        self.systemError = systemError
    }
}
