import ByteStrings
import Discovery
import Glibc
import HostSpec
import Makepkg

extension Diagnosis {
    /// A list that is written as an array, as everything with blanks in it is in makepkg.conf.
    mutating func judgeKind(of value: ConfigurationValue) {
        guard case .array(let words) = value.content, words.count > 1 else { return }
        problems.append(
            Problem(
                .hosts,
                value.origin.description + ": DISTCC_HOSTS is an array, of which only the first word counts",
                remedy: "write DISTCC_HOSTS=\"" + words.joined(separator: " ") + "\""))
    }

    /// - Parameter howTo: how a list is written.
    mutating func judge(_ chosen: ChosenHosts, howTo: ByteString) {
        let usable = chosen.list?.hosts.filter(\.isUsable) ?? []
        let origin = chosen.source.origin.description
        if usable.isEmpty, (try? chosen.source.list())??.usesZeroconf == true, chosen.announced.isEmpty {
            problems.append(
                Problem(
                    .hosts, origin + " leaves it to +zeroconf, which finds nobody", remedy: zeroconf(chosen)))
        } else if usable.isEmpty {
            problems.append(Problem(.hosts, origin + " names no host that can be used", remedy: howTo))
        } else if usable.allSatisfy({ $0.transport == .local }) {
            problems.append(
                Problem(
                    .hosts, origin + " names this machine alone: everything is compiled here", remedy: howTo))
        }
        for host in usable {
            guard case .tcp(let name, _) = host.transport, isThisMachine(name) else { continue }
            hints.append(
                Hint(
                    host.name + " is this machine: its compiles come back over the network",
                    remedy: "write localhost/\(host.limit) in its place, or leave it out"))
        }
    }

    /// distccd tells avahi of itself once, when it starts: it is too early where avahi-daemon starts later.
    private func zeroconf(_ chosen: ChosenHosts) -> ByteString {
        switch chosen.searchError?.code {
        case .browserMissing: "pacman -S avahi, then systemctl enable --now avahi-daemon"
        case .browserFailed, .timedOut: "systemctl enable --now avahi-daemon"
        case .cancelled, nil:
            "on a volunteer: distccd --zeroconf, started after avahi-daemon (After=avahi-daemon.service by "
                + "systemctl edit distccd), then systemctl restart distccd; avahi-browse -rt _distcc._tcp shows it"
        }
    }

    /// Whether a name is this machine's own, be it with a domain.
    private func isThisMachine(_ name: ByteString) -> Bool {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return false }
        let own = ByteString(buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
        guard !own.isEmpty, own != "localhost", let label = own.split(".").first else { return false }
        return name == own || name == label || name.hasPrefix(label + ".")
    }
}
