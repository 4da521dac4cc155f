public import ByteStrings

/// A compiler of this machine that volunteers are to have.
public struct WantedCompiler: Equatable, Sendable {
    /// As build files call it: `gcc`.
    public var name: ByteString
    /// Absolute.
    public var path: ByteString

    public init(name: ByteString, path: ByteString) {
        self.name = name
        self.path = path
    }
}
