/// What begins with `$` or a backquote.
extension Parser {
    mutating func parseDollar(inQuotes: Bool) {
        guard let next = peek(1) else {
            leaf(.literal, 1)
            return
        }
        switch next {
        case UInt8(ascii: "("):
            if peek(2) == UInt8(ascii: "("), isArithmetic(from: position + 3) {
                parseArithmeticExpansion(opener: 3, closer: "))")
            } else {
                parseSubstitution(.commandSubstitution, opener: 2)
            }
        case UInt8(ascii: "{"):
            if let third = peek(2), third.isBlank || third == .newline || third == UInt8(ascii: "|") {
                parseFunctionSubstitution(opener: third == UInt8(ascii: "|") ? 3 : 2)
            } else {
                parseParameterExpansion(inQuotes: inQuotes)
            }
        case UInt8(ascii: "["):
            parseArithmeticExpansion(opener: 2, closer: "]")
        case .singleQuote where !inQuotes:
            parseSingleQuoted(.ansiQuoted, opener: 2)
        case .doubleQuote where !inQuotes:
            parseDoubleQuoted(opener: 2)
        default:
            if next.isNameStart {
                var end = position + 2
                while end < limit, source[end].isNameByte { end += 1 }
                leaf(.parameter, to: end)
            } else {
                leaf(next.isSpecialParameter ? .parameter : .literal, next.isSpecialParameter ? 2 : 1)
            }
        }
    }

    /// `$(…)`, `<(…)` and `>(…)`.
    mutating func parseSubstitution(_ kind: SyntaxKind, opener: Int) {
        let mark = builder.mark
        nested(opener: opener) { parser in
            parser.leaf(.operator, opener)
            parser.awaitingOnly(.parenthesis) { $0.parseList(.list) }
            if parser.peek() == UInt8(ascii: ")") { parser.leaf(.operator, 1) } else { parser.missing(")") }
        }
        builder.finish(kind, from: mark, at: position)
    }

    /// `${ command; }` of bash 5.3.
    private mutating func parseFunctionSubstitution(opener: Int) {
        let mark = builder.mark
        nested(opener: opener) { parser in
            parser.leaf(.operator, opener)
            parser.awaitingOnly(.brace) { $0.parseList(.list) }
            if parser.peek() == UInt8(ascii: "}") { parser.leaf(.operator, 1) } else { parser.missing("}") }
        }
        builder.finish(.commandSubstitution, from: mark, at: position)
    }

    /// Commands inside a word end with the word's own closer; the words that outer constructs wait for are plain
    /// mistakes in there.
    private mutating func awaitingOnly(_ closer: Closer, _ body: (inout Parser) -> Void) {
        let outer = awaited
        awaited = [Int](repeating: 0, count: outer.count)
        awaiting(closer, body: body)
        awaited = outer
    }

    /// Backquotes. What they hold is parsed where no backslash rewrites it first.
    mutating func parseBackquoted() {
        let mark = builder.mark
        var end = position + 1
        var isRewritten = false
        while end < limit, source[end] != .backquote {
            if source[end] == .backslash {
                isRewritten = true
                end += 1
            }
            end += 1
        }
        guard end < limit else {
            complain("missing closing backquote", position..<(position + 1))
            leaf(.unknown, 1)
            return
        }
        let close = end
        nested(opener: 1) { parser in
            parser.leaf(.operator, 1)
            if isRewritten {
                parser.leaf(.literal, to: close)
            } else {
                parser.inRegion(upTo: close) { $0.parseList(.list) }
            }
            parser.leaf(.operator, 1)
        }
        builder.finish(.backquoted, from: mark, at: position)
    }

    // MARK: Arithmetic

    mutating func parseArithmeticExpansion(opener: Int, closer: StaticString) {
        let mark = builder.mark
        nested(opener: opener) { parser in
            parser.leaf(.operator, opener)
            parser.parseArithmetic(until: closer.utf8CodeUnitCount == 1 ? UInt8(ascii: "]") : nil)
            if parser.at(closer) {
                parser.leaf(.operator, closer.utf8CodeUnitCount)
            } else {
                parser.missing("\(closer)")
            }
        }
        builder.finish(.arithmeticExpansion, from: mark, at: position)
    }

    /// The text of an expression, up to `stop` or an unmatched `)`.
    mutating func parseArithmetic(until stop: UInt8?) {
        let mark = builder.mark
        var nesting = 0
        loop: while let byte = peek() {
            switch byte {
            case stop where nesting == 0:
                break loop
            case UInt8(ascii: ")") where nesting == 0:
                break loop
            case UInt8(ascii: "("), UInt8(ascii: "["):
                nesting += 1
                leaf(.literal, 1)
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                nesting = max(0, nesting - 1)
                leaf(.literal, 1)
            default:
                if !parseQuotedOrExpanded(byte) { leaf(.literal, to: arithmeticEnd(stop)) }
            }
        }
        builder.finish(.arithmetic, from: mark, at: position)
    }

    private func arithmeticEnd(_ stop: UInt8?) -> Int {
        var end = position + 1
        while end < limit, source[end] != stop {
            switch source[end] {
            case .backslash, .dollar, .backquote, .doubleQuote, .singleQuote: return end
            case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"): return end
            default: end += 1
            }
        }
        return end
    }

    /// True if the text from behind `((` is an expression: its parenthesis closes right before another one.
    /// Bash decides `((` the same way, by the matching parenthesis and not by what is inside.
    mutating func isArithmetic(from start: Int) -> Bool {
        var closers: [UInt8] = [UInt8(ascii: ")")]
        var place = start
        defer { lookaheadBudget -= place - start }
        while place < limit {
            guard place - start < lookaheadBudget else { return true }
            let byte = source[place]
            let isQuoted = closers.last == .doubleQuote
            switch byte {
            case .backslash:
                place += 1
            case .singleQuote where !isQuoted:
                place += 1
                while place < limit, source[place] != .singleQuote { place += 1 }
            case .dollar where place + 1 < limit:
                if source[place + 1] == UInt8(ascii: "(") { closers.append(UInt8(ascii: ")")) }
                if source[place + 1] == UInt8(ascii: "{") { closers.append(UInt8(ascii: "}")) }
                if closers.last != .doubleQuote, source[place + 1] != .singleQuote,
                    source[place + 1] != .doubleQuote, source[place + 1] != .dollar
                {
                    place += 1
                }
            case closers.last:
                closers.removeLast()
                if closers.isEmpty { return place + 1 < limit && source[place + 1] == UInt8(ascii: ")") }
            case .doubleQuote:
                closers.append(byte)
            case UInt8(ascii: "(") where !isQuoted:
                closers.append(UInt8(ascii: ")"))
            default:
                break
            }
            place += 1
        }
        return false
    }
}
