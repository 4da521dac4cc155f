public import ByteStrings

/// One compile sent to a stock distccd.
///
///     request      ::= DIST<version> arguments DOTI<length>bytes         ; 1 and 2: preprocessed text
///     request      ::= DIST<3> CDIR<length>directory arguments files     ; 3: see `SourceTree`
///     arguments    ::= ARGC<n> n × ARGV<length>bytes
///
/// - Source: distcc 3.4 `doc/protocol-1.txt` to `protocol-3.txt`; confirmed against a real distccd.
public struct DistccRequest: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case text([UInt8])
        case tree(SourceTree)
    }

    public let version: ProtocolVersion
    /// The compiler and its arguments, in the order that the server is to read them in.
    public var arguments: [ByteString]
    public let content: Content

    /// A job that was preprocessed here.
    public init(version: ProtocolVersion, arguments: [ByteString], source: [UInt8]) {
        precondition(version != .pump, "protocol 3 carries files")
        self.version = version
        self.arguments = arguments
        content = .text(source)
    }

    /// A job that the volunteer preprocesses.
    public init(arguments: [ByteString], tree: SourceTree) {
        version = .pump
        self.arguments = arguments
        content = .tree(tree)
    }

    /// The most bytes that `encode(into:)` writes. With compression the request ends up shorter.
    public var encodedCapacity: Int {
        let head = PacketHead.byteCount
        let words = arguments.reduce(2 * head) { $0 + head + $1.count }
        switch content {
        case .text(let source):
            return words + PacketWriter.capacity(of: source, in: version)
        case .tree(let tree):
            return tree.entries.reduce(words + 2 * head + tree.directory.count) { sum, entry in
                sum + 2 * head + entry.path.count + entry.content.bytes.count
            }
        }
    }

    /// Writes the request behind what `output` holds already: one pass over the source, packed or copied
    /// straight into place.
    ///
    /// - Precondition: `output` has room for `encodedCapacity`.
    /// - Throws: `WireError` `.tooLarge`, before anything is written, for a source, an argument or a path whose
    ///   length does not fit into 32 bits.
    public func encode(into output: inout OutputRawSpan) throws(WireError) {
        try checkLengths()
        precondition(output.freeCapacity >= encodedCapacity, "the output has room for the worst case")
        write(to: &output)
    }

    /// The request in an array of its own.
    ///
    /// - Throws: as `encode(into:)`.
    public func encoded() throws(WireError) -> [UInt8] {
        try checkLengths()
        return [UInt8](capacity: encodedCapacity) { output in write(to: &output) }
    }

    private func checkLengths() throws(WireError) {
        let most = PacketWriter.longestBody(in: .plain)
        switch content {
        case .text(let source):
            guard source.count <= PacketWriter.longestBody(in: version) else {
                throw WireError(.tooLarge, at: 0, expecting: .source)
            }
        case .tree(let tree):
            guard tree.directory.count <= most, tree.entries.count <= most,
                tree.entries.allSatisfy({ $0.path.count <= most && $0.content.bytes.count <= most })
            else { throw WireError(.tooLarge, at: 0, expecting: .fileName) }
        }
        guard arguments.count <= most, arguments.allSatisfy({ $0.count <= most }) else {
            throw WireError(.tooLarge, at: 0, expecting: .argument)
        }
    }

    private func write(to output: inout OutputRawSpan) {
        PacketWriter.append(.version, version.rawValue, to: &output)
        if case .tree(let tree) = content {
            PacketWriter.append(.directory, body: tree.directory.bytes, to: &output)
        }
        PacketWriter.append(.argumentCount, arguments.count, to: &output)
        for argument in arguments { PacketWriter.append(.argument, body: argument.bytes, to: &output) }
        switch content {
        case .text(let source):
            PacketWriter.append(.source, body: source, in: version, to: &output)
        case .tree(let tree):
            PacketWriter.append(.fileCount, tree.entries.count, to: &output)
            for entry in tree.entries {
                PacketWriter.append(.fileName, body: entry.path.bytes, to: &output)
                PacketWriter.append(entry.content.token, body: entry.content.bytes, to: &output)
            }
        }
    }
}

extension SourceTree.Content {
    fileprivate var token: PacketHead.Token {
        switch self {
        case .file: .file
        case .link: .link
        }
    }

    /// As they go over the wire.
    fileprivate var bytes: [UInt8] {
        switch self {
        case .file(let text): text.block
        case .link(let target): target.bytes
        }
    }
}
