import ByteStrings
import Files
import Glibc
import IncludeClosure

/// A job's files for the search of include closures, below its shim's root directory.
///
/// What a search reads is packed right behind it, so it is kept until then. A reader belongs to one search.
final class RootReader: FileReader {
    private let root: Descriptor
    private var recent: [CanonicalPath: (status: FileStatus, bytes: [UInt8])] = [:]

    init(root: Descriptor) {
        self.root = root
    }

    func status(of path: CanonicalPath) -> FileStatus? {
        var status = stat()
        let result = unsafe withRelative(path) {
            unsafe fstatat(root.number, $0, &status, AT_SYMLINK_NOFOLLOW)
        }
        return result == 0 ? FileStatus(status) : nil
    }

    func target(of path: CanonicalPath) -> ByteString? {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let room = buffer.baseAddress else { return }
            let taken = unsafe room.withMemoryRebound(to: CChar.self, capacity: buffer.count) { room in
                unsafe withRelative(path) { unsafe readlinkat(root.number, $0, room, Int(PATH_MAX)) }
            }
            count = max(0, taken)
        }
        return bytes.isEmpty ? nil : ByteString(bytes)
    }

    func contents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])? {
        guard let file = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW), let status = file.status,
            let bytes = file.readAll(limit: Self.longestFile)
        else { return nil }
        let contents = (status: FileStatus(status), bytes: bytes)
        recent[path] = contents
        return contents
    }

    /// What `contents(of:)` has returned before, or reads now.
    func takeContents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])? {
        if let known = recent.removeValue(forKey: path) { return known }
        defer { recent[path] = nil }
        return contents(of: path)
    }

    func names(in directory: CanonicalPath) -> [UInt8]? {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = unsafe withRelative(directory) { unsafe openat(root.number, $0, flags) }
        guard number >= 0, var entries = DirectoryStream(number) else { return nil }
        var names: [UInt8] = []
        while let entry = entries.next() {
            names += entry.name.bytes
            names.append(0)
        }
        return names
    }

    /// No source is longer; what is embedded may be.
    private static let longestFile = 256 << 20

    private func open(_ path: CanonicalPath, _ flags: Int32) -> Descriptor? {
        let number = unsafe withRelative(path) { unsafe openat(root.number, $0, flags | O_CLOEXEC) }
        return number >= 0 ? Descriptor(number) : nil
    }

    /// The path as seen from `root`: without its first slash.
    private func withRelative<Result>(_ path: CanonicalPath, _ body: (UnsafePointer<CChar>) -> Result)
        -> Result
    {
        unsafe path.terminatedBytes.withUnsafeBytes { bytes in
            let text = unsafe bytes.assumingMemoryBound(to: CChar.self)
            guard text.count > 2, let start = text.baseAddress else { return unsafe ".".withCString(body) }
            return unsafe body(start + 1)
        }
    }
}

extension FileStatus {
    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        self.init(
            kind: kind, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            size: Int64(status.st_size),
            modified: Self.nanoseconds(status.st_mtim), changed: Self.nanoseconds(status.st_ctim))
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
