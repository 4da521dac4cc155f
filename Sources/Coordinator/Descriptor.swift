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
        // One byte more than expected: a single read also finds the end.
        var bytes = [UInt8](repeating: 0, count: expected + 1)
        var filled = 0
        while true {
            let room = filled
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(number, buffer.baseAddress?.advanced(by: room), buffer.count - room)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            if count == 0 { break }
            filled += count
            if filled == bytes.count {
                guard filled <= limit else { return nil }
                bytes.append(contentsOf: repeatElement(0, count: max(4096, filled)))
            }
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    /// `count` bytes at `offset`; `nil` when there are fewer.
    func read(at offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let taken = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe pread(number, buffer.baseAddress, count, off_t(offset))
        }
        return taken == count ? bytes : nil
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
