public import ByteStrings

/// `NAME=value` or `NAME+=value` on makepkg's command line.
public struct Assignment: Equatable, Sendable {
    public var name: ByteString
    public var value: ByteString
    public var appends: Bool

    /// - Returns: `nil` where makepkg ignores the word: `[_[:alpha:]]*([[:alnum:]_])?(+)=*`.
    public init?(_ word: ByteString) {
        guard let equals = word.bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let left = ByteString(word.bytes[..<equals])
        let name = left.dropping(suffix: "+") ?? left
        guard Self.isName(name) else { return nil }
        self.name = name
        value = ByteString(word.bytes[(equals + 1)...])
        appends = name.count < left.count
    }

    public func applied(to old: ByteString?) -> ByteString {
        appends ? (old ?? "") + value : value
    }

    static func isName(_ text: ByteString) -> Bool {
        guard let first = text.bytes.first, isLetter(first) else { return false }
        return text.bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
