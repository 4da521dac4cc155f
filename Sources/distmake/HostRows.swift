import ByteStrings
import Discovery
import HostSpec
import Reporting

/// A host list as tables: one row for each host and for each setting.
struct HostRows {
    private(set) var hosts = TextTable(
        [
            .init("host"), .init("by"), .init("mode"), .init("slots", .right),
            .init("options", overflow: .cutEnd(minimum: 8)), .init("state", overflow: .cutEnd(minimum: 8)),
            .init("line", .right),
        ], indent: 2)
    private(set) var settings = TextTable(
        [.init("setting"), .init("meaning", overflow: .cutEnd(minimum: 8)), .init("line", .right)], indent: 2)

    /// - Parameter announced: the volunteers in `+zeroconf`'s place.
    init(_ list: HostList, announced: [AnnouncedVolunteer]) {
        for item in list.items {
            switch item.meaning {
            case .host(let host): append(host, state: Self.state(of: host), line: item.place.line)
            case .localSlots(let slots): append(item, "\(slots) compiles and links at once here")
            case .localPreprocessSlots(let slots): append(item, "\(slots) preprocessors at once here")
            case .randomize: append(item, "a new order of the hosts for each build")
            case .zeroconf:
                append(item, "\(announced.count) found")
                for volunteer in announced {
                    guard let host = try? HostSpec(parsing: volunteer.spec) else { continue }
                    append(host, state: "announced as \(volunteer.name)", line: item.place.line)
                }
            }
        }
    }

    private mutating func append(_ item: HostListItem, _ meaning: String) {
        settings.append([item.token.string, meaning, "\(item.place.line)"])
    }

    private mutating func append(_ host: HostSpec, state: String, line: Int) {
        let by =
            switch host.transport {
            case .local: "this machine"
            case .tcp: "TCP"
            case .ssh: "SSH"
            }
        let mode =
            switch host.protocolVersion {
            case _ where host.transport == .local: ""
            case 2: "compressed"
            case 3: "pump"
            default: "plain"
            }
        hosts.append([
            host.name.string, by, mode, "\(host.limit)", Self.options(of: host), state, "\(line)",
        ])
    }

    private static func options(of host: HostSpec) -> String {
        var options: [String] = []
        if host.sendsIncludes { options.append("cpp") }
        if host.usesCompression { options.append("lzo") }
        switch host.authentication {
        case .hostName: options.append("auth")
        case .principal(let name): options.append("auth=\(name)")
        case nil: break
        }
        if host.isDown { options.append("down") }
        if case .ssh(_, _, let command?) = host.transport { options.append("runs \(command)") }
        return options.joined(separator: ", ")
    }

    private static func state(of host: HostSpec) -> String {
        if host.isDown { return "down: never used" }
        if host.authentication != nil { return "left out: no GSSAPI here" }
        // The commonest reason of volunteers that idle.
        return host.isLimitExplicit ? "" : "no limit written"
    }
}
