/// How a child of the shim ended and what it cost, from wait4(2).
public struct JobReport: Equatable, Sendable {
    /// As wait4 gave it: `exit << 8`, or the signal's number.
    public var waitStatus: Int32
    public var userMicroseconds: UInt64
    public var systemMicroseconds: UInt64
    /// Peak resident memory of the largest process of the child's tree.
    public var maximumResidentKibibytes: UInt64
    public var wallNanoseconds: UInt64
    /// The child was ended because the coordinator said `cancel`; the shim now waits for `done`.
    public var wasCancelled: Bool

    public init(
        waitStatus: Int32, userMicroseconds: UInt64, systemMicroseconds: UInt64,
        maximumResidentKibibytes: UInt64, wallNanoseconds: UInt64, wasCancelled: Bool
    ) {
        self.waitStatus = waitStatus
        self.userMicroseconds = userMicroseconds
        self.systemMicroseconds = systemMicroseconds
        self.maximumResidentKibibytes = maximumResidentKibibytes
        self.wallNanoseconds = wallNanoseconds
        self.wasCancelled = wasCancelled
    }
}

extension JobReport {
    init(_ reader: inout FrameReader) throws(ShimWireError) {
        self.init(
            waitStatus: Int32(bitPattern: try reader.uint32()), userMicroseconds: try reader.uint64(),
            systemMicroseconds: try reader.uint64(), maximumResidentKibibytes: try reader.uint64(),
            wallNanoseconds: try reader.uint64(), wasCancelled: try reader.bool())
    }

    func write(to writer: inout FrameWriter) {
        writer.write(UInt32(bitPattern: waitStatus))
        writer.write(userMicroseconds)
        writer.write(systemMicroseconds)
        writer.write(maximumResidentKibibytes)
        writer.write(wallNanoseconds)
        writer.write(wasCancelled ? 1 as UInt8 : 0)
    }
}
