import ByteStrings
import Glibc

/// Loopback TCP, blocking: a stand-in volunteer has a thread for each connection.
enum Sockets {
    static func canConnect(to address: ByteString, _ port: Int) -> Bool {
        guard let descriptor = connect(to: address, port) else { return false }
        close(descriptor)
        return true
    }

    static func connect(to address: ByteString, _ port: Int) -> Int32? {
        let descriptor = socket(AF_INET, stream | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard unsafe withAddress(address, port, { unsafe Glibc.connect(descriptor, $0, $1) }) != 0 else {
            return descriptor
        }
        close(descriptor)
        return nil
    }

    /// A listening socket on any free port of `address`, and the port.
    static func listen(on address: ByteString) -> (descriptor: Int32, port: Int)? {
        let descriptor = socket(AF_INET, stream | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, unsafe withAddress(address, 0, { unsafe bind(descriptor, $0, $1) }) == 0,
            Glibc.listen(descriptor, 64) == 0
        else { return nil }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &bound) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return result == 0 ? (descriptor, Int(UInt16(bigEndian: bound.sin_port))) : nil
    }

    static func receive(_ descriptor: Int32, atMost count: Int = 1 << 16) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: count)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(0, count)))
    }

    static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static let stream = Int32(SOCK_STREAM.rawValue)

    private static func withAddress(
        _ address: ByteString, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = UInt16(port).bigEndian
        target.sin_addr.s_addr = unsafe address.withCString { unsafe inet_addr($0) }
        return unsafe withUnsafePointer(to: &target) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
