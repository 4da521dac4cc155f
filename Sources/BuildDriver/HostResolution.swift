import ByteStrings
import Discovery
import HostSpec
import Processes
import ShimWire

/// The addresses of a build's hosts, looked up before anything is started: inside a chroot there is no resolver.
enum HostResolution {
    /// An address for every host name that jobs go to over TCP, the one that the system prefers.
    ///
    /// Hosts by ssh are looked up under the name that ssh makes of theirs, and not at all where ssh reaches them
    /// through another host.
    ///
    /// - Throws: `Refusal` that names every host without an address, and the list that it stands in.
    static func addresses(
        of chosen: ChosenHosts, _ environment: ProcessEnvironment
    ) async throws(Refusal) -> [ByteString: ByteString] {
        var found: [ByteString: ByteString] = [:]
        var missing: [(name: ByteString, reason: ByteString)] = []
        let answers = await withTaskGroup { group in
            for host in chosen.list?.hosts ?? [] where host.isUsable {
                group.addTask { await look(up: host, environment) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for case .some(let answer) in answers {
            switch answer {
            case .success(let pair): found[pair.name] = pair.address
            case .failure(let error): missing.append((error.name, error.reason))
            }
        }
        guard missing.isEmpty else { throw refusal(missing.sorted { $0.name < $1.name }, chosen.source) }
        return found
    }

    private static func look(
        up host: HostSpec, _ environment: ProcessEnvironment
    ) async -> Result<(name: ByteString, address: ByteString), HostAddresses.NotFound>? {
        let written: ByteString
        let name: ByteString
        switch host.transport {
        case .local: return nil
        case .tcp(let host, _): (written, name) = (host, host)
        case .ssh(let user, let host, _):
            guard let target = await sshTarget(user, host, environment) else { return nil }
            (written, name) = ("@" + host, target)
        }
        return await withOwnThread {
            Result { () throws(HostAddresses.NotFound) in (written, try HostAddresses.find(name)[0]) }
                .mapError { HostAddresses.NotFound(name: written, reason: $0.reason) }
        }
    }

    /// Where ssh connects to for a host; `nil` where that is not for us to look up: it goes through another host, or
    /// DISTCC_SSH is no OpenSSH.
    private static func sshTarget(
        _ user: ByteString?, _ host: ByteString, _ environment: ProcessEnvironment
    ) async -> ByteString? {
        let command = BuildFacts.sshCommand(environment)
        var arguments = Array(command.dropFirst()) + ["-G"]
        if let user { arguments += ["-l", user] }
        arguments.append(host)
        let answer = try? await capture(
            command[0], arguments: arguments, environment: environment.entries)
        guard let answer, answer.waitStatus.isSuccess else { return nil }
        var settings: [ByteString: ByteString] = [:]
        for line in ByteString(answer.standardOutput).split("\n") {
            let words = line.split(" ")
            if words.count > 1 { settings[words[0]] = words[1] }
        }
        guard (settings["proxyjump"] ?? "none") == "none", (settings["proxycommand"] ?? "none") == "none"
        else {
            return nil
        }
        return settings["hostname"]
    }

    private static func refusal(
        _ missing: [(name: ByteString, reason: ByteString)], _ source: HostSource
    ) -> Refusal {
        var lines = missing.map { name, reason in
            source.origin.description + " names the host " + name + ", which has no address: " + reason
        }
        if missing.contains(where: { $0.name.hasSuffix(".local") }) {
            lines.append(
                "Names in .local are found by nss-mdns: mdns_minimal before dns in the line hosts: of "
                    + "/etc/nsswitch.conf, and a running avahi-daemon.")
        }
        lines.append(
            "So no chroot was made and nothing was built. Correct the name or take the host out of the list; "
                + "--local builds without volunteers.")
        return Refusal(.configuration, lines)
    }
}
