import ByteStrings
import Glibc

/// Whole small files.
enum TextFile {
    /// Configuration files are far smaller.
    private static let limit = 16 << 20

    /// `nil` when the file cannot be read or is larger than any configuration.
    static func read(_ path: ByteString) -> ByteString? {
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= limit {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return nil }
            if count == 0 { return ByteString(bytes) }
            bytes += buffer[..<count]
        }
        return nil
    }

    /// Writes under a temporary name, then renames.
    ///
    /// - Parameter temporary: that name, where other processes may write the same file; `PATH.new` without one.
    static func write(
        _ text: ByteString, to path: ByteString, temporary: ByteString? = nil
    ) throws(DriverError) {
        let temporary = temporary ?? path + ".new"
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
        let descriptor = unsafe temporary.withCString { unsafe open($0, flags, 0o600) }
        guard descriptor >= 0 else { throw DriverError(.file, path: path, systemError: errno) }
        var rest = text.bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        let failure = errno
        close(descriptor)
        let isRenamed = rest.isEmpty && Self.rename(temporary, to: path)
        guard isRenamed else {
            let cause = rest.isEmpty ? errno : failure
            _ = unsafe temporary.withCString { unsafe unlink($0) }
            throw DriverError(.file, path: path, systemError: cause)
        }
    }

    /// Replaces the text of an existing file in place, as `>` of a shell does: owner, mode, links and other names of
    /// the file stay.
    static func overwrite(_ path: ByteString, with text: ByteString) throws(DriverError) {
        let descriptor = unsafe path.withCString { unsafe open($0, O_WRONLY | O_TRUNC | O_CLOEXEC) }
        guard descriptor >= 0 else { throw DriverError(.file, path: path, systemError: errno) }
        defer { close(descriptor) }
        var rest = text.bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw DriverError(.file, path: path, systemError: errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func rename(_ from: ByteString, to path: ByteString) -> Bool {
        unsafe from.withCString { from in unsafe path.withCString { unsafe Glibc.rename(from, $0) } } == 0
    }
}
