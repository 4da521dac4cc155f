public import ByteStrings

/// A built package, `NAME-VERSION-ARCH.pkg.tar.*`, read without unpacking it.
public struct PackageArchive: Equatable, Sendable {
    /// `.PKGINFO` or `.BUILDINFO`: lines `key = value` in order, keys repeated for lists.
    public struct Metadata: Equatable, Sendable {
        public var pairs: [Pair]

        public struct Pair: Equatable, Sendable {
            public var key: ByteString
            public var value: ByteString
        }

        /// Comments and lines without `=` are left out.
        public init(text: ByteString) {
            pairs = text.split("\n").compactMap { line in
                guard !line.hasPrefix("#"), let equals = line.firstRange(of: "=") else { return nil }
                return Pair(
                    key: ByteString(line.bytes[..<equals.lowerBound]).trimmed,
                    value: ByteString(line.bytes[equals.upperBound...]).trimmed)
            }
        }

        /// The first value of `key`.
        public subscript(_ key: ByteString) -> ByteString? {
            pairs.first { $0.key == key }?.value
        }

        public func all(_ key: ByteString) -> [ByteString] {
            pairs.filter { $0.key == key }.map(\.value)
        }
    }

    public var path: ByteString
    /// `.PKGINFO`.
    public var information: Metadata
    /// `.BUILDINFO`; `nil` in packages of others than makepkg.
    public var buildInformation: Metadata?
    /// Regular files but for the metadata (`.PKGINFO`, `.BUILDINFO`, `.MTREE`, `.INSTALL`, `.CHANGELOG`).
    public var fileCount: Int
    /// Files that contain the text searched for, in the archive's order, at most `mostNamed`.
    public var filesNaming: [ByteString]

    /// The warning that names them has no use for more.
    public static let mostNamed = 20

    /// .BUILDINFO lists every installed package and stays below 1 MiB on real systems.
    static let largestMetadata = 16 << 20

    public var name: ByteString { information["pkgname"] ?? "" }
    public var base: ByteString { information["pkgbase"] ?? name }
    public var version: ByteString { information["pkgver"] ?? "" }
    public var architecture: ByteString { information["arch"] ?? "" }
    /// What the package takes when installed, in bytes, as makepkg counted it.
    public var installedSize: Int? { information["size"].flatMap { Int($0.string) } }

    /// Reads the package once from front to back; memory does not grow with it.
    ///
    /// - Parameter text: what to look for in every file: the masquerade directory, which a package may have
    ///   recorded as the path of its compiler. Empty: nothing.
    /// - Throws: `unreadable`, or `malformed` for a damaged archive and one without `.PKGINFO`.
    public init(reading path: ByteString, lookingFor text: ByteString = "") throws(MakepkgError) {
        self.path = path
        let reader = try ArchiveReader(opening: path)
        var information: Metadata?
        buildInformation = nil
        fileCount = 0
        filesNaming = []
        while let entry = try reader.next() {
            let isMetadata = entry.path.hasPrefix(".") && !entry.path.contains(UInt8(ascii: "/"))
            switch entry.path {
            case ".PKGINFO": information = Metadata(text: try reader.contents(limit: Self.largestMetadata))
            case ".BUILDINFO":
                buildInformation = Metadata(text: try reader.contents(limit: Self.largestMetadata))
            default:
                guard entry.isRegularFile, !isMetadata else { continue }
                fileCount += 1
                if text.isEmpty || filesNaming.count == Self.mostNamed { continue }
                if try Self.contains(text, reader) { filesNaming.append(entry.path) }
            }
        }
        guard let information else {
            throw MakepkgError(.malformed, path: path, text: "no .PKGINFO: not a package")
        }
        self.information = information
    }

    /// Only `.PKGINFO`, which makepkg puts at the front.
    static func information(of path: ByteString) throws(MakepkgError) -> Metadata? {
        let reader = try ArchiveReader(opening: path)
        while let entry = try reader.next() {
            if entry.path == ".PKGINFO" { return Metadata(text: try reader.contents(limit: largestMetadata)) }
        }
        return nil
    }

    private static func contains(_ text: ByteString, _ reader: ArchiveReader) throws(MakepkgError) -> Bool {
        var search = ByteSearch(for: text)
        try unsafe reader.blocks { block, offset in
            unsafe search.look(at: block, offset: offset)
            return !search.isFound
        }
        return search.isFound
    }
}
