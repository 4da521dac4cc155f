import ByteStrings
import Glibc

/// Short-lived files in the build's runtime directory, which is in RAM.
enum RuntimeFile {
    /// Reads the whole file and removes it; `nil` when it cannot be read or has more than `limit` bytes.
    static func take(_ path: ByteString, limit: Int) -> [UInt8]? {
        let number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard number >= 0 else { return nil }
        defer { remove(path) }
        return Descriptor(number).readAll(limit: limit)
    }

    /// Makes a file that anybody may read who may enter the directory.
    ///
    /// - Returns: whether it is there as a whole.
    static func write(_ bytes: [UInt8], to path: ByteString) -> Bool {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let number = unsafe path.withCString { unsafe open($0, flags, 0o644) }
        guard number >= 0 else { return false }
        return Descriptor(number).writeAll(bytes) == nil
    }

    static func remove(_ path: ByteString) {
        _ = unsafe path.withCString { unsafe unlink($0) }
    }
}
