public import ByteStrings

/// One token of a host list: a host, or a setting for all of them.
public struct HostListItem: Equatable, Sendable {
    public enum Meaning: Equatable, Sendable {
        case host(HostSpec)
        /// `--localslots=N`
        case localSlots(Int)
        /// `--localslots_cpp=N`
        case localPreprocessSlots(Int)
        /// `--randomize`
        case randomize
        /// `+zeroconf`
        case zeroconf
    }

    /// As it was written.
    public let token: ByteString
    /// Where it begins, in bytes from the beginning of the list.
    public let offset: Int
    public let place: TextPlace
    public let meaning: Meaning

    /// Stock distcc's numbers for `--localslots` and `--localslots_cpp` written without a value.
    private static let defaultLocalSlots = 4
    private static let defaultLocalPreprocessSlots = 8

    /// What a token means among those before it.
    static func meaning(
        of token: ByteString, at offset: Int, after items: [HostListItem]
    ) throws(HostListError) -> Meaning {
        guard let setting = try setting(token, at: offset) else {
            return .host(try host(token, at: offset, after: items.last?.token))
        }
        if items.contains(where: { $0.meaning.isSameSetting(as: setting) }) {
            throw TokenReader(token, at: offset).error(.duplicateOption, at: 0, piece: token)
        }
        return setting
    }

    /// A token that begins with `-` or `+` must be a setting; `nil` for any other.
    private static func setting(_ token: ByteString, at offset: Int) throws(HostListError) -> Meaning? {
        guard let first = token.bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else {
            return nil
        }
        // Stock distcc matches these names by prefix; what follows the name can only be a limit.
        let name = ByteString(token.bytes.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
        var reader = TokenReader(token, at: offset)
        reader.skip(name.count)
        let meaning: Meaning
        switch name {
        case "--localslots":
            meaning = .localSlots(try reader.readLimit() ?? defaultLocalSlots)
        case "--localslots_cpp":
            meaning = .localPreprocessSlots(try reader.readLimit() ?? defaultLocalPreprocessSlots)
        case "--randomize":
            meaning = .randomize
        case "+zeroconf":
            meaning = .zeroconf
        default:
            // A user name may begin with `+`, so a token with `@` is left to the host parser.
            if token.contains(UInt8(ascii: "@")) { return nil }
            throw reader.error(.unknownSetting, at: 0, piece: token)
        }
        guard reader.next == nil else {
            throw reader.error(
                .unexpectedText, at: reader.position, piece: reader.rest(from: reader.position))
        }
        return meaning
    }

    /// A host; a part that stands alone (`red /8`) is reported with the spelling that was meant.
    private static func host(
        _ token: ByteString, at offset: Int, after previous: ByteString?
    ) throws(HostListError) -> HostSpec {
        do {
            return try HostSpec(parsing: token, at: offset)
        } catch {
            guard error.code == .strayPart, let previous else { throw error }
            let isNumber = token.bytes.first.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false
            let joined = previous + (isNumber ? "/" : "") + token
            var explained = error
            explained.suggestion = (try? HostSpec(parsing: joined)) == nil ? nil : joined
            throw explained
        }
    }
}

extension HostListItem.Meaning {
    fileprivate func isSameSetting(as other: Self) -> Bool {
        switch (self, other) {
        case (.localSlots, .localSlots), (.localPreprocessSlots, .localPreprocessSlots),
            (.randomize, .randomize), (.zeroconf, .zeroconf):
            true
        default: false
        }
    }
}
