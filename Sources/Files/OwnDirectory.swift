public import ByteStrings
import Glibc

/// The short-lived directories that distmake makes for itself.
public enum OwnDirectory {
    /// Makes a directory, with those above it, for this user alone; one that is there stays as it is.
    ///
    /// - Returns: whether it is there now; errno says why not.
    public static func make(_ directory: ByteString) -> Bool {
        if unsafe directory.withCString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST { return true }
        guard errno == ENOENT, make(directory.directoryPath) else { return false }
        return unsafe directory.withCString { unsafe mkdir($0, 0o700) } == 0
    }

    /// Removes a directory of files and of one level of directories with files.
    public static func remove(_ directory: ByteString) {
        for name in directory.directoryEntries ?? [] {
            let path = directory.appending(path: name)
            if unsafe path.withCString({ unsafe unlink($0) }) == 0 { continue }
            for inner in path.directoryEntries ?? [] {
                _ = unsafe path.appending(path: inner).withCString { unsafe unlink($0) }
            }
            _ = unsafe path.withCString { unsafe rmdir($0) }
        }
        _ = unsafe directory.withCString { unsafe rmdir($0) }
    }
}
