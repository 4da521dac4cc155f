import ByteStrings
import Glibc

enum FileSize {
    /// In bytes; 0 when there is no such file.
    static func of(_ path: ByteString) -> UInt64 {
        var status = stat()
        guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return 0 }
        return UInt64(clamping: status.st_size)
    }
}
