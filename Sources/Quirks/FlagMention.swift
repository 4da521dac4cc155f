public import BashSyntax
public import ByteStrings

/// A flag that a PKGBUILD puts into a variable of flags: `CFLAGS+=' -O3'`, `make CFLAGS="-O3"`,
/// `-DCMAKE_C_FLAGS=-O3`.
public struct FlagMention: Equatable, Sendable {
    /// Where the flag is, as offsets into the source.
    public var range: Range<Int>
    /// From 1.
    public var line: Int
    /// `CFLAGS`, `-DCMAKE_C_FLAGS`.
    public var variable: ByteString
}

extension SyntaxTree {
    /// Every place where `flag` stands as a whole word in the value of a variable whose name ends in `FLAGS`.
    public func flagMentions(_ flag: ByteString) -> [FlagMention] {
        // Nearly every PKGBUILD has none, and a search of the text is cheaper than of the tree.
        guard ByteString(source).contains(flag) else { return [] }
        var found: [FlagMention] = []
        for node in root.descendants([.assignment, .word]) {
            let text = node.text
            guard let name = Self.flagVariable(text) else { continue }
            var start = name.count
            while let range = text.firstRange(of: flag, from: start), !range.isEmpty {
                start = range.upperBound
                let place =
                    range.lowerBound + node.range.lowerBound..<range.upperBound + node.range.lowerBound
                // A word within an assignment has been seen with it.
                guard isWhole(place), !found.contains(where: { $0.range == place }) else { continue }
                found.append(
                    FlagMention(range: place, line: position(of: place.lowerBound).line, variable: name))
            }
        }
        return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The text before `=` or `+=` where it ends in `FLAGS`.
    private static func flagVariable(_ text: ByteString) -> ByteString? {
        let before = ByteString(text.bytes.prefix { $0 != UInt8(ascii: "=") })
        guard before.count < text.count else { return nil }
        let name = before.dropping(suffix: "+") ?? before
        return name.hasSuffix("FLAGS") ? name : nil
    }

    private func isWhole(_ range: Range<Int>) -> Bool {
        let before = range.lowerBound > 0 ? source[range.lowerBound - 1] : UInt8(ascii: " ")
        let after = range.upperBound < source.count ? source[range.upperBound] : UInt8(ascii: " ")
        return " \t\n\"'=(".utf8.contains(before) && " \t\r\n\"');&|".utf8.contains(after)
    }
}
