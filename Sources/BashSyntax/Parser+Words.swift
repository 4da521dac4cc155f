/// Words: runs of literals, quotes and expansions.
extension Parser {
    enum WordMode {
        case plain
        /// A side of a comparison in `[[ … ]]`, where bash reads with extglob on.
        case pattern
        /// Behind `=~`: `(`, `|` and, inside parentheses, blanks belong to the word.
        case regularExpression
    }

    /// True if a word begins here: anything but blanks and operators, or a process substitution.
    func atWord() -> Bool {
        guard let byte = peek() else { return false }
        if !byte.endsWord { return true }
        return (byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")) && peek(1) == UInt8(ascii: "(")
    }

    /// Reads up to the end of the word, which may be empty (`x=`).
    ///
    /// - Parameter mark: where the word began, if something of it has been read already.
    mutating func parseWord(_ mode: WordMode = .plain, from mark: Int? = nil) {
        let mark = mark ?? builder.mark
        var parentheses = 0
        while let byte = peek() {
            if parseQuotedOrExpanded(byte) { continue }
            if mode == .regularExpression, continuesExpression(byte, &parentheses) {
                leaf(.literal, 1)
                continue
            }
            if byte.endsWord {
                guard atWord() else { break }
                parseSubstitution(.processSubstitution, opener: 2)
                continue
            }
            let recognizes = mode == .pattern || (mode == .plain && extendedPatterns)
            if recognizes, byte.beginsExtendedPattern, peek(1) == UInt8(ascii: "(") {
                parseExtendedPattern()
            } else {
                leaf(.literal, to: literalEnd(recognizingPatterns: recognizes))
            }
        }
        builder.finish(.word, from: mark, at: position)
    }

    private func continuesExpression(_ byte: UInt8, _ parentheses: inout Int) -> Bool {
        switch byte {
        case UInt8(ascii: "("):
            parentheses += 1
            return true
        case UInt8(ascii: ")"):
            parentheses -= 1
            return parentheses >= 0
        case UInt8(ascii: "|"): return parentheses > 0 || peek(1) != UInt8(ascii: "|")
        case .newline: return false
        default: return byte.endsWord && parentheses > 0
        }
    }

    private func literalEnd(recognizingPatterns: Bool) -> Int {
        var end = position + 1
        while end < limit, !source[end].isSpecialInWord {
            if recognizingPatterns, source[end].beginsExtendedPattern, end + 1 < limit,
                source[end + 1] == UInt8(ascii: "(")
            {
                break
            }
            end += 1
        }
        return end
    }

    /// Backslashes, quotes, `$` and backquotes: what means the same in every unquoted text.
    ///
    /// - Returns: false if `byte`, which stands here, begins none of them.
    mutating func parseQuotedOrExpanded(_ byte: UInt8) -> Bool {
        switch byte {
        case .backslash:
            parseEscape()
        case .singleQuote:
            parseSingleQuoted(.singleQuoted, opener: 1)
        case .doubleQuote:
            parseDoubleQuoted(opener: 1)
        case .dollar:
            parseDollar(inQuotes: false)
        case .backquote:
            parseBackquoted()
        default:
            return false
        }
        return true
    }

    mutating func parseEscape() {
        guard let next = peek(1) else {
            leaf(.literal, 1)
            return
        }
        leaf(next == .newline ? .lineContinuation : .escape, 2)
    }

    /// `'…'`, or `$'…'`, in which a backslash quotes the quote.
    mutating func parseSingleQuoted(_ kind: SyntaxKind, opener: Int) {
        var end = position + opener
        while end < limit, source[end] != .singleQuote {
            end += kind == .ansiQuoted && source[end] == .backslash ? 2 : 1
        }
        if end < limit {
            leaf(kind, to: end + 1)
        } else {
            complain("missing closing quote", position..<(position + opener))
            leaf(kind, to: limit)
        }
    }

    mutating func parseDoubleQuoted(opener: Int) {
        let mark = builder.mark
        let start = position
        nested(opener: opener) { parser in
            parser.leaf(.quote, opener)
            parser.parseText(.doubleQuoted)
            if parser.peek() == .doubleQuote {
                parser.leaf(.quote, 1)
            } else {
                parser.complain("missing closing quote", start..<(start + opener))
            }
        }
        builder.finish(.doubleQuoted, from: mark, at: position)
    }

    enum TextStyle {
        /// Up to `"`.
        case doubleQuoted
        /// Up to the end of the region.
        case hereDocument
        /// Up to the `]` that matches, within the line; quotes work.
        case `subscript`
    }

    /// Text with expansions, up to what ends its style.
    mutating func parseText(_ style: TextStyle) {
        var brackets = 0
        while let byte = peek() {
            switch (style, byte) {
            case (.doubleQuoted, .doubleQuote):
                return
            case (.subscript, UInt8(ascii: "]")) where brackets == 0, (.subscript, .newline):
                return
            case (.subscript, UInt8(ascii: "]")):
                brackets -= 1
                leaf(.literal, 1)
            case (.subscript, UInt8(ascii: "[")):
                brackets += 1
                leaf(.literal, 1)
            case (.subscript, _):
                if !parseQuotedOrExpanded(byte) { leaf(.literal, to: textEnd(style)) }
            case (_, .backslash):
                parseQuotedEscape(style)
            case (_, .dollar):
                parseDollar(inQuotes: true)
            case (_, .backquote):
                parseBackquoted()
            default:
                leaf(.literal, to: textEnd(style))
            }
        }
    }

    /// Between double quotes a backslash quotes only what would be special there.
    private mutating func parseQuotedEscape(_ style: TextStyle) {
        switch peek(1) {
        case .newline: leaf(.lineContinuation, 2)
        case .dollar, .backquote, .backslash: leaf(.escape, 2)
        case .doubleQuote where style == .doubleQuoted: leaf(.escape, 2)
        default: leaf(.literal, 1)
        }
    }

    private func textEnd(_ style: TextStyle) -> Int {
        var end = position + 1
        while end < limit {
            switch source[end] {
            case .backslash, .dollar, .backquote: return end
            case .doubleQuote where style != .hereDocument: return end
            case .singleQuote, .newline, UInt8(ascii: "["), UInt8(ascii: "]"):
                if style == .subscript { return end }
            default: break
            }
            end += 1
        }
        return end
    }

    /// `+(a|b)`: alternatives of text up to the parenthesis that matches.
    private mutating func parseExtendedPattern() {
        let mark = builder.mark
        nested(opener: 2) { parser in
            parser.leaf(.operator, 2)
            while let byte = parser.peek(), byte != UInt8(ascii: ")") {
                if parser.parseQuotedOrExpanded(byte) { continue }
                if byte.beginsExtendedPattern, parser.peek(1) == UInt8(ascii: "(") {
                    parser.parseExtendedPattern()
                } else if byte == UInt8(ascii: "|") {
                    parser.leaf(.operator, 1)
                } else {
                    parser.leaf(.literal, to: parser.literalEnd(recognizingPatterns: true))
                }
            }
            if parser.peek() == UInt8(ascii: ")") { parser.leaf(.operator, 1) } else { parser.missing(")") }
        }
        builder.finish(.extendedPattern, from: mark, at: position)
    }
}
