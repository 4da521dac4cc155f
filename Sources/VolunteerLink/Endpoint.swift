import ByteStrings
import Glibc
import NIOCore

/// A host and a port that a host list names.
struct Endpoint: Hashable, Sendable {
    var host: ByteString
    var port: UInt16

    struct NotFound: Error {}

    /// The address itself when the host is one in digits; nothing has to be asked then.
    var numericAddress: SocketAddress? {
        try? SocketAddress(ipAddress: host.string, port: Int(port))
    }

    /// Asks the system's resolver. It blocks, for as long as name servers keep silent.
    func resolve() throws(NotFound) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV
        var first: UnsafeMutablePointer<addrinfo>?
        let status = unsafe host.withCString { name in
            unsafe ByteString("\(port)").withCString { service in
                unsafe getaddrinfo(name, service, &hints, &first)
            }
        }
        defer { unsafe freeaddrinfo(first) }
        guard status == 0 else { throw NotFound() }
        var addresses: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe Self.address(entry.pointee) { addresses.append(address) }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw NotFound() }
        return addresses
    }

    private static func address(_ entry: addrinfo) -> SocketAddress? {
        switch unsafe entry.ai_family {
        case AF_INET:
            unsafe entry.ai_addr?.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
                unsafe SocketAddress(address.pointee)
            }
        case AF_INET6:
            unsafe entry.ai_addr?.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                unsafe SocketAddress(address.pointee)
            }
        default: nil
        }
    }
}
