public import ByteStrings

/// A program that the coordinator wants to have run in the shim's world: preprocessing, or a question to the compiler.
public struct RunRequest: Equatable, Sendable {
    /// With a `/` in it, `arguments[0]` is the program; without, the real compiler runs under that name.
    public var arguments: [ByteString]
    /// Where standard output goes: a name relative to the directory of the socket, `pp/12.i`. Empty: nowhere.
    public var standardOutputName: ByteString
    /// The same for standard error.
    public var standardErrorName: ByteString
    /// Changes to the caller's environment: `NAME=value` sets, `NAME` removes.
    public var environment: [ByteString]

    public init(
        arguments: [ByteString], standardOutputName: ByteString, standardErrorName: ByteString,
        environment: [ByteString] = []
    ) {
        self.arguments = arguments
        self.standardOutputName = standardOutputName
        self.standardErrorName = standardErrorName
        self.environment = environment
    }
}

extension RunRequest {
    init(_ reader: inout FrameReader) throws(ShimWireError) {
        self.init(
            arguments: try reader.strings(), standardOutputName: try reader.string(),
            standardErrorName: try reader.string(), environment: try reader.strings())
        guard !arguments.isEmpty else { throw reader.failure(.badValue) }
    }

    func write(to writer: inout FrameWriter) {
        writer.write(arguments)
        writer.write(standardOutputName)
        writer.write(standardErrorName)
        writer.write(environment)
    }
}
