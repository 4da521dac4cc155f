public import ByteStrings

/// Why a host list cannot be used, and where.
public struct HostListError: Error, Hashable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        case noHosts = "no-hosts"
        /// A limit, port or option separated from its host by a space.
        case strayPart = "stray-part"
        case missingHost = "missing-host"
        case badHostName = "bad-host-name"
        case unbracketedAddress = "unbracketed-address"
        case unclosedBracket = "unclosed-bracket"
        case badLimit = "bad-limit"
        case badPort = "bad-port"
        case portOverSSH = "port-over-ssh"
        case unknownOption = "unknown-option"
        case duplicateOption = "duplicate-option"
        case missingValue = "missing-value"
        case pumpWithoutCompression = "pump-without-compression"
        case unknownSetting = "unknown-setting"
        case unexpectedText = "unexpected-text"
    }

    public var code: Code
    /// Where `piece` begins, in bytes from the beginning of the list.
    public var offset: Int
    /// The same for people. In a spec that stands alone it is always the first line.
    public var place: TextPlace
    /// The whole token, blank to blank; empty for `.noHosts`.
    public var token: ByteString
    /// The part of the token that is wrong.
    public var piece: ByteString
    /// The spelling that was probably meant.
    public var suggestion: ByteString?

    init(code: Code, offset: Int, token: ByteString, piece: ByteString) {
        self.code = code
        self.offset = offset
        place = TextPlace(line: 1, column: offset + 1)
        self.token = token
        self.piece = piece
    }

    /// The error with its line and column in the whole list.
    func placed(in text: ByteString) -> HostListError {
        var error = self
        error.place = TextPlace(of: offset, in: text)
        return error
    }
}

extension HostListError {
    /// What may stand there instead.
    public var allowed: String {
        switch code {
        case .noHosts: "HOST[:PORT][/LIMIT][,OPTION…], separated by spaces"
        case .strayPart: "a limit, port or option is joined to its host without a space"
        case .missingHost: "a host name, an IPv4 address, or an IPv6 address in brackets"
        case .badHostName: "letters, digits, '.', '-' and '_', not beginning with '-'; spaces separate hosts"
        case .unbracketedAddress, .unclosedBracket: "an IPv6 address stands in brackets, [fe80::1]:3632/8"
        case .badLimit: "a limit is a number from 1 to 65535"
        case .badPort: "a port is a number from 1 to 65535"
        case .portOverSSH:
            "after an ssh host stands the path of distccd; a port belongs into ssh_config or DISTCC_SSH"
        case .unknownOption: "options are lzo, cpp, auth, auth=NAME and down; spaces separate hosts"
        case .duplicateOption: "once is enough"
        case .missingValue: "auth=NAME, or :COMMAND after an ssh host, needs a value"
        case .pumpWithoutCompression: "cpp needs lzo: HOST,cpp,lzo"
        case .unknownSetting: "--randomize, --localslots=N, --localslots_cpp=N and +zeroconf"
        case .unexpectedText: "HOST[:PORT][/LIMIT][,OPTION…]"
        }
    }

    private var problem: String {
        switch code {
        case .noHosts: "no hosts"
        case .strayPart: "stands alone"
        case .missingHost: "no host before it"
        case .badHostName: "not a host name"
        case .unbracketedAddress: "IPv6 address without brackets"
        case .unclosedBracket: "bracket not closed"
        case .badLimit: "not a limit"
        case .badPort: "not a port"
        case .portOverSSH: "a port, where ssh hosts have a command"
        case .unknownOption: "unknown option"
        case .duplicateOption: "given twice"
        case .missingValue: "value missing"
        case .pumpWithoutCompression: "cpp without lzo"
        case .unknownSetting: "unknown setting"
        case .unexpectedText: "unexpected text"
        }
    }
}

extension HostListError: CustomStringConvertible {
    /// One line for people: `host list, line 1, column 11: '/8': stands alone (…); did you mean '127.0.0.1/8'?`
    public var description: String {
        guard code != .noHosts else { return "host list: \(explanation)" }
        return "host list, line \(place.line), column \(place.column): \(explanation)"
    }

    /// The same without the place.
    public var explanation: String {
        guard code != .noHosts else { return "no hosts in it; allowed: \(allowed)" }
        let what = piece == token ? "'\(piece)'" : "'\(piece)' in '\(token)'"
        let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
        return "\(what): \(problem) (\(allowed))\(hint)"
    }
}
