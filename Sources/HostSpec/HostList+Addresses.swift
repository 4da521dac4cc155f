public import ByteStrings

extension HostList {
    /// The list for somebody who has no resolver: every host by an address, IPv6 in brackets.
    ///
    /// Hosts that are reached by ssh are left out, since keys and configuration are missing as well where names are,
    /// and so are those that no job goes to and those without an address. `localhost`, which means no host but to
    /// compile right here, and the settings stay.
    ///
    /// - Parameter address: an address in digits of a host name, without brackets; addresses themselves are asked for
    ///   too.
    public func addressed(_ address: (ByteString) -> ByteString?) -> ByteString {
        let words = items.compactMap { item -> ByteString? in
            guard case .host(let host) = item.meaning else {
                return item.meaning == .zeroconf ? nil : item.token
            }
            guard host.isUsable else { return nil }
            switch host.transport {
            case .local: return item.token
            case .ssh: return nil
            case .tcp(let name, let port): return address(name).map { host.spelled(at: $0, port) }
            }
        }
        return words.joined(separator: " ")
    }
}

extension HostSpec {
    fileprivate func spelled(at address: ByteString, _ port: UInt16) -> ByteString {
        let place = address.contains(UInt8(ascii: ":")) ? "[" + address + "]" : address
        let options: ByteString = sendsIncludes ? ",cpp,lzo" : usesCompression ? ",lzo" : ""
        return place + (port == Self.defaultPort ? "" : ByteString(":\(port)")) + ByteString("/\(limit)")
            + options
    }
}
