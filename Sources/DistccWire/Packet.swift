/// The head of one distcc packet.
///
///     packet    ::= token parameter [body]
///     token     ::= 4 ASCII bytes            ; DIST, ARGC, ARGV, DOTI …
///     parameter ::= 8 hex digits             ; a value, or the length of the body in bytes
///
/// - Source: distcc 3.4 `doc/protocol-1.txt`, "packets".
struct PacketHead: Equatable, Sendable {
    static let byteCount = 12

    var token: Token
    var parameter: UInt32

    /// Four bytes that name a packet.
    enum Token: String, Sendable {
        case version = "DIST"
        case argumentCount = "ARGC"
        case argument = "ARGV"
        case directory = "CDIR"
        case fileCount = "NFIL"
        case fileName = "NAME"
        case file = "FILE"
        case link = "LINK"
        case source = "DOTI"
        case done = "DONE"
        case waitStatus = "STAT"
        case standardError = "SERR"
        case standardOutput = "SOUT"
        case object = "DOTO"
        case dependencies = "DOTD"
    }

    /// The twelve bytes on the wire. distcc writes lowercase digits.
    func append(to output: inout OutputRawSpan) {
        for byte in token.rawValue.utf8 { output.append(byte) }
        // One by one and not by `digits`: in pump mode a request has more than a thousand heads.
        for place in 0..<8 { output.append(Self.digit(of: parameter, at: place)) }
    }

    static func digits(of parameter: UInt32) -> [UInt8] {
        (0..<8).map { digit(of: parameter, at: $0) }
    }

    /// - Parameter place: 0 for the most significant of the eight.
    private static func digit(of parameter: UInt32, at place: Int) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: (parameter >> UInt32(28 - 4 * place)) & 0xF)
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    /// The value of one hex digit in either case, as strtoul on the other side reads it.
    static func value(ofDigit digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
