internal import ByteStrings
internal import CShims
internal import Glibc

/// What stat(2) says of a file, as far as the shim asks.
struct FileStatus {
    /// A file has one identity however many names and links lead to it.
    struct Identity: Equatable {
        var device: UInt
        var inode: UInt
    }

    var identity: Identity
    var mode: mode_t
    var owner: uid_t
    var linkCount: Int

    /// - Returns: `nil` when there is no such file. Links are followed unless told otherwise.
    init?(_ path: ByteString, followingLinks: Bool = true) {
        var status = stat()
        let result = unsafe path.withCString { path in
            unsafe followingLinks ? stat(path, &status) : lstat(path, &status)
        }
        guard result == 0 else { return nil }
        identity = Identity(device: UInt(status.st_dev), inode: UInt(status.st_ino))
        mode = status.st_mode
        owner = status.st_uid
        linkCount = Int(status.st_nlink)
    }

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isRegularFile: Bool { mode & S_IFMT == S_IFREG }

    /// The running program; without /proc (a bare chroot) by the path it was executed by.
    static func ofThisProgram() -> FileStatus? {
        if let status = FileStatus("/proc/self/exe") { return status }
        guard let path = unsafe distmake_executed_path() else { return nil }
        return unsafe FileStatus(ByteString(cString: path))
    }
}

/// Where a symbolic link points; `nil` when `path` is none.
func linkTarget(_ path: ByteString) -> ByteString? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe path.withCString { unsafe readlink($0, &buffer, buffer.count) }
    guard count >= 0 else { return nil }
    return ByteString(buffer.prefix(count).lazy.map { UInt8(bitPattern: $0) })
}

func isExecutable(_ path: ByteString) -> Bool {
    unsafe path.withCString { unsafe access($0, X_OK) } == 0
}

/// The working directory, absolute; empty when it was removed.
func workingDirectory() -> ByteString {
    guard let path = unsafe getcwd(nil, 0) else { return "" }
    defer { unsafe free(path) }
    return unsafe ByteString(cString: path)
}
