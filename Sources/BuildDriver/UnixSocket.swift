import ByteStrings
import Glibc

/// Unix stream sockets by path.
enum UnixSocket {
    /// A socket that listens on `path`, close-on-exec.
    static func listen(_ path: ByteString) throws(DriverError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw DriverError(.socket, path: path, systemError: errno) }
        let isBound = unsafe withAddress(path) { unsafe bind(descriptor, $0, $1) } == 0
        guard isBound, Glibc.listen(descriptor, 4096) == 0 else {
            let failure = errno
            close(descriptor)
            throw DriverError(.socket, path: path, systemError: failure)
        }
        return descriptor
    }

    /// A connection to whoever listens on `path`, close-on-exec.
    static func connect(_ path: ByteString) throws(DriverError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw DriverError(.socket, path: path, systemError: errno) }
        guard unsafe withAddress(path, { unsafe Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let failure = errno
            close(descriptor)
            throw DriverError(.socket, path: path, systemError: failure)
        }
        return descriptor
    }

    /// errno of an attempt to connect; `nil` when somebody listens.
    static func connectError(_ path: ByteString) -> Int32? {
        do {
            close(try connect(path))
            return nil
        } catch {
            return error.systemError ?? EIO
        }
    }

    private static func withAddress(
        _ path: ByteString, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isTooLong = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard path.count < room.count else { return true }
            unsafe room.copyBytes(from: path.bytes)
            return false
        }
        guard !isTooLong else {
            errno = ENAMETOOLONG
            return -1
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
