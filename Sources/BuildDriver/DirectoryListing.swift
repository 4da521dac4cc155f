import ByteStrings
import Glibc

/// Small operations on directories of our own.
enum DirectoryListing {
    /// The names in a directory, without `.` and `..`; none when it cannot be read.
    static func names(in directory: ByteString) -> [ByteString] {
        guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe ByteString(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// How long ago the directory was changed.
    static func age(of directory: ByteString) -> Duration {
        var status = stat()
        guard unsafe directory.withCString({ unsafe stat($0, &status) }) == 0 else { return .zero }
        return .seconds(time(nil) - status.st_mtim.tv_sec)
    }

    /// Removes a directory of files and of one level of directories with files.
    static func remove(_ directory: ByteString) {
        for name in names(in: directory) {
            let path = directory.appending(path: name)
            if unsafe path.withCString({ unsafe unlink($0) }) == 0 { continue }
            for inner in names(in: path) {
                _ = unsafe path.appending(path: inner).withCString { unsafe unlink($0) }
            }
            _ = unsafe path.withCString { unsafe rmdir($0) }
        }
        _ = unsafe directory.withCString { unsafe rmdir($0) }
    }
}
