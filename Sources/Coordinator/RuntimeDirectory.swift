import ByteStrings
import Glibc

/// The build's runtime directory. The driver, or a shim, has made it with the socket in it.
enum RuntimeDirectory {
    /// Makes the place for preprocessed text.
    static func prepare(_ directory: ByteString) {
        _ = unsafe directory.appending(path: "pp").withCString { unsafe mkdir($0, 0o700) }
    }

    /// Removes the directory and everything in it: files, and one level of directories.
    static func remove(_ directory: ByteString) {
        for name in names(in: directory) {
            let path = directory.appending(path: name)
            if unsafe path.withCString({ unsafe unlink($0) }) != 0 {
                for inner in names(in: path) { RuntimeFile.remove(path.appending(path: inner)) }
                _ = unsafe path.withCString { unsafe rmdir($0) }
            }
        }
        _ = unsafe directory.withCString { unsafe rmdir($0) }
    }

    static func names(in directory: ByteString) -> [ByteString] {
        guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe entry.fileName
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }
}

extension UnsafeMutablePointer<dirent> {
    var fileName: ByteString {
        unsafe withUnsafePointer(to: &pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe ByteString(cString: $0) }
        }
    }
}
