import ByteStrings
import Files
import Glibc

/// Short-lived files in the build's runtime directory, which is in RAM.
enum RuntimeFile {
    /// Reads the whole file and removes it; `nil` when it cannot be read or has more than `limit` bytes.
    static func take(_ path: ByteString, limit: Int) -> [UInt8]? {
        guard let file = Descriptor(opening: path, O_RDONLY | O_NOFOLLOW) else { return nil }
        defer { remove(path) }
        return file.readAll(limit: limit)
    }

    /// Makes a file that anybody may read who may enter the directory.
    ///
    /// - Returns: whether it is there as a whole.
    static func write(_ bytes: [UInt8], to path: ByteString) -> Bool {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW
        guard let file = Descriptor(opening: path, flags, mode: 0o644) else { return false }
        return file.writeAll(bytes) == nil
    }

    static func remove(_ path: ByteString) {
        _ = unsafe path.withCString { unsafe unlink($0) }
    }
}
