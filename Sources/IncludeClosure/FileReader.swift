public import ByteStrings

/// What lstat(2) says of one name: enough to tell whether a file is the one that was read before.
public struct FileStatus: Hashable, Sendable {
    public enum Kind: UInt8, Sendable { case file, directory, link, other }

    public var kind: Kind
    public var device: UInt64
    public var inode: UInt64
    /// Bytes.
    public var size: Int64
    /// Nanoseconds since the epoch, st_mtim.
    public var modified: Int64
    /// Nanoseconds since the epoch, st_ctim: seen to move when a file is written and its mtime set back.
    public var changed: Int64

    public init(kind: Kind, device: UInt64, inode: UInt64, size: Int64, modified: Int64, changed: Int64) {
        self.kind = kind
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        self.changed = changed
    }

    func isSameObject(as other: FileStatus) -> Bool {
        kind == other.kind && device == other.device && inode == other.inode
    }
}

/// An absolute path without symbolic links, `.` and `..`, ready for the system: it ends in NUL.
public struct CanonicalPath: Hashable, Sendable {
    /// The path and a NUL.
    public var terminatedBytes: [UInt8]

    /// - Parameter path: as `ClosureFile.path` has it.
    public init(_ path: ByteString) {
        terminatedBytes = path.bytes + [0]
    }

    public var byteString: ByteString { ByteString(terminatedBytes.dropLast()) }

    func appending(_ name: ByteString) -> CanonicalPath {
        var path = self
        path.terminatedBytes.removeLast()
        if path.terminatedBytes.last != UInt8(ascii: "/") { path.terminatedBytes.append(UInt8(ascii: "/")) }
        path.terminatedBytes += name.bytes
        path.terminatedBytes.append(0)
        return path
    }
}

/// How one job sees its files: the jobs of a build may have different roots (a chroot), their cache is one.
///
/// Paths are canonical as far as the cache knows; should a directory on the way have become a link since, the
/// system may follow it.
public protocol FileReader {
    /// lstat(2); `nil` when the name does not exist or cannot be asked for.
    func status(of path: CanonicalPath) -> FileStatus?
    /// readlink(2).
    func target(of path: CanonicalPath) -> ByteString?
    /// All bytes of a regular file with the status of what was opened (fstat(2)); `nil` when it cannot be read.
    func contents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])?
    /// The names in a directory, each ended by NUL, in any order, `.` and `..` or not; `nil` when it cannot be read.
    func names(in directory: CanonicalPath) -> [UInt8]?
}
