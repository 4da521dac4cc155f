public import ByteStrings
import Glibc

/// What the system's resolver says of a host: files, DNS, mDNS, in the order of nsswitch.conf(5).
public enum HostAddresses {
    /// That a name has no address, and why.
    public struct NotFound: Error, Equatable, Sendable {
        public var name: ByteString
        /// The resolver's words.
        public var reason: ByteString

        public init(name: ByteString, reason: ByteString) {
            self.name = name
            self.reason = reason
        }
    }

    /// The addresses of a name in digits, the preferred one first (RFC 6724); IPv6 without brackets, with its zone.
    /// It blocks for as long as name servers keep silent, so it belongs on a thread of its own.
    public static func find(_ name: ByteString) throws(NotFound) -> [ByteString] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var first: UnsafeMutablePointer<addrinfo>?
        let status = unsafe name.withCString { unsafe getaddrinfo($0, nil, &hints, &first) }
        defer { unsafe freeaddrinfo(first) }
        guard status == 0 else {
            throw NotFound(name: name, reason: unsafe ByteString(cString: gai_strerror(status)))
        }
        var addresses: [ByteString] = []
        var next = unsafe first
        while let entry = unsafe next {
            if let address = unsafe Self.digits(of: entry.pointee), !addresses.contains(address) {
                addresses.append(address)
            }
            unsafe next = entry.pointee.ai_next
        }
        guard !addresses.isEmpty else { throw NotFound(name: name, reason: "No address") }
        return addresses
    }

    private static func digits(of entry: addrinfo) -> ByteString? {
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = unsafe getnameinfo(
            entry.ai_addr, entry.ai_addrlen, &buffer, socklen_t(buffer.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        return ByteString(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    }
}
