public import ByteStrings
import Glibc
public import HostSpec

/// Where the host list came from, and what it says.
public struct HostSource: Equatable, Sendable {
    /// The list as the user wrote it.
    public var text: ByteString
    /// `/etc/makepkg.conf:27`, `the environment`, `/etc/distcc/hosts` …
    public var origin: ByteString

    /// The list in force: DISTCC_HOSTS of makepkg.conf, else of the environment, else the first of
    /// `$DISTCC_DIR/hosts`, `~/.distcc/hosts`, `/etc/distcc/hosts` that exists; `nil` when there is none.
    ///
    /// A variable that is set and empty does not fall through, as in distcc: it names no hosts, and nothing is
    /// distributed.
    ///
    /// - Parameter configured: DISTCC_HOSTS as makepkg.conf sets it, and where.
    public static func find(
        configured: (value: ByteString, origin: ByteString)?, _ environment: ProcessEnvironment
    ) -> HostSource? {
        if let configured { return HostSource(text: configured.value, origin: configured.origin) }
        if let value = environment["DISTCC_HOSTS"] {
            return HostSource(text: value, origin: "DISTCC_HOSTS in the environment")
        }
        for path in files(environment) {
            if let text = TextFile.read(path) { return HostSource(text: text, origin: path) }
        }
        return nil
    }

    static func files(_ environment: ProcessEnvironment) -> [ByteString] {
        let own: ByteString? =
            environment.text("DISTCC_DIR") ?? environment.text("HOME").map { $0.appending(path: ".distcc") }
        return [own?.appending(path: "hosts"), "/etc/distcc/hosts"].compactMap { $0 }
    }

    /// The list as values; `nil` when it names nobody, be it empty or all comments.
    ///
    /// - Throws: `HostSourceError` for the first token that cannot be used, with where it stands.
    public func list() throws(HostSourceError) -> HostList? {
        let list: HostList
        do {
            list = try HostList(parsing: text)
        } catch  where error.code == .noHosts {
            return nil
        } catch {
            throw HostSourceError(origin: origin, text: text, problem: ByteString("\(error)"))
        }
        for host in list.hosts {
            if case .ssh = host.transport {
                throw unsupported(host.name, "hosts over SSH are not supported yet; name its TCP port")
            }
            if host.authentication != nil {
                throw unsupported(host.name, "GSSAPI (,auth) is not supported")
            }
        }
        if list.usesZeroconf { throw unsupported("+zeroconf", "is not supported yet; name the hosts") }
        return list
    }

    private func unsupported(_ what: ByteString, _ why: ByteString) -> HostSourceError {
        HostSourceError(origin: origin, text: text, problem: what + ": " + why)
    }
}

/// A host list that cannot be used.
public struct HostSourceError: Error, Equatable, Sendable {
    public var origin: ByteString
    public var text: ByteString
    /// Which token, and what is allowed.
    public var problem: ByteString

    public var lines: [ByteString] {
        [origin + ": " + problem, "    DISTCC_HOSTS=" + text]
    }
}
