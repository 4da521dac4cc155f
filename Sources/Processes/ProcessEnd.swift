/// How a process ended and what it and its waited-for descendants cost.
public struct ProcessEnd: Equatable, Sendable {
    public var waitStatus: WaitStatus
    public var userTime: Duration
    public var systemTime: Duration
    /// Peak resident memory, in bytes, of the largest single process.
    public var maximumResidentBytes: Int

    public init(waitStatus: WaitStatus, userTime: Duration, systemTime: Duration, maximumResidentBytes: Int) {
        self.waitStatus = waitStatus
        self.userTime = userTime
        self.systemTime = systemTime
        self.maximumResidentBytes = maximumResidentBytes
    }
}
