public import ByteStrings

/// A distccd that announces itself in the local network, as started with `--zeroconf`.
public struct AnnouncedVolunteer: Hashable, Sendable {
    /// The service's name, `distcc@red`: one machine has one, however many addresses it has.
    public var name: ByteString
    /// IPv4 or IPv6, in digits.
    public var address: ByteString
    /// The interface here through which it was found.
    public var interface: ByteString
    public var port: UInt16
    /// The jobs that it takes at once.
    public var limit: Int
    /// What `cc -dumpmachine` says there; `nil` when it has no cc.
    public var compilerMachine: ByteString?
    /// What `cc -dumpversion` says there.
    public var compilerVersion: ByteString?

    public init(
        name: ByteString, address: ByteString, interface: ByteString, port: UInt16, limit: Int,
        compilerMachine: ByteString? = nil, compilerVersion: ByteString? = nil
    ) {
        self.name = name
        self.address = address
        self.interface = interface
        self.port = port
        self.limit = limit
        self.compilerMachine = compilerMachine
        self.compilerVersion = compilerVersion
    }

    /// The entry of a host list that reaches it: `192.0.2.7:3632/10`, `[fe80::1%eth0]:3632/10`. Never with options,
    /// as in stock distcc: a daemon does not say which it understands.
    public var spec: ByteString {
        let host: ByteString
        if address.contains(UInt8(ascii: ":")) {
            host = "[" + address + (isLinkLocal ? "%" + interface : "") + "]"
        } else {
            host = address
        }
        return host + ByteString(":\(port)/\(limit)")
    }

    /// Such an address means nothing without its interface.
    private var isLinkLocal: Bool {
        // fe80::/10
        ["fe8", "fe9", "fea", "feb"].contains { address.hasPrefix($0) }
    }

    /// Which of several addresses of one machine is taken: the smallest.
    var preference: Int {
        address.contains(UInt8(ascii: ":")) ? isLinkLocal ? 2 : 1 : 0
    }
}

extension AnnouncedVolunteer {
    /// Whether its cc is the same as one here, as far as it says. Stock distcc asks for the same by a DNS-SD
    /// subtype of machine and version, and finds nobody where one side has no cc (its issue 541): here, who says
    /// nothing is believed.
    public func fits(machine: ByteString, version: ByteString) -> Bool {
        let fitsMachine = compilerMachine.map { Self.withoutVendor($0) == Self.withoutVendor(machine) }
        let fitsVersion = compilerVersion.map { $0 == version }
        return fitsMachine ?? true && fitsVersion ?? true
    }

    /// Debian says `x86_64-linux-gnu` where others say `x86_64-pc-linux-gnu`.
    private static func withoutVendor(_ triple: ByteString) -> ByteString {
        let fields = triple.split("-")
        guard fields.count == 4 else { return triple }
        return [fields[0], fields[2], fields[3]].joined(separator: "-")
    }
}
