/// Writes packets behind each other into memory that has room for them.
///
/// A compressed body is packed straight into place and its length written afterwards, so the text is read
/// once and copied never.
enum PacketWriter {
    static func append(_ token: PacketHead.Token, _ parameter: Int, to output: inout OutputRawSpan) {
        PacketHead(token: token, parameter: UInt32(parameter)).append(to: &output)
    }

    static func append(_ token: PacketHead.Token, body: [UInt8], to output: inout OutputRawSpan) {
        append(token, body.count, to: &output)
        unsafe body.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { memory, count in
                unsafe memory[count...].copyBytes(from: bytes)
                count += bytes.count
            }
        }
    }

    static func append(
        _ token: PacketHead.Token, body: [UInt8], in version: ProtocolVersion, to output: inout OutputRawSpan
    ) {
        guard version.compressesBodies, !body.isEmpty else { return append(token, body: body, to: &output) }
        append(token, 0, to: &output)
        unsafe body.withUnsafeBytes { bytes in
            unsafe output.withUnsafeMutableBytes { memory, count in
                let room = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...])
                let length = unsafe LZO.compress(bytes, into: room)
                unsafe memory[(count - 8)..<count].copyBytes(from: PacketHead.digits(of: UInt32(length)))
                count += length
            }
        }
    }

    /// The most bytes that a packet with this body takes.
    static func capacity(of body: [UInt8], in version: ProtocolVersion) -> Int {
        PacketHead.byteCount + (version.compressesBodies ? LZO.longestBlock(for: body.count) : body.count)
    }

    /// The longest body that a packet can carry in this version, whatever its bytes: the length has 32 bits.
    static func longestBody(in version: ProtocolVersion) -> Int {
        let most = Int(UInt32.max)
        return version.compressesBodies ? most - most / 64 - 19 : most
    }
}

extension Array<UInt8> {
    /// Bytes written by `body` into memory of `capacity` bytes, without zeroing it first.
    init(capacity: Int, writing body: (inout OutputRawSpan) -> Void) {
        unsafe self.init(unsafeUninitializedCapacity: capacity) { memory, count in
            var output = unsafe OutputRawSpan(
                buffer: UnsafeMutableRawBufferPointer(memory), initializedCount: 0)
            body(&output)
            count = unsafe output.finalize(for: UnsafeMutableRawBufferPointer(memory))
        }
    }
}
