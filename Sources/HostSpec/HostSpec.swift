public import ByteStrings

/// One entry of a host list: a machine, how to reach it, and how many jobs it takes.
///
///     localhost/2   red   red:3636/8,lzo   red/8:3636   [fe80::1%eth0]/4   user@red/4:/opt/bin/distccd,lzo
///
/// Two specs are equal when they say the same *and* are written alike; to ask whether two name the same
/// volunteer, compare `transport`.
///
/// - Source: distcc(1), HOST SPECIFICATIONS; behaviour of distcc 3.4 where the page is silent.
public struct HostSpec: Hashable, Sendable {
    /// How a job gets there.
    public enum Transport: Hashable, Sendable {
        /// The literal word `localhost`: run the compiler here, speak to no daemon.
        case local
        /// A host name or address (IPv6 without its brackets), and a port.
        case tcp(host: ByteString, port: UInt16)
        /// `user` is `nil` when nothing stands before the `@`; `command` is the daemon's path over there.
        case ssh(user: ByteString?, host: ByteString, command: ByteString?)
    }

    /// GSSAPI authentication, and the name of the service principal it expects.
    public enum Authentication: Hashable, Sendable {
        case hostName
        case principal(ByteString)
    }

    public static let defaultPort: UInt16 = 3632

    public let transport: Transport
    /// Jobs at once, 1 to 65535: the one written, else 4, or 2 for `localhost`.
    public let limit: Int
    /// Whether the limit was written. Most hosts that "idle" were listed without one.
    public let isLimitExplicit: Bool
    /// `lzo`: bodies are compressed.
    public let usesCompression: Bool
    /// `cpp`: the host preprocesses files that it is sent (pump mode). Implies `usesCompression`.
    public let sendsIncludes: Bool
    public let authentication: Authentication?
    /// `down`: listed, and never used.
    public let isDown: Bool
    /// The spec as it was written.
    public let text: ByteString

    /// Whether jobs may go there. A host that is `down` is listed only, and one with `,auth` is left out: GSSAPI is
    /// not spoken here, and to send jobs without the authentication that was asked for would be worse than none.
    public var isUsable: Bool { !isDown && authentication == nil }

    /// The protocol that the options ask for: 1 plain, 2 with `lzo`, 3 with `cpp,lzo`.
    public var protocolVersion: Int {
        sendsIncludes ? 3 : usesCompression ? 2 : 1
    }
}

extension HostSpec {
    /// What people and the history call this host: `red`, `red:3636`, `[::1]:3636`, `user@red`, `localhost`.
    /// The limit and the options are left out, so changing them does not make another host of it.
    public var name: ByteString {
        switch transport {
        case .local:
            return "localhost"
        case .tcp(let host, Self.defaultPort):
            return Self.bracketed(host)
        case .tcp(let host, let port):
            return Self.bracketed(host) + ByteString(":\(port)")
        case .ssh(let user, let host, _):
            return (user ?? "") + "@" + Self.bracketed(host)
        }
    }

    /// The machine alone, without user and port: what distcc's monitors show.
    public var machine: ByteString {
        switch transport {
        case .local: "localhost"
        case .tcp(let host, _), .ssh(_, let host, _): host
        }
    }

    /// The name of the file under `$DISTCC_DIR/lock` that stock distcc locks for one slot of this host:
    /// `cpu_tcp_red_3632_0`, `cpu_ssh_red_0`, `cpu_localhost_0`. Locking the same files counts its jobs and
    /// ours together. Slots are numbered from 0.
    ///
    /// - Source: distcc 3.4 observed: IPv6 has no brackets there, ssh no user, and local preprocessors
    ///   share the names of local compiles.
    public func lockName(slot: Int) -> ByteString {
        switch transport {
        case .local: ByteString("cpu_localhost_\(slot)")
        case .tcp(let host, let port): "cpu_tcp_" + host + ByteString("_\(port)_\(slot)")
        case .ssh(_, let host, _): "cpu_ssh_" + host + ByteString("_\(slot)")
        }
    }

    private static func bracketed(_ host: ByteString) -> ByteString {
        host.contains(UInt8(ascii: ":")) ? "[" + host + "]" : host
    }
}

extension HostSpec: CustomStringConvertible {
    public var description: String { text.string }
}
