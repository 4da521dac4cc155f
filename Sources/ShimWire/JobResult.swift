/// A finished job: what the shim prints and how it ends.
public struct JobResult: Equatable, Sendable {
    /// As from wait4: `exit << 8`, or a signal's number, by which the shim then ends itself.
    public var waitStatus: Int32
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]

    public init(waitStatus: Int32, standardOutput: [UInt8], standardError: [UInt8]) {
        self.waitStatus = waitStatus
        self.standardOutput = standardOutput
        self.standardError = standardError
    }
}

extension JobResult {
    init(_ reader: inout FrameReader) throws(ShimWireError) {
        self.init(
            waitStatus: Int32(bitPattern: try reader.uint32()), standardOutput: try reader.bytes(),
            standardError: try reader.bytes())
    }

    func write(to writer: inout FrameWriter) {
        writer.write(UInt32(bitPattern: waitStatus))
        writer.write(standardOutput)
        writer.write(standardError)
    }
}
