public import ByteStrings
public import Glibc

/// What stat(2) says of a file, as far as distmake decides by it.
public struct FileAttributes: Sendable {
    public var identity: FileIdentity
    public var mode: mode_t
    public var owner: uid_t
    /// In bytes.
    public var size: Int64
    /// Since 1970.
    public var modified: Duration

    /// `nil` when there is no such file, or when it cannot be looked at: for all who ask here both are one.
    public init?(_ path: ByteString, followingLinks: Bool = true) {
        var status = stat()
        let result = unsafe path.withCString { path in
            unsafe fstatat(AT_FDCWD, path, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { return nil }
        identity = FileIdentity(status)
        mode = status.st_mode
        owner = status.st_uid
        size = Int64(status.st_size)
        modified = .seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
    }

    public var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    public var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
}
