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
            return tree.entries.reduce(words + 2 * head + tree.directory.count) { $0 + $1.encodedCapacity }
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

    /// What a job that the volunteer preprocesses begins with, up to its files: for a sender that has those encoded
    /// already.
    ///
    /// - Throws: as `encode(into:)`.
    public static func beginning(
        arguments: [ByteString], directory: ByteString, entryCount: Int
    ) throws(WireError) -> [UInt8] {
        let request = DistccRequest(arguments: arguments, tree: SourceTree(directory: directory, entries: []))
        try request.checkLengths()
        guard entryCount <= PacketWriter.longestBody(in: .plain) else {
            throw WireError(.tooLarge, at: 0, expecting: .fileName)
        }
        return [UInt8](capacity: request.encodedCapacity) { output in
            request.writeBeginning(of: entryCount, to: &output)
        }
    }

    private func checkLengths() throws(WireError) {
        let most = PacketWriter.longestBody(in: .plain)
        switch content {
        case .text(let source):
            guard source.count <= PacketWriter.longestBody(in: version) else {
                throw WireError(.tooLarge, at: 0, expecting: .source)
            }
        case .tree(let tree):
            guard tree.directory.count <= most, tree.entries.count <= most else {
                throw WireError(.tooLarge, at: 0, expecting: .fileName)
            }
            for entry in tree.entries { try entry.checkLengths() }
        }
        guard arguments.count <= most, arguments.allSatisfy({ $0.count <= most }) else {
            throw WireError(.tooLarge, at: 0, expecting: .argument)
        }
    }

    private func write(to output: inout OutputRawSpan) {
        switch content {
        case .text(let source):
            writeBeginning(of: nil, to: &output)
            PacketWriter.append(.source, body: source, in: version, to: &output)
        case .tree(let tree):
            writeBeginning(of: tree.entries.count, to: &output)
            for entry in tree.entries { entry.write(to: &output) }
        }
    }

    /// - Parameter entryCount: of the files that follow; `nil` where none are announced.
    private func writeBeginning(of entryCount: Int?, to output: inout OutputRawSpan) {
        PacketWriter.append(.version, version.rawValue, to: &output)
        if case .tree(let tree) = content {
            PacketWriter.append(.directory, body: tree.directory.bytes, to: &output)
        }
        PacketWriter.append(.argumentCount, arguments.count, to: &output)
        for argument in arguments { PacketWriter.append(.argument, body: argument.bytes, to: &output) }
        if let entryCount { PacketWriter.append(.fileCount, entryCount, to: &output) }
    }
}

extension SourceTree.Entry {
    /// Bytes on the wire.
    public var encodedCapacity: Int {
        2 * PacketHead.byteCount + path.count + content.bytes.count
    }

    /// Writes the entry alone.
    ///
    /// - Precondition: `output` has room for `encodedCapacity`.
    /// - Throws: `WireError` `.tooLarge`, before anything is written.
    public func encode(into output: inout OutputRawSpan) throws(WireError) {
        try checkLengths()
        write(to: &output)
    }

    fileprivate func checkLengths() throws(WireError) {
        let most = PacketWriter.longestBody(in: .plain)
        guard path.count <= most, content.bytes.count <= most else {
            throw WireError(.tooLarge, at: 0, expecting: .fileName)
        }
    }

    fileprivate func write(to output: inout OutputRawSpan) {
        PacketWriter.append(.fileName, body: path.bytes, to: &output)
        PacketWriter.append(content.token, body: content.bytes, to: &output)
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
