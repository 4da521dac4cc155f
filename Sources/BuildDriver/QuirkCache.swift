import ByteStrings
import Files
import Glibc
import Processes
import Quirks
import ShimWire

/// The parsed quirk files of an earlier run, in `$XDG_CACHE_HOME/distmake/quirks`.
///
/// Its first part is the key: the release and the format, then path, device, inode, size and modification time of
/// every quirk file in order. What has another key is not read at all, so that a file which changed, came or went
/// makes the cache stale. After the key comes a checksum, then `QuirkDocuments.encoded`. Whatever is wrong with the
/// file (cut, damaged, another release's, another user's), it is as if it were not there, and it is written anew
/// under a temporary name and renamed; where that is not possible, nothing is said.
struct QuirkCache: Sendable {
    private static let format: ByteString = ByteString("distmake \(ProductVersion.text) quirks 1\n")
    /// A file changed this short a time ago may change again and keep its time.
    private static let settlingTime: Duration = .seconds(2)

    let path: ByteString
    private let key: [UInt8]
    private let isSettled: Bool

    /// - Parameter layers: the paths of the quirk files by layer.
    init(directory: ByteString, layers: [[ByteString]]) {
        path = directory.appending(path: "quirks")
        var key = Self.format
        var newest = Duration.zero
        for (number, layer) in layers.enumerated() {
            for file in layer {
                guard let attributes = FileAttributes(file) else {
                    key += ByteString("\(number) none ") + file + "\0\n"
                    continue
                }
                let (seconds, attoseconds) = attributes.modified.components
                key += ByteString(
                    "\(number) \(attributes.identity.device) \(attributes.identity.inode) "
                        + "\(attributes.size) \(seconds).\(attoseconds / 1_000_000_000) ")
                key += file + "\0\n"
                newest = max(newest, attributes.modified)
            }
        }
        self.key = key.bytes
        isSettled = newest + Self.settlingTime < WallClock.now
    }

    /// What is kept of exactly these files.
    func read() -> QuirkDocuments? {
        guard isOurs, let bytes = TextFile.read(path)?.bytes, bytes.count > key.count + 8,
            bytes.starts(with: key)
        else { return nil }
        let payload = Array(bytes[(key.count + 8)...])
        guard bytes[key.count..<(key.count + 8)].elementsEqual(Self.checksum(payload)) else { return nil }
        return QuirkDocuments(encoded: payload)
    }

    func write(_ documents: QuirkDocuments) {
        guard isSettled else { return }
        for directory in [path.directoryPath.directoryPath, path.directoryPath] {
            _ = unsafe directory.withCString { unsafe mkdir($0, 0o700) }
        }
        let payload = documents.encoded
        let bytes = ByteString(key + Self.checksum(payload) + payload)
        try? TextFile.write(bytes, to: path, temporary: path + "." + BuildIdentifier.random())
    }

    /// Somebody else's file says what somebody else wants to be done to a PKGBUILD.
    private var isOurs: Bool {
        guard let attributes = FileAttributes(path, followingLinks: false) else { return false }
        return attributes.owner == geteuid() && attributes.isRegularFile && attributes.mode & 0o022 == 0
    }

    private static func checksum(_ bytes: [UInt8]) -> [UInt8] {
        let hash = ByteString(bytes).fingerprint
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> ($0 * 8)) }
    }
}
