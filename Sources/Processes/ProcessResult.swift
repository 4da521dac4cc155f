/// What a finished program said.
public struct ProcessResult: Equatable, Sendable {
    public var waitStatus: WaitStatus
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]

    public init(waitStatus: WaitStatus, standardOutput: [UInt8], standardError: [UInt8]) {
        self.waitStatus = waitStatus
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}
