import ByteStrings
import Glibc

/// The part of stat(2) that this module decides by.
struct FileStatus {
    var identity: FileIdentity
    var mode: mode_t
    var owner: uid_t
    /// In bytes.
    var size: Int64
    /// Nanoseconds since 1970.
    var modificationNanoseconds: Int64

    /// `nil` when there is no such file, or when it cannot be looked at: for a search in PATH both are one.
    init?(_ path: ByteString, followingLinks: Bool = true) {
        var status = stat()
        let result = unsafe path.withCString { path in
            unsafe fstatat(AT_FDCWD, path, &status, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        guard result == 0 else { return nil }
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        mode = status.st_mode
        owner = status.st_uid
        size = Int64(status.st_size)
        modificationNanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    var isRegularFile: Bool { mode & S_IFMT == S_IFREG }
    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
}

extension ByteString {
    /// Whether this user may start the file: a regular file with permission to execute.
    var isExecutableFile: Bool {
        guard let status = FileStatus(self), status.isRegularFile else { return false }
        return unsafe withCString { unsafe faccessat(AT_FDCWD, $0, X_OK, AT_EACCESS) } == 0
    }

    /// The absolute path without symbolic links; `nil` when there is no such file.
    var realPath: ByteString? {
        unsafe withCString { path in
            guard let resolved = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(resolved) }
            return unsafe ByteString(cString: resolved)
        }
    }

    /// Where the symbolic link points; `nil` when it is none.
    var linkTarget: ByteString? {
        unsafe withCString { path in
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe readlink(path, &buffer, buffer.count)
            return count < 0 ? nil : ByteString(buffer.prefix(count).map { UInt8(bitPattern: $0) })
        }
    }

    /// The names in a directory without `.` and `..`; `nil` when it cannot be read.
    var directoryEntries: [ByteString]? {
        guard let stream = unsafe withCString({ unsafe opendir($0) }) else { return nil }
        defer { unsafe closedir(stream) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(stream) {
            // In place, and up to the name's end only: a record is shorter than `dirent`, so that a copy of the
            // whole name would read beyond the last record, and beyond readdir's buffer.
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) {
                    unsafe ByteString(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}
