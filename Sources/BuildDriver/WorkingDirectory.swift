import ByteStrings
import Files

enum WorkingDirectory {
    /// Absolute, without symbolic links; `/` when it has been removed.
    static var current: ByteString {
        resolve(".") ?? "/"
    }

    /// `path` without symbolic links; `nil` when it does not exist.
    static func resolve(_ path: ByteString) -> ByteString? {
        path.realPath
    }
}
