public import ByteStrings

/// One compiler run as its shim sees it: the first thing a shim says.
public struct JobRequest: Equatable, Sendable {
    /// Of shim and coordinator alike; they understand each other only if it is equal.
    public static let wireVersion: UInt32 = 1

    public var umask: UInt32
    /// Whether the caller's standard error is a terminal, so that colour would be shown.
    public var standardErrorIsTerminal: Bool
    /// The first match in PATH that leads to no masquerade, absolute; empty when there is none.
    public var realCompiler: ByteString
    /// Absolute, in the shim's world.
    public var workingDirectory: ByteString
    /// As the caller wrote it, `arguments[0]` included (in the distcc role: from the compiler on).
    public var arguments: [ByteString]
    /// `NAME=value`, the whole environment, in the caller's order.
    public var environment: [ByteString]
    /// Processors that the shim may run on.
    public var coreCount: UInt32

    public init(
        umask: UInt32, standardErrorIsTerminal: Bool, realCompiler: ByteString, workingDirectory: ByteString,
        arguments: [ByteString], environment: [ByteString], coreCount: UInt32
    ) {
        self.umask = umask
        self.standardErrorIsTerminal = standardErrorIsTerminal
        self.realCompiler = realCompiler
        self.workingDirectory = workingDirectory
        self.arguments = arguments
        self.environment = environment
        self.coreCount = coreCount
    }
}

extension JobRequest {
    init(_ reader: inout FrameReader) throws(ShimWireError) {
        guard try reader.uint32() == Self.wireVersion else { throw reader.failure(.wrongVersion) }
        self.init(
            umask: try reader.uint32(), standardErrorIsTerminal: try reader.bool(),
            realCompiler: try reader.string(), workingDirectory: try reader.string(),
            arguments: try reader.strings(), environment: try reader.strings(), coreCount: try reader.uint32()
        )
    }

    func write(to writer: inout FrameWriter) {
        writer.write(Self.wireVersion)
        writer.write(umask)
        writer.write(standardErrorIsTerminal ? 1 as UInt8 : 0)
        writer.write(realCompiler)
        writer.write(workingDirectory)
        writer.write(arguments)
        writer.write(environment)
        writer.write(coreCount)
    }
}
