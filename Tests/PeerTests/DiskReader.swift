import ByteStrings
import Glibc
import IncludeClosure

/// The disk of this machine, for `IncludeCache`.
struct DiskReader: FileReader {
    func status(of path: CanonicalPath) -> FileStatus? {
        var status = stat()
        let result = unsafe path.terminatedBytes.withUnsafeBufferPointer { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { text -> CInt in
                guard let start = text.baseAddress else { return -1 }
                return unsafe lstat(start, &status)
            }
        }
        return result == 0 ? FileStatus(status) : nil
    }

    func target(of path: CanonicalPath) -> ByteString? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe path.byteString.withCString { unsafe readlink($0, &buffer, buffer.count) }
        return count < 0 ? nil : ByteString(buffer[..<count].map { UInt8(bitPattern: $0) })
    }

    func contents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])? {
        guard let status = status(of: path), status.kind == .file, let bytes = Files.read(path.byteString)
        else {
            return nil
        }
        return (status, bytes)
    }

    func names(in directory: CanonicalPath) -> [UInt8]? {
        guard unsafe directory.byteString.withCString({ unsafe access($0, R_OK) }) == 0 else { return nil }
        return Files.names(in: directory.byteString).flatMap { $0.bytes + [0] }
    }
}

extension FileStatus {
    fileprivate init(_ status: stat) {
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

    static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
