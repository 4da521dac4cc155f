/// Why a byte stream between a shim and its coordinator cannot be understood.
///
/// A shim that meets one runs the real compiler; a coordinator closes the connection, which has the same effect.
public struct ShimWireError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// A field reaches beyond the end of its frame.
        case truncated
        /// A frame is longer than this direction allows.
        case tooLarge = "too-large"
        /// A frame type that this direction does not know.
        case unknownType = "unknown-type"
        /// Bytes are left in a frame after its last field.
        case trailingBytes = "trailing-bytes"
        /// A field holds a value outside its range.
        case badValue = "bad-value"
        /// The shim and the coordinator come from different releases.
        case wrongVersion = "wrong-version"
    }

    public var code: Code
    /// The type byte of the frame that was being read.
    public var frameType: UInt8

    public init(_ code: Code, frameType: UInt8) {
        self.code = code
        self.frameType = frameType
    }
}
