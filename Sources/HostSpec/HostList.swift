public import ByteStrings

/// The hosts of `DISTCC_HOSTS` or of a hosts file, in order, with the settings that stand among them.
///
/// - Source: distcc(1), HOST SPECIFICATIONS.
public struct HostList: Equatable, Sendable {
    /// The list as it was written, comments and blanks included.
    public let text: ByteString
    /// What stands in it, in order.
    public let items: [HostListItem]
    /// The hosts among `items`.
    public let hosts: [HostSpec]

    /// `--localslots`: jobs that cannot go out and may run here at once. `nil` when not written.
    public var localSlots: Int? {
        first { if case .localSlots(let slots) = $0 { slots } else { nil } }
    }

    /// `--localslots_cpp`: preprocessors at once here. `nil` when not written.
    public var localPreprocessSlots: Int? {
        first { if case .localPreprocessSlots(let slots) = $0 { slots } else { nil } }
    }

    /// `--randomize`: hosts are not tried in list order.
    public var isRandomized: Bool { items.contains { $0.meaning == .randomize } }

    /// `+zeroconf`: daemons that announce themselves belong to the list.
    public var usesZeroconf: Bool { items.contains { $0.meaning == .zeroconf } }

    /// The sum of all limits, localhost's included. Unlike `distcc -j` it leaves out hosts that no job ever goes
    /// to: those that are `down`, and those that ask for authentication.
    public var totalLimit: Int {
        hosts.lazy.filter(\.isUsable).reduce(0) { $0 + $1.limit }
    }

    /// Reads a whole list. Tokens end at space, tab, newline, return, form feed or `#`; from `#` to the end
    /// of its line is a comment, in the environment variable too.
    ///
    /// - Throws: `HostListError` for the first token that cannot be used, or `.noHosts`.
    public init(parsing text: ByteString) throws(HostListError) {
        var items: [HostListItem] = []
        do {
            for (offset, token) in Self.tokens(of: text) {
                let meaning = try HostListItem.meaning(of: token, at: offset, after: items)
                items.append(
                    HostListItem(
                        token: token, offset: offset, place: TextPlace(of: offset, in: text), meaning: meaning
                    ))
            }
        } catch {
            throw error.placed(in: text)
        }
        self.text = text
        self.items = items
        hosts = items.compactMap { if case .host(let host) = $0.meaning { host } else { nil } }
        guard !hosts.isEmpty || usesZeroconf else {
            throw HostListError(code: .noHosts, offset: text.count, token: "", piece: "").placed(in: text)
        }
    }

    private func first(_ value: (HostListItem.Meaning) -> Int?) -> Int? {
        items.compactMap { value($0.meaning) }.first
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
}

extension HostList: CustomStringConvertible {
    /// The list as it was written.
    public var description: String { text.string }
}

extension HostList {
    /// The list with hosts in the place of `+zeroconf`, which then stands there no more. Everything else, comments
    /// included, stays as it was written.
    ///
    /// - Parameter hosts: specs, `192.0.2.7:3632/10`; none leaves nothing in its place.
    /// - Throws: `HostListError` `.noHosts` when none are left, or for a spec that is wrong.
    public func replacingZeroconf(with hosts: [ByteString]) throws(HostListError) -> HostList {
        var bytes: [UInt8] = []
        var position = 0
        for item in items where item.meaning == .zeroconf {
            bytes += text.bytes[position..<item.offset]
            bytes += hosts.joined(separator: " ").bytes
            position = item.offset + item.token.count
        }
        return try HostList(parsing: ByteString(bytes + text.bytes[position...]))
    }
}
