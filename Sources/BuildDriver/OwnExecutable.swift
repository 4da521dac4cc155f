import ByteStrings
import Glibc

/// distmake may be installed as `makepkg`, first in PATH; it must not start itself.
enum OwnExecutable {
    /// Whether a path leads to the same file as `executable`.
    static func isOurs(_ path: ByteString, _ executable: ByteString) -> Bool {
        var left = stat()
        var right = stat()
        guard unsafe path.withCString({ unsafe stat($0, &left) }) == 0,
            unsafe executable.withCString({ unsafe stat($0, &right) }) == 0
        else { return false }
        return left.st_dev == right.st_dev && left.st_ino == right.st_ino
    }
}
