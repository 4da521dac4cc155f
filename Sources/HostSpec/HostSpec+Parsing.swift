public import ByteStrings

extension HostSpec {
    /// Reads one spec, `red/8,lzo`.
    ///
    /// - Throws: `HostListError`, its offset counted from the beginning of `token`.
    public init(parsing token: ByteString) throws(HostListError) {
        try self.init(parsing: token, at: 0)
    }

    /// Reads one spec that stands `offset` bytes into a list.
    init(parsing token: ByteString, at offset: Int) throws(HostListError) {
        var reader = TokenReader(token, at: offset)
        let place = try reader.readPlace()
        let options = try reader.readOptions()
        transport = place.transport
        isLimitExplicit = place.limit != nil
        text = token
        if place.transport == .local {
            // Stock distcc reads nothing behind localhost's limit: options are tolerated and mean nothing.
            limit = place.limit ?? 2
            usesCompression = false
            sendsIncludes = false
            authentication = nil
            isDown = false
        } else {
            limit = place.limit ?? 4
            usesCompression = options.usesCompression
            sendsIncludes = options.sendsIncludes
            authentication = options.authentication
            isDown = options.isDown
        }
    }
}

private struct Place {
    var transport: HostSpec.Transport
    var limit: Int?
}

private struct Options {
    var usesCompression = false
    var sendsIncludes = false
    var authentication: HostSpec.Authentication?
    var isDown = false
}

extension TokenReader {
    /// Everything before the first comma.
    fileprivate mutating func readPlace() throws(HostListError) -> Place {
        // Exactly these two forms are local: `localhost:3632` and `localhost,lzo` reach for a daemon here.
        if token == "localhost" || token.hasPrefix("localhost/") {
            skip(9)
            return Place(transport: .local, limit: try readLimit())
        }
        return token.contains(UInt8(ascii: "@")) ? try readSSH() : try readTCP()
    }

    /// `HOSTID[:PORT][/LIMIT]`, or the older `HOSTID[/LIMIT][:PORT]`.
    private mutating func readTCP() throws(HostListError) -> Place {
        let host = try readHost()
        var limit = try readLimit()
        let port = try readPort()
        if limit == nil { limit = try readLimit() }
        return Place(transport: .tcp(host: host, port: port ?? HostSpec.defaultPort), limit: limit)
    }

    /// `[USER]@HOSTID[/LIMIT][:COMMAND]`.
    private mutating func readSSH() throws(HostListError) -> Place {
        let user = readWhile { $0 != UInt8(ascii: "@") }
        // ssh would take such a name for an option, and `-oProxyCommand=` runs a command.
        guard user.bytes.first != UInt8(ascii: "-") else { throw error(.badHostName, at: 0, piece: user) }
        skip(1)
        let host = try readHost()
        let limit = try readLimit()
        let command = try readCommand()
        return Place(
            transport: .ssh(user: user.isEmpty ? nil : user, host: host, command: command), limit: limit)
    }

    private mutating func readCommand() throws(HostListError) -> ByteString? {
        guard next == UInt8(ascii: ":") else { return nil }
        skip(1)
        let start = position
        let command = readWhile { $0 != UInt8(ascii: ",") }
        guard !command.isEmpty else { throw error(.missingValue, at: start - 1, piece: ":") }
        // `@red:22/8` was meant as a port; as a command it fails on each job with a message from ssh.
        let firstPart = command.split("/", keepingEmpty: true)[0]
        if !firstPart.isEmpty, firstPart.bytes.allSatisfy(isDigit) {
            throw error(.portOverSSH, at: start, piece: command)
        }
        return command
    }

    /// A name, an IPv4 address, or an IPv6 address in brackets, which are dropped.
    private mutating func readHost() throws(HostListError) -> ByteString {
        let start = position
        if next == UInt8(ascii: "[") {
            skip(1)
            let address = readWhile { $0 != UInt8(ascii: "]") }
            guard next == UInt8(ascii: "]") else {
                throw error(.unclosedBracket, at: start, piece: rest(from: start))
            }
            skip(1)
            guard !address.isEmpty else { throw error(.missingHost, at: start, piece: "[]") }
            guard address.bytes.first != UInt8(ascii: "-"), address.bytes.allSatisfy(isAddressByte) else {
                throw error(.badHostName, at: start + 1, piece: address)
            }
            return address
        }
        let host = readWhile { !endsHost($0) }
        guard !host.isEmpty else {
            if rest(from: start).hasPrefix("::") {
                throw error(.unbracketedAddress, at: start, piece: rest(from: start))
            }
            throw error(start == 0 ? .strayPart : .missingHost, at: start, piece: rest(from: start))
        }
        if looksLikeAddress(from: start) {
            throw error(.unbracketedAddress, at: start, piece: rest(from: start))
        }
        if position == token.count, start == 0, host.bytes.allSatisfy(isDigit) {
            throw error(.strayPart, at: start, piece: host)
        }
        guard host.bytes.first != UInt8(ascii: "-"), host.bytes.allSatisfy(isHostByte) else {
            throw error(.badHostName, at: start, piece: host)
        }
        return host
    }

    /// Whether an IPv6 address begins here without its bracket: two colons before the limit and the options,
    /// and nothing that an address cannot have.
    private func looksLikeAddress(from start: Int) -> Bool {
        let text = rest(from: start).bytes.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") }
        return text.count(where: { $0 == UInt8(ascii: ":") }) >= 2 && text.allSatisfy(isAddressByte)
            && !token.contains(UInt8(ascii: "@"))
    }

    /// `:PORT`, decimal, 1 to 65535.
    private mutating func readPort() throws(HostListError) -> UInt16? {
        guard next == UInt8(ascii: ":") else { return nil }
        skip(1)
        let start = position
        let digits = readWhile { !endsHost($0) }
        guard digits.bytes.allSatisfy(isDigit), let port = UInt16(digits.string), port > 0 else {
            throw error(.badPort, at: start, piece: digits)
        }
        return port
    }

    /// `,OPTION` until the end of the token.
    fileprivate mutating func readOptions() throws(HostListError) -> Options {
        var options = Options()
        var seen: [ByteString] = []
        while next == UInt8(ascii: ",") {
            skip(1)
            let start = position
            let word = readWhile { $0 != UInt8(ascii: ",") }
            let name = ByteString(word.bytes.prefix { $0 != UInt8(ascii: "=") })
            if seen.contains(name) { throw error(.duplicateOption, at: start, piece: word) }
            seen.append(name)
            switch word {
            case "lzo": options.usesCompression = true
            case "cpp": options.sendsIncludes = true
            case "down": options.isDown = true
            case "auth": options.authentication = .hostName
            case "auth=": throw error(.missingValue, at: start, piece: word)
            default:
                guard let principal = word.dropping(prefix: "auth=") else {
                    throw error(.unknownOption, at: start, piece: word)
                }
                options.authentication = .principal(principal)
            }
        }
        guard next == nil else { throw error(.unexpectedText, at: position, piece: rest(from: position)) }
        if options.sendsIncludes, !options.usesCompression {
            throw error(.pumpWithoutCompression, at: 0, piece: token)
        }
        return options
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

private func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
    default: isDigit(byte)
    }
}

private func isAddressByte(_ byte: UInt8) -> Bool {
    isHostByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
}

private func endsHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","): true
    default: false
    }
}
