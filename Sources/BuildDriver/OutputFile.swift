public import ByteStrings
import Files
import Glibc

/// A file that the user names for what a command makes: `--html FILE`.
///
/// A reader sees the old file or the new one, whole: the bytes are written beside it and renamed. What stands at the
/// name stays what it was: a symbolic link still leads where it led, a mode is kept, and what is no regular file, a
/// pipe or a terminal, is written to and not replaced.
public enum OutputFile {
    /// Why a file could not be written.
    public struct Failure: Error, Equatable, Sendable {
        public var path: ByteString
        /// errno.
        public var systemError: Int32

        /// For people: what happened, where, and what to do.
        public var text: ByteString {
            let advice: ByteString =
                switch systemError {
                case EISDIR: "; name a file in it"
                case ENOENT, ENOTDIR: "; the directory that it names has to be there"
                case EACCES, EPERM, EROFS: "; name a file where you may write"
                default: ""
                }
            return unsafe "cannot write " + path + ": " + ByteString(cString: strerror(systemError)) + advice
        }
    }

    public static func write(_ text: ByteString, to path: ByteString) throws(Failure) {
        var status = stat()
        let exists = unsafe path.withCString { unsafe stat($0, &status) } == 0
        guard exists else { return try replace(path, text, mode: nil) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw Failure(path: path, systemError: EISDIR)
        case S_IFREG:
            guard unsafe path.withCString({ unsafe access($0, W_OK) }) == 0 else {
                throw Failure(path: path, systemError: errno)
            }
            try replace(path, text, mode: status.st_mode & 0o7777)
        default:
            let descriptor = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CLOEXEC) }
            guard descriptor >= 0 else { throw Failure(path: path, systemError: errno) }
            let error = put(text, into: descriptor)
            close(descriptor)
            if let error { throw Failure(path: path, systemError: error) }
        }
    }

    /// - Parameter mode: of the file that is there; `nil` for a new one, which the umask is for.
    private static func replace(_ path: ByteString, _ text: ByteString, mode: mode_t?) throws(Failure) {
        // Where symbolic links lead.
        let target = mode == nil ? path : path.realPath ?? path
        let directory = target.directoryPath
        let name = ByteString(".distmake-\(getpid()).new")
        let temporary = directory.appending(path: name)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = unsafe temporary.withCString { unsafe open($0, flags, 0o666) }
        guard descriptor >= 0 else { throw Failure(path: path, systemError: errno) }
        var error = put(text, into: descriptor)
        if let mode, error == nil, fchmod(descriptor, mode) != 0 { error = errno }
        if close(descriptor) != 0, error == nil { error = errno }
        if error == nil { error = temporary.rename(to: target) }
        if let error {
            _ = unsafe temporary.withCString { unsafe unlink($0) }
            throw Failure(path: path, systemError: error)
        }
    }

    /// The error, if there was one.
    private static func put(_ text: ByteString, into descriptor: Int32) -> Int32? {
        var rest = text.bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return count < 0 ? errno : ENOSPC }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
