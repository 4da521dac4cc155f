import ByteStrings
import Glibc

enum WorkingDirectory {
    /// Absolute, without symbolic links; `/` when it has been removed.
    static var current: ByteString {
        resolve(".") ?? "/"
    }

    /// `path` without symbolic links; `nil` when it does not exist.
    static func resolve(_ path: ByteString) -> ByteString? {
        guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe ByteString(cString: resolved)
    }
}
