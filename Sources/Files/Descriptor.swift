public import ByteStrings
public import Glibc

/// An open file descriptor, closed with its last reference.
public final class Descriptor: Sendable {
    public let number: Int32

    /// Takes over an open descriptor.
    public init(_ number: Int32) {
        self.number = number
    }

    /// Opens a file, close-on-exec.
    ///
    /// - Parameters:
    ///   - flags: those of open(2).
    ///   - mode: of a file that is created, before the umask.
    /// - Returns: `nil` on a failure, which errno names.
    public init?(opening path: ByteString, _ flags: Int32, mode: mode_t = 0) {
        let number = unsafe path.withCString { unsafe open($0, flags | O_CLOEXEC, mode) }
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit {
        close(number)
    }

    public var status: stat? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { return nil }
        return status
    }

    /// The rest of the file; `nil` on an error or when there are more than `limit` bytes.
    public func readAll(limit: Int) -> [UInt8]? {
        let expected = Int(status?.st_size ?? 0)
        guard expected <= limit else { return nil }
        // One byte more than expected: a single read also finds the end. The room is not cleared first, because
        // preprocessed texts are megabytes.
        var failed = false
        var bytes = unsafe [UInt8](unsafeUninitializedCapacity: expected + 1) { buffer, filled in
            failed = unsafe !Self.fill(buffer, from: number, &filled)
        }
        while !failed && bytes.count > expected {
            // The file grew, or it is one whose size is not known before (proc(5)).
            guard bytes.count <= limit else { return nil }
            let more = unsafe [UInt8](unsafeUninitializedCapacity: max(4096, bytes.count)) { buffer, filled in
                failed = unsafe !Self.fill(buffer, from: number, &filled)
            }
            if more.isEmpty { break }
            bytes += more
        }
        return failed ? nil : bytes
    }

    /// Reads until the buffer is full or the file ends.
    ///
    /// - Returns: false on an error.
    private static func fill(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, from number: Int32, _ filled: inout Int
    ) -> Bool {
        while filled < buffer.count {
            let room = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
            let count = unsafe Glibc.read(number, room.baseAddress, room.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 { return false }
            if count == 0 { return true }
            filled += count
        }
        return true
    }

    /// `count` bytes at `offset`; `nil` when there are fewer.
    public func read(at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(number, buffer.baseAddress, count, off_t(offset))
        }
        return taken == count ? bytes : nil
    }

    /// What is in a directory that was opened for reading.
    public var directoryStream: DirectoryStream? {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        return copy < 0 ? nil : DirectoryStream(copy)
    }

    /// Writes few bytes at `offset`, if the file takes them.
    public func write(_ bytes: [UInt8], at offset: Int) {
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe pwrite(number, buffer.baseAddress, buffer.count, off_t(offset))
        }
    }

    /// - Returns: errno of the failure; `nil` when all was written.
    public func writeAll(_ bytes: [UInt8]) -> Int32? {
        var written = 0
        while written < bytes.count {
            let start = written
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(number, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return errno
            }
            written += count
        }
        return nil
    }
}
