import ByteStrings
import Files

/// distmake may be installed as `makepkg`, first in PATH; it must not start itself.
enum OwnExecutable {
    /// Whether a path leads to the same file as `executable`.
    static func isOurs(_ path: ByteString, _ executable: ByteString) -> Bool {
        guard let identity = FileAttributes(path)?.identity else { return false }
        return identity == FileAttributes(executable)?.identity
    }
}
