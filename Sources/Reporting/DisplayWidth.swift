/// How many terminal columns text takes, and text cut to a number of columns.
///
/// Terminals count by wcwidth(3): a combining mark takes no column, an East Asian wide character two. The
/// standard library has no East Asian Width, so the wide blocks are a table here; a character with ambiguous
/// width takes one column, as every UTF-8 locale but some CJK ones has it.
///
/// - Source: Unicode 15.1, `EastAsianWidth.txt`, ranges W and F, joined where only unassigned points lie between.
extension String {
    /// The columns that the text takes; it holds no control characters.
    var displayWidth: Int {
        // Nearly all text is ASCII, and bytes are far faster to count than characters.
        utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// The longest beginning that takes at most `width` columns.
    func prefix(columns width: Int) -> String {
        var taken = 0
        return String(
            prefix { character in
                taken += character.displayWidth
                return taken <= width
            })
    }

    /// The longest end that takes at most `width` columns.
    func suffix(columns width: Int) -> String {
        var taken = 0
        var start = endIndex
        while start > startIndex {
            let before = index(before: start)
            taken += self[before].displayWidth
            guard taken <= width else { break }
            start = before
        }
        return String(self[start...])
    }

    /// The text with every control character as `?`: a file name must not move the cursor.
    var printable: String {
        guard unicodeScalars.contains(where: \.isControl) else { return self }
        return String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? "?" : $0 }))
    }
}

extension Character {
    var displayWidth: Int {
        let scalars = unicodeScalars
        // An emoji sequence, by its variation selector, or two regional indicators: one picture of two columns.
        if scalars.count > 1, scalars.contains("\u{FE0F}") || scalars.allSatisfy(\.isRegionalIndicator) {
            return 2
        }
        return scalars.reduce(0) { max($0, $1.displayWidth) }
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool { properties.generalCategory == .control }

    fileprivate var isRegionalIndicator: Bool { (0x1F1E6...0x1F1FF).contains(value) }

    fileprivate var displayWidth: Int {
        guard value >= 0x300 else { return value == 0xAD || value >= 0x20 ? 1 : 0 }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        return Unicode.Scalar.wideRanges.contains { $0.contains(value) } ? 2 : 1
    }

    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x2FFFD,
        0x30000...0x3FFFD,
    ]
}
