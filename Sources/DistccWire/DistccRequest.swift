public import ByteStrings

/// One compile sent to a stock distccd, preprocessed here.
///
///     request ::= DIST<version> ARGC<n> n × ARGV<length>bytes DOTI<length>bytes
///
/// - Source: distcc 3.4 `doc/protocol-1.txt`, `doc/protocol-2.txt`; confirmed against a real distccd.
public struct DistccRequest: Equatable, Sendable {
    public var version: ProtocolVersion
    /// The compiler and its arguments, in the order that the server is to read them in.
    public var arguments: [ByteString]
    /// The preprocessed text.
    public var source: [UInt8]

    public init(version: ProtocolVersion, arguments: [ByteString], source: [UInt8]) {
        self.version = version
        self.arguments = arguments
        self.source = source
    }

    /// The most bytes that `encode(into:)` writes. With compression the request ends up shorter.
    public var encodedCapacity: Int {
        let head = PacketHead.byteCount
        return arguments.reduce(2 * head + PacketWriter.capacity(of: source, in: version)) {
            $0 + head + $1.count
        }
    }

    /// Writes the request behind what `output` holds already: one pass over the source, packed or copied
    /// straight into place.
    ///
    /// - Precondition: `output` has room for `encodedCapacity`.
    /// - Throws: `WireError` `.tooLarge`, before anything is written, for a source or an argument whose length
    ///   does not fit into 32 bits.
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
        guard source.count <= PacketWriter.longestBody(in: version) else {
            throw WireError(.tooLarge, at: 0, expecting: .source)
        }
        let most = PacketWriter.longestBody(in: .plain)
        guard arguments.count <= most, arguments.allSatisfy({ $0.count <= most }) else {
            throw WireError(.tooLarge, at: 0, expecting: .argument)
        }
    }

    private func write(to output: inout OutputRawSpan) {
        PacketWriter.append(.version, version.rawValue, to: &output)
        PacketWriter.append(.argumentCount, arguments.count, to: &output)
        for argument in arguments { PacketWriter.append(.argument, body: argument.bytes, to: &output) }
        PacketWriter.append(.source, body: source, in: version, to: &output)
    }
}
