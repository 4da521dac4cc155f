/// Collects packets out of chunks that may be cut anywhere.
///
/// The caller says which packet is due; wrong bytes are reported with the first one that differs, so a peer
/// that talks HTTP is found out at once and not when it falls silent. A length is checked before memory is
/// asked for. An uncompressed body is copied once, from the chunk to its array; a compressed one that lies
/// whole in a chunk is unpacked from there.
struct PacketReader: Sendable {
    /// How the body of a packet is read.
    enum Body {
        /// The parameter is a value, nothing follows.
        case none
        /// So many bytes follow, at most `limit`.
        case plain(limit: Int)
        /// One LZO1X block follows; its text has at most `limit` bytes.
        case compressed(limit: Int)
    }

    struct Packet {
        /// Where the packet began in the stream.
        var offset: Int
        var token: PacketHead.Token
        var parameter: UInt32
        var body: [UInt8]
    }

    /// Bytes taken so far, from the beginning of the stream.
    private(set) var position = 0

    private var start = 0
    private var headBytes = 0
    /// Of the two tokens that were due, the one that the first bytes fit.
    private var isSecond = false
    private var parameter: UInt32 = 0
    private var collected: [UInt8] = []

    /// Takes bytes of `chunk` from `index` on until the packet `token` is whole; `nil` when it needs more.
    mutating func next(
        _ token: PacketHead.Token, body: Body, from chunk: RawSpan, at index: inout Int
    ) throws(WireError) -> Packet? {
        try next(either: token, or: token, body: body, from: chunk, at: &index)
    }

    /// The same where one of two packets is due; their names differ in the first byte.
    mutating func next(
        either first: PacketHead.Token, or second: PacketHead.Token, body: Body, from chunk: RawSpan,
        at index: inout Int
    ) throws(WireError) -> Packet? {
        if headBytes == 0 { start = position }
        while headBytes < PacketHead.byteCount {
            guard index < chunk.byteCount else { return nil }
            let byte = unsafe chunk.unsafeLoad(fromByteOffset: index, as: UInt8.self)
            if headBytes == 0 { isSecond = byte != first.rawValue.utf8.first }
            try takeHeadByte(byte, of: isSecond ? second : first)
            index += 1
            position += 1
        }
        let token = isSecond ? second : first
        let content: [UInt8]
        switch body {
        case .none: content = []
        case .plain(let limit):
            let length = try checkedLength(limit: limit, of: token)
            guard let bytes = takePlain(length, from: chunk, at: &index) else { return nil }
            content = bytes
        case .compressed(let limit):
            let length = try checkedLength(limit: LZO.longestBlock(for: limit), of: token)
            guard let bytes = try takeBlock(length, limit: limit, of: token, from: chunk, at: &index) else {
                return nil
            }
            content = bytes
        }
        let packet = Packet(offset: start, token: token, parameter: parameter, body: content)
        headBytes = 0
        parameter = 0
        return packet
    }

    private mutating func takeHeadByte(_ byte: UInt8, of token: PacketHead.Token) throws(WireError) {
        if headBytes < 4 {
            let name = token.rawValue.utf8
            guard byte == name[name.index(name.startIndex, offsetBy: headBytes)] else {
                throw WireError(.badToken, at: start, expecting: token)
            }
        } else {
            guard let digit = PacketHead.value(ofDigit: byte) else {
                throw WireError(.badNumber, at: start, expecting: token)
            }
            parameter = parameter << 4 | digit
        }
        headBytes += 1
    }

    private func checkedLength(limit: Int, of token: PacketHead.Token) throws(WireError) -> Int {
        guard Int(parameter) <= limit else { throw WireError(.tooLarge, at: start, expecting: token) }
        return Int(parameter)
    }

    /// The body, once all of it has come.
    private mutating func takePlain(_ length: Int, from chunk: RawSpan, at index: inout Int) -> [UInt8]? {
        if collected.isEmpty { collected.reserveCapacity(length) }
        let count = min(length - collected.count, chunk.byteCount - index)
        unsafe chunk.withUnsafeBytes { bytes in
            unsafe collected.append(contentsOf: bytes[index..<(index + count)])
        }
        index += count
        position += count
        guard collected.count == length else { return nil }
        let body = collected
        collected = []
        return body
    }

    private mutating func takeBlock(
        _ length: Int, limit: Int, of token: PacketHead.Token, from chunk: RawSpan, at index: inout Int
    ) throws(WireError) -> [UInt8]? {
        // A body of no bytes is sent as such and not as an empty block.
        if length == 0 { return [] }
        if collected.isEmpty, chunk.byteCount - index >= length {
            let block = chunk.extracting(index..<(index + length))
            index += length
            position += length
            return try unpack(block, limit: limit, of: token)
        }
        guard let block = takePlain(length, from: chunk, at: &index) else { return nil }
        return try unpack(unsafe block.span.bytes, limit: limit, of: token)
    }

    private func unpack(
        _ block: RawSpan, limit: Int, of token: PacketHead.Token
    ) throws(WireError) -> [UInt8] {
        do throws(LZO.Failure) {
            return try LZO.decompress(block, limit: limit)
        } catch {
            switch error {
            case .tooLarge: throw WireError(.tooLarge, at: start, expecting: token)
            case .corrupt: throw WireError(.badCompression, at: start, expecting: token)
            }
        }
    }
}
