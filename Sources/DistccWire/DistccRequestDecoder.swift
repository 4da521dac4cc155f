import ByteStrings

/// Reads one request out of the chunks in which it arrives: the server's side.
public struct DistccRequestDecoder: Sendable {
    private enum Step: Equatable {
        case version, argumentCount, argument(left: Int), source, end
    }

    /// Bytes that arguments and source may still hold together, unpacked.
    private var allowance: Int
    private var packets = PacketReader()
    private var step = Step.version
    private var request = DistccRequest(version: .plain, arguments: [], source: [])

    /// - Parameter limit: the most bytes that arguments and source may hold together, unpacked.
    public init(limit: Int) {
        precondition(limit >= 0, "a limit is a number of bytes")
        allowance = limit
    }

    /// Bytes taken so far.
    public var position: Int { packets.position }

    /// Takes the next bytes; returns the request with its last byte.
    ///
    /// - Throws: `WireError` of any code but `.truncated`. The decoder is of no use afterwards.
    public mutating func receive(_ chunk: RawSpan) throws(WireError) -> DistccRequest? {
        var index = 0
        while step != .end {
            guard try advance(chunk, at: &index) else { return nil }
        }
        guard index == chunk.byteCount else {
            throw WireError(.trailingBytes, at: packets.position, expecting: nil)
        }
        return request
    }

    /// To be called when the stream ends before there was a request.
    public func endOfStream() -> WireError {
        WireError(.truncated, at: packets.position, expecting: token)
    }

    /// Takes one packet; `false` when it is not whole yet.
    private mutating func advance(_ chunk: RawSpan, at index: inout Int) throws(WireError) -> Bool {
        switch step {
        case .version:
            guard let packet = try packets.next(.version, body: .none, from: chunk, at: &index) else {
                return false
            }
            guard let version = ProtocolVersion(rawValue: Int(packet.parameter)) else {
                throw WireError(.badVersion, at: packet.offset, expecting: .version)
            }
            request.version = version
            step = .argumentCount
        case .argumentCount:
            guard let packet = try packets.next(.argumentCount, body: .none, from: chunk, at: &index) else {
                return false
            }
            // Arguments may be empty, and memory is taken for each: the count is bounded like the bytes.
            guard Int(packet.parameter) <= allowance else {
                throw WireError(.tooLarge, at: packet.offset, expecting: .argumentCount)
            }
            step = packet.parameter == 0 ? .source : .argument(left: Int(packet.parameter))
        case .argument(let left):
            let rule = PacketReader.Body.plain(limit: allowance)
            guard let packet = try packets.next(.argument, body: rule, from: chunk, at: &index) else {
                return false
            }
            allowance -= packet.body.count
            request.arguments.append(ByteString(packet.body))
            step = left == 1 ? .source : .argument(left: left - 1)
        case .source:
            let rule: PacketReader.Body =
                request.version.compressesBodies ? .compressed(limit: allowance) : .plain(limit: allowance)
            guard let packet = try packets.next(.source, body: rule, from: chunk, at: &index) else {
                return false
            }
            request.source = packet.body
            step = .end
        case .end:
            preconditionFailure("nothing is due after the last packet")
        }
        return true
    }

    private var token: PacketHead.Token? {
        switch step {
        case .version: .version
        case .argumentCount: .argumentCount
        case .argument: .argument
        case .source: .source
        case .end: nil
        }
    }
}
