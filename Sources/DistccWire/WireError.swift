/// What was wrong with the bytes of a peer, or too large for the wire.
public struct WireError: Error, Hashable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// Another packet was due: this peer does not speak distcc, or speaks it out of order.
        case badToken = "bad-token"
        /// The eight digits behind a token are no hex number.
        case badNumber = "bad-number"
        /// The peer answered in another protocol version, or asked in one not spoken here.
        case badVersion = "bad-version"
        /// A length, a count or an unpacked body beyond the limit.
        case tooLarge = "too-large"
        /// A body is not one LZO1X block.
        case badCompression = "bad-compression"
        /// The stream ended early.
        case truncated
        /// More bytes after the last packet.
        case trailingBytes = "trailing-bytes"
        /// An object came with a failed compile.
        case objectAfterFailure = "object-after-failure"
    }

    public var code: Code
    /// Where in the stream, in bytes from its beginning: the packet at fault, or the end of a truncated stream.
    public var offset: Int
    /// The token that was due there, `DOTO`; `nil` after the last one.
    public var expected: String?

    init(_ code: Code, at offset: Int, expecting token: PacketHead.Token?) {
        self.code = code
        self.offset = offset
        expected = token?.rawValue
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        let packet = expected.map { " (\($0) was due)" } ?? ""
        return "\(code.rawValue) at byte \(offset)\(packet)"
    }
}
