public import ByteStrings

/// The files of one compile in pump mode. The volunteer rebuilds them below a temporary root and compiles in
/// `directory` there.
///
///     files ::= NFIL<n> n x ( NAME<length>path  ( FILE<length>block | LINK<length>target ) )
///
/// Neither paths nor targets are compressed. A target that begins with `/` is understood below the root too.
///
/// - Source: distcc 3.4 `doc/protocol-3.txt`; confirmed against a real distccd.
public struct SourceTree: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case file(PackedText)
        /// A symbolic link.
        case link(target: ByteString)
    }

    public struct Entry: Equatable, Sendable {
        /// Absolute.
        public var path: ByteString
        public var content: Content

        public init(path: ByteString, content: Content) {
            self.path = path
            self.content = content
        }

        /// An entry that makes the volunteer create a directory, for paths such as `missing/../a.h`.
        ///
        /// - Source: distcc 3.4: a file of this name is sent only for the directories above it.
        public static func directory(_ path: ByteString) -> Entry {
            Entry(path: path.appending(path: "forcing_technique_271828"), content: .file(PackedText.empty))
        }
    }

    /// The working directory of the compile, absolute.
    public var directory: ByteString
    public var entries: [Entry]

    public init(directory: ByteString, entries: [Entry]) {
        self.directory = directory
        self.entries = entries
    }
}

/// A file's content as the wire wants it, one LZO1X block: packed once, sent with every job that includes it.
public struct PackedText: Equatable, Sendable {
    let block: [UInt8]

    public static let empty = PackedText(block: [])

    init(block: [UInt8]) {
        self.block = block
    }

    /// - Throws: `WireError` `.tooLarge` for a text whose block may not fit into 32 bits.
    public init(packing text: [UInt8]) throws(WireError) {
        guard text.count <= PacketWriter.longestBody(in: .pump) else {
            throw WireError(.tooLarge, at: 0, expecting: .file)
        }
        guard !text.isEmpty else {
            block = []
            return
        }
        block = unsafe [UInt8](unsafeUninitializedCapacity: LZO.longestBlock(for: text.count)) {
            room, count in
            count = unsafe text.withUnsafeBytes { bytes in
                unsafe LZO.compress(bytes, into: UnsafeMutableRawBufferPointer(room))
            }
        }
    }

    /// Bytes on the wire.
    public var packedCount: Int { block.count }

    /// The text again.
    ///
    /// - Throws: `WireError` `.tooLarge` when it has more than `limit` bytes, `.badCompression` when a peer sent
    ///   something else.
    public func unpacked(limit: Int) throws(WireError) -> [UInt8] {
        guard !block.isEmpty else { return [] }
        do throws(LZO.Failure) {
            return try LZO.decompress(unsafe block.span.bytes, limit: limit)
        } catch {
            throw WireError(error == .tooLarge ? .tooLarge : .badCompression, at: 0, expecting: .file)
        }
    }
}
