/// `${…}`
extension Parser {
    mutating func parseParameterExpansion(inQuotes: Bool) {
        let mark = builder.mark
        nested(opener: 2) { parser in
            parser.leaf(.operator, 2)
            parser.parseParameter()
            parser.parseModifier(inQuotes: inQuotes)
            while let byte = parser.peek(), byte != UInt8(ascii: "}") {
                // Bash calls the rest a bad substitution when it comes to it.
                parser.complain("bad substitution", parser.position..<(parser.position + 1))
                parser.leaf(.unknown, 1)
                parser.parseOperand(until: nil, inQuotes: inQuotes, isPattern: false)
            }
            if parser.peek() == UInt8(ascii: "}") { parser.leaf(.operator, 1) } else { parser.missing("}") }
        }
        builder.finish(.parameterExpansion, from: mark, at: position)
    }

    /// `#` or `!` in front, the name, and `[…]`.
    private mutating func parseParameter() {
        if let first = peek(), first == UInt8(ascii: "#") || first == UInt8(ascii: "!"), let second = peek(1),
            second.isNameByte || (second.isSpecialParameter && peek(2) == UInt8(ascii: "}"))
        {
            leaf(.operator, 1)
        }
        guard let first = peek() else { return }
        var end = position
        if first.isNameStart {
            while end < limit, source[end].isNameByte { end += 1 }
        } else if first.isDigit {
            while end < limit, source[end].isDigit { end += 1 }
        } else if first.isSpecialParameter {
            end += 1
        }
        leaf(.name, to: end)
        if peek() == UInt8(ascii: "["), first.isNameStart { parseSubscript() }
    }

    private mutating func parseModifier(inQuotes: Bool) {
        guard let byte = peek() else { return }
        switch byte {
        case UInt8(ascii: ":"):
            if let next = peek(1), "-=?+".utf8.contains(next) {
                leaf(.operator, 2)
                parseOperand(until: nil, inQuotes: inQuotes, isPattern: false)
            } else {
                leaf(.operator, 1)
                parseOperand(until: UInt8(ascii: ":"), inQuotes: inQuotes, isPattern: false)
                guard peek() == UInt8(ascii: ":") else { return }
                leaf(.operator, 1)
                parseOperand(until: nil, inQuotes: inQuotes, isPattern: false)
            }
        case UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "+"):
            leaf(.operator, 1)
            parseOperand(until: nil, inQuotes: inQuotes, isPattern: false)
        case UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "^"), UInt8(ascii: ","):
            leaf(.operator, peek(1) == byte ? 2 : 1)
            parseOperand(until: nil, inQuotes: inQuotes, isPattern: true)
        case UInt8(ascii: "/"):
            let next = peek(1)
            let isAnchored =
                next == UInt8(ascii: "/") || next == UInt8(ascii: "#") || next == UInt8(ascii: "%")
            leaf(.operator, isAnchored ? 2 : 1)
            parseOperand(until: UInt8(ascii: "/"), inQuotes: inQuotes, isPattern: true)
            guard peek() == UInt8(ascii: "/") else { return }
            leaf(.operator, 1)
            parseOperand(until: nil, inQuotes: inQuotes, isPattern: true)
        case UInt8(ascii: "@"), UInt8(ascii: "*"):
            leaf(.operator, 1)
            parseOperand(until: nil, inQuotes: inQuotes, isPattern: false)
        default:
            return
        }
    }

    /// Text up to `}` or, outside of quotes and parentheses, `stop`.
    ///
    /// Inside double quotes a single quote is a plain byte, except in patterns.
    private mutating func parseOperand(until stop: UInt8?, inQuotes: Bool, isPattern: Bool) {
        let mark = builder.mark
        loop: while let byte = peek() {
            switch byte {
            case stop, UInt8(ascii: "}"):
                break loop
            case .singleQuote where inQuotes && !isPattern:
                leaf(.literal, 1)
            case .dollar:
                parseDollar(inQuotes: inQuotes)
            default:
                if !parseQuotedOrExpanded(byte) { leaf(.literal, to: operandEnd(stop)) }
            }
        }
        builder.finish(.operand, from: mark, at: position)
    }

    private func operandEnd(_ stop: UInt8?) -> Int {
        var end = position + 1
        while end < limit, source[end] != stop, source[end] != UInt8(ascii: "}") {
            switch source[end] {
            case .backslash, .dollar, .backquote, .doubleQuote, .singleQuote: return end
            default: end += 1
            }
        }
        return end
    }
}
