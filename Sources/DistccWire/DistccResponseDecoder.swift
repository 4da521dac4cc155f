/// Reads one response out of the chunks in which it arrives.
public struct DistccResponseDecoder: Sendable {
    /// The packet that is due.
    private enum Step {
        case version, waitStatus, standardError, standardOutput, object, dependencies, end
    }

    private let version: ProtocolVersion
    /// Bytes that the bodies still to come may hold together, unpacked.
    private var allowance: Int
    private var packets = PacketReader()
    private var step = Step.version
    private var response = DistccResponse(waitStatus: 0)

    /// - Parameters:
    ///   - version: the request's, which the server has to answer in.
    ///   - limit: the most bytes that messages and object may hold together, unpacked.
    public init(version: ProtocolVersion, limit: Int) {
        precondition(limit >= 0, "a limit is a number of bytes")
        self.version = version
        allowance = limit
    }

    /// Bytes taken so far.
    public var position: Int { packets.position }

    /// Takes the next bytes; returns the response with its last byte.
    ///
    /// - Throws: `WireError` of any code but `.truncated`. The decoder is of no use afterwards.
    public mutating func receive(_ chunk: RawSpan) throws(WireError) -> DistccResponse? {
        var index = 0
        while step != .end {
            guard try advance(chunk, at: &index) else { return nil }
        }
        guard index == chunk.byteCount else {
            throw WireError(.trailingBytes, at: packets.position, expecting: nil)
        }
        return response
    }

    /// To be called when the stream ends before there was a response.
    public func endOfStream() -> WireError {
        WireError(.truncated, at: packets.position, expecting: token)
    }

    /// Takes one packet; `false` when it is not whole yet.
    private mutating func advance(_ chunk: RawSpan, at index: inout Int) throws(WireError) -> Bool {
        switch step {
        case .version:
            guard let packet = try packets.next(.done, body: .none, from: chunk, at: &index) else {
                return false
            }
            guard packet.parameter == UInt32(version.rawValue) else {
                throw WireError(.badVersion, at: packet.offset, expecting: .done)
            }
            step = .waitStatus
        case .waitStatus:
            guard let packet = try packets.next(.waitStatus, body: .none, from: chunk, at: &index) else {
                return false
            }
            response.waitStatus = Int32(bitPattern: packet.parameter)
            step = .standardError
        case .standardError:
            guard let body = try body(.standardError, chunk, &index) else { return false }
            response.standardError = body
            step = .standardOutput
        case .standardOutput:
            guard let body = try body(.standardOutput, chunk, &index) else { return false }
            response.standardOutput = body
            step = .object
        case .object:
            guard let body = try body(.object, chunk, &index) else { return false }
            response.object = body
            step = version == .pump && response.waitStatus == 0 ? .dependencies : .end
        case .dependencies:
            guard let body = try body(.dependencies, chunk, &index) else { return false }
            response.dependencies = body
            step = .end
        case .end:
            preconditionFailure("nothing is due after the last packet")
        }
        return true
    }

    private mutating func body(
        _ token: PacketHead.Token, _ chunk: RawSpan, _ index: inout Int
    ) throws(WireError) -> [UInt8]? {
        let rule: PacketReader.Body =
            version.compressesBodies ? .compressed(limit: allowance) : .plain(limit: allowance)
        guard let packet = try packets.next(token, body: rule, from: chunk, at: &index) else { return nil }
        if token == .object, response.waitStatus != 0, packet.parameter != 0 {
            throw WireError(.objectAfterFailure, at: packet.offset, expecting: token)
        }
        allowance -= packet.body.count
        return packet.body
    }

    private var token: PacketHead.Token? {
        switch step {
        case .version: .done
        case .waitStatus: .waitStatus
        case .standardError: .standardError
        case .standardOutput: .standardOutput
        case .object: .object
        case .dependencies: .dependencies
        case .end: nil
        }
    }
}
