import ByteStrings
import Glibc

/// An open file descriptor, closed with its last reference.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    var status: stat? {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { return nil }
        return status
    }

    /// The rest of the file; `nil` on an error or when there are more than `limit` bytes.
    func readAll(limit: Int) -> [UInt8]? {
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
    func read(at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(number, buffer.baseAddress, count, off_t(offset))
        }
        return taken == count ? bytes : nil
    }

    /// What is in a directory that was opened for reading, with `d_type` of readdir(3); nothing on an error.
    var entries: [(name: ByteString, type: UInt8)] {
        let copy = fcntl(number, F_DUPFD_CLOEXEC, 0)
        guard copy >= 0 else { return [] }
        guard let stream = unsafe fdopendir(copy) else {
            close(copy)
            return []
        }
        defer { unsafe closedir(stream) }
        var found: [(name: ByteString, type: UInt8)] = []
        while let entry = unsafe readdir(stream) {
            found.append(unsafe (entry.fileName, entry.pointee.d_type))
        }
        return found
    }

    /// Writes few bytes at `offset`, if the file takes them.
    func write(_ bytes: [UInt8], at offset: Int) {
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe pwrite(number, buffer.baseAddress, buffer.count, off_t(offset))
        }
    }

    /// - Returns: errno of the failure; `nil` when all was written.
    func writeAll(_ bytes: [UInt8]) -> Int32? {
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
