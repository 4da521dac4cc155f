/// What one side of a shim's connection can say, as frames.
///
///     frame   ::= length type payload
///     length  ::= u32, little-endian    ; bytes of the payload alone
///     type    ::= u8
///     string  ::= u32 length, bytes     ; neither terminated nor UTF-8
///     strings ::= u32 count, string*
///
/// Numbers are little-endian. There is no negotiation: a shim and its coordinator are installed together, and the
/// one message that begins a conversation carries `JobRequest.wireVersion`.
public protocol ShimMessage: Equatable, Sendable {
    /// The longest payload that is accepted, in bytes; checked before anything is buffered.
    static var payloadLimit: Int { get }

    /// Reads one payload; `payload` is exactly one frame's.
    init(frameType: UInt8, payload: ArraySlice<UInt8>) throws(ShimWireError)

    /// The whole frame, ready to be sent.
    func encoded() -> [UInt8]
}
