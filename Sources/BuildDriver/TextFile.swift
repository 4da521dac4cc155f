import ByteStrings
import Files
import Glibc

/// Whole small files.
enum TextFile {
    /// Configuration files are far smaller.
    private static let limit = 16 << 20

    /// `nil` when the file cannot be read or is larger than any configuration.
    static func read(_ path: ByteString) -> ByteString? {
        Descriptor(opening: path, O_RDONLY)?.readAll(limit: limit).map { ByteString($0) }
    }

    /// Writes under a temporary name, then renames.
    ///
    /// - Parameter temporary: that name, where other processes may write the same file; `PATH.new` without one.
    static func write(
        _ text: ByteString, to path: ByteString, temporary: ByteString? = nil
    ) throws(DriverError) {
        let temporary = temporary ?? path + ".new"
        guard let file = Descriptor(opening: temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600) else {
            throw DriverError(.file, path: path, systemError: errno)
        }
        if let failure = file.writeAll(text.bytes) ?? temporary.rename(to: path) {
            _ = unsafe temporary.withCString { unsafe unlink($0) }
            throw DriverError(.file, path: path, systemError: failure)
        }
    }

    /// Replaces the text of an existing file in place, as `>` of a shell does: owner, mode, links and other names of
    /// the file stay.
    static func overwrite(_ path: ByteString, with text: ByteString) throws(DriverError) {
        guard let file = Descriptor(opening: path, O_WRONLY | O_TRUNC) else {
            throw DriverError(.file, path: path, systemError: errno)
        }
        if let failure = file.writeAll(text.bytes) {
            throw DriverError(.file, path: path, systemError: failure)
        }
    }
}
