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

    static func remove(_ path: ByteString) {
        _ = unsafe path.withCString { unsafe unlink($0) }
    }
}
