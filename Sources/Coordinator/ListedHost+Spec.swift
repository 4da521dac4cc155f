import ByteStrings
import History
import HostSpec

extension ListedHost {
    init(_ host: HostSpec) {
        var options: [String] = []
        if host.sendsIncludes { options.append("cpp") }
        if host.usesCompression { options.append("lzo") }
        if host.authentication != nil { options.append("auth") }
        if host.isDown { options.append("down") }
        self.init(
            name: host.name.string, slots: host.isUsable ? host.limit : 0,
            options: options.joined(separator: ","))
    }
}
