public import ByteStrings

/// The hosts of `DISTCC_HOSTS` or of a hosts file, in order, with the settings that stand among them.
///
/// - Source: distcc(1), HOST SPECIFICATIONS.
public struct HostList: Equatable, Sendable {
    public let hosts: [HostSpec]
    /// `--localslots`: jobs that cannot go out and may run here at once. `nil` when not written.
    public let localSlots: Int?
    /// `--localslots_cpp`: preprocessors at once here. `nil` when not written.
    public let localPreprocessSlots: Int?
    /// `--randomize`: hosts are not tried in list order.
    public let isRandomized: Bool
    /// `+zeroconf`: daemons that announce themselves belong to the list.
    public let usesZeroconf: Bool
    /// The tokens as they were written, comments left out.
    private let tokens: [ByteString]

    /// Stock distcc's numbers for `--localslots` and `--localslots_cpp` written without a value.
    private static let defaultLocalSlots = 4
    private static let defaultLocalPreprocessSlots = 8

    /// The sum of all limits, localhost's included. Unlike `distcc -j` it leaves out hosts that are `down`:
    /// no job ever goes there.
    public var totalLimit: Int {
        hosts.lazy.filter { !$0.isDown }.reduce(0) { $0 + $1.limit }
    }

    /// Reads a whole list. Tokens end at space, tab, newline, return, form feed or `#`; from `#` to the end
    /// of its line is a comment, in the environment variable too.
    ///
    /// - Throws: `HostListError` for the first token that cannot be used, or `.noHosts`.
    public init(parsing text: ByteString) throws(HostListError) {
        var hosts: [HostSpec] = []
        var tokens: [ByteString] = []
        var settings = GlobalSettings()
        for (offset, token) in Self.tokens(of: text) {
            if try !settings.read(token, at: offset) {
                hosts.append(try Self.host(token, at: offset, after: tokens.last))
            }
            tokens.append(token)
        }
        guard !hosts.isEmpty || settings.usesZeroconf else {
            throw HostListError(code: .noHosts, offset: text.count, token: "", piece: "")
        }
        self.hosts = hosts
        self.tokens = tokens
        localSlots = settings.localSlots
        localPreprocessSlots = settings.localPreprocessSlots
        isRandomized = settings.isRandomized
        usesZeroconf = settings.usesZeroconf
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

    private static func tokens(of text: ByteString) -> [(offset: Int, token: ByteString)] {
        var found: [(offset: Int, token: ByteString)] = []
        var position = 0
        let bytes = text.bytes
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "#"):
                let isEnd: (UInt8) -> Bool = { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                position = bytes[position...].firstIndex(where: isEnd) ?? bytes.count
            case let byte where isBlank(byte):
                position += 1
            default:
                let token = bytes[position...].prefix { !isBlank($0) && $0 != UInt8(ascii: "#") }
                found.append((position, ByteString(token)))
                position = token.endIndex
            }
        }
        return found
    }

    /// The vertical tab is among them: stock distcc skips it before a token.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
    }

    /// The entries of a list that are no hosts.
    private struct GlobalSettings {
        var localSlots: Int?
        var localPreprocessSlots: Int?
        var isRandomized = false
        var usesZeroconf = false

        /// Whether the token was a setting. Anything that begins with `-` or `+` must be one.
        mutating func read(_ token: ByteString, at offset: Int) throws(HostListError) -> Bool {
            guard let first = token.bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
            else {
                return false
            }
            // Stock distcc matches these names by prefix; what follows the name can only be a limit.
            let name = ByteString(token.bytes.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") })
            var reader = TokenReader(token, at: offset)
            reader.skip(name.count)
            let isRepeated: Bool
            switch name {
            case "--localslots":
                isRepeated = localSlots != nil
                localSlots = try reader.readLimit() ?? HostList.defaultLocalSlots
            case "--localslots_cpp":
                isRepeated = localPreprocessSlots != nil
                localPreprocessSlots = try reader.readLimit() ?? HostList.defaultLocalPreprocessSlots
            case "--randomize":
                isRepeated = isRandomized
                isRandomized = true
            case "+zeroconf":
                isRepeated = usesZeroconf
                usesZeroconf = true
            default:
                // A user name may begin with `+`, so a token with `@` is left to the host parser.
                if token.contains(UInt8(ascii: "@")) { return false }
                throw reader.error(.unknownSetting, at: 0, piece: token)
            }
            if isRepeated { throw reader.error(.duplicateOption, at: 0, piece: token) }
            guard reader.next == nil else {
                throw reader.error(
                    .unexpectedText, at: reader.position, piece: reader.rest(from: reader.position))
            }
            return true
        }
    }
}

extension HostList: CustomStringConvertible {
    /// The list as it was written, its tokens one space apart and without comments.
    public var description: String {
        text.string
    }

    /// `description` in bytes: parsing it gives an equal list.
    public var text: ByteString {
        tokens.joined(separator: " ")
    }
}
