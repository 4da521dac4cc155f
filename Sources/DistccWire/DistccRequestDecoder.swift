import ByteStrings

/// Reads one request out of the chunks in which it arrives: the server's side.
public struct DistccRequestDecoder: Sendable {
    private enum Step: Equatable {
        case version, directory, argumentCount, argument(left: Int), source
        case fileCount, fileName(left: Int), fileContent(path: ByteString, left: Int), end
    }

    /// Bytes that arguments and source may still hold together, unpacked; the blocks of files count as they are.
    private var allowance: Int
    private var packets = PacketReader()
    private var step = Step.version
    private var version = ProtocolVersion.plain
    private var arguments: [ByteString] = []
    private var source: [UInt8] = []
    private var tree = SourceTree(directory: "", entries: [])

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
        return version == .pump
            ? DistccRequest(arguments: arguments, tree: tree)
            : DistccRequest(version: version, arguments: arguments, source: source)
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
            self.version = version
            step = version == .pump ? .directory : .argumentCount
        case .directory:
            guard let body = try plainBody(.directory, chunk, &index) else { return false }
            tree.directory = ByteString(body)
            step = .argumentCount
        case .argumentCount:
            guard let packet = try packets.next(.argumentCount, body: .none, from: chunk, at: &index) else {
                return false
            }
            // Arguments may be empty, and memory is taken for each: the count is bounded like the bytes.
            guard Int(packet.parameter) <= allowance else {
                throw WireError(.tooLarge, at: packet.offset, expecting: .argumentCount)
            }
            step = packet.parameter == 0 ? afterArguments : .argument(left: Int(packet.parameter))
        case .argument(let left):
            guard let body = try plainBody(.argument, chunk, &index) else { return false }
            arguments.append(ByteString(body))
            step = left == 1 ? afterArguments : .argument(left: left - 1)
        case .source:
            let rule: PacketReader.Body =
                version.compressesBodies ? .compressed(limit: allowance) : .plain(limit: allowance)
            guard let packet = try packets.next(.source, body: rule, from: chunk, at: &index) else {
                return false
            }
            source = packet.body
            step = .end
        case .fileCount, .fileName, .fileContent:
            return try advanceFiles(chunk, at: &index)
        case .end:
            preconditionFailure("nothing is due after the last packet")
        }
        return true
    }

    private mutating func advanceFiles(_ chunk: RawSpan, at index: inout Int) throws(WireError) -> Bool {
        switch step {
        case .fileCount:
            guard let packet = try packets.next(.fileCount, body: .none, from: chunk, at: &index) else {
                return false
            }
            guard Int(packet.parameter) <= allowance else {
                throw WireError(.tooLarge, at: packet.offset, expecting: .fileCount)
            }
            step = packet.parameter == 0 ? .end : .fileName(left: Int(packet.parameter))
        case .fileName(let left):
            guard let body = try plainBody(.fileName, chunk, &index) else { return false }
            step = .fileContent(path: ByteString(body), left: left)
        case .fileContent(let path, let left):
            let rule = PacketReader.Body.plain(limit: allowance)
            guard let packet = try packets.next(either: .file, or: .link, body: rule, from: chunk, at: &index)
            else { return false }
            allowance -= packet.body.count
            tree.entries.append(
                SourceTree.Entry(
                    path: path,
                    content: packet.token == .link
                        ? .link(target: ByteString(packet.body)) : .file(PackedText(block: packet.body))))
            step = left == 1 ? .end : .fileName(left: left - 1)
        default:
            preconditionFailure("called for the steps of files only")
        }
        return true
    }

    private var afterArguments: Step { version == .pump ? .fileCount : .source }

    private mutating func plainBody(
        _ token: PacketHead.Token, _ chunk: RawSpan, _ index: inout Int
    ) throws(WireError) -> [UInt8]? {
        let rule = PacketReader.Body.plain(limit: allowance)
        guard let packet = try packets.next(token, body: rule, from: chunk, at: &index) else { return nil }
        allowance -= packet.body.count
        return packet.body
    }

    private var token: PacketHead.Token? {
        switch step {
        case .version: .version
        case .directory: .directory
        case .fileCount: .fileCount
        case .fileName: .fileName
        case .fileContent: .file
        case .argumentCount: .argumentCount
        case .argument: .argument
        case .source: .source
        case .end: nil
        }
    }
}
