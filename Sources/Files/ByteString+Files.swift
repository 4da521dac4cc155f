public import ByteStrings
import Glibc

/// The file that a path leads to.
extension ByteString {
    /// Whether this user may start the file: a regular file with permission to execute.
    public var isExecutableFile: Bool {
        guard let attributes = FileAttributes(self), attributes.isRegularFile else { return false }
        return unsafe withCString { unsafe faccessat(AT_FDCWD, $0, X_OK, AT_EACCESS) } == 0
    }

    /// The absolute path without symbolic links; `nil` when there is no such file.
    public var realPath: ByteString? {
        unsafe withCString { path in
            guard let resolved = unsafe realpath(path, nil) else { return nil }
            defer { unsafe free(resolved) }
            return unsafe ByteString(cString: resolved)
        }
    }

    /// Where the symbolic link points; `nil` when it is none.
    public var linkTarget: ByteString? {
        unsafe withCString { path in
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe readlink(path, &buffer, buffer.count)
            return count < 0 ? nil : ByteString(buffer.prefix(count).map { UInt8(bitPattern: $0) })
        }
    }

    /// The names in a directory without `.` and `..`, in any order; `nil` when it cannot be read.
    public var directoryEntries: [ByteString]? {
        guard var stream = DirectoryStream(self) else { return nil }
        var names: [ByteString] = []
        while let entry = stream.next() { names.append(entry.name) }
        return names
    }

    /// Gives the file another name, in place of what has that name.
    ///
    /// - Returns: errno of the failure.
    public func rename(to path: ByteString) -> Int32? {
        let status = unsafe withCString { from in
            unsafe path.withCString { unsafe Glibc.rename(from, $0) }
        }
        return status == 0 ? nil : errno
    }
}
