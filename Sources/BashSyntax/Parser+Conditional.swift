/// `[[ … ]]`: a grammar of its own, in which `<`, `(` and `!` mean other things.
extension Parser {
    mutating func parseConditional() {
        let mark = builder.mark
        nested(opener: 2) { parser in
            parser.leaf(.keyword, 2)
            parser.parseConditionalOr()
            parser.skipTrivia(newlines: true)
            while !parser.atEnd, !parser.atKeyword("]]"), parser.peek() != .newline, !parser.atListEnd() {
                parser.takeUnexpected()
                parser.skipTrivia(newlines: false)
            }
            if parser.atKeyword("]]") { parser.leaf(.keyword, 2) } else { parser.missing("]]") }
        }
        builder.finish(.conditional, from: mark, at: position)
    }

    private mutating func parseConditionalOr() {
        parseConditionalRun(.conditionalOr, "||") { parser in
            parser.parseConditionalRun(.conditionalAnd, "&&") { $0.parseConditionalTerm() }
        }
    }

    private mutating func parseConditionalRun(
        _ kind: SyntaxKind, _ separator: StaticString, _ term: (inout Parser) -> Void
    ) {
        let mark = builder.mark
        term(&self)
        var end = builder.mark
        var isRun = false
        while true {
            skipTrivia(newlines: true)
            guard at(separator) else { break }
            isRun = true
            leaf(.operator, 2)
            term(&self)
            end = builder.mark
        }
        if isRun { builder.finish(kind, from: mark, upTo: end, at: position) }
    }

    private mutating func parseConditionalTerm() {
        skipTrivia(newlines: true)
        let mark = builder.mark
        if atKeyword("!"), !at("!(") || !extendedPatterns {
            nested(opener: 1) { parser in
                parser.leaf(.keyword, 1)
                parser.parseConditionalTerm()
            }
            builder.finish(.conditionalNot, from: mark, at: position)
        } else if peek() == UInt8(ascii: "(") {
            nested(opener: 1) { parser in
                parser.leaf(.operator, 1)
                parser.awaiting(.parenthesis) { $0.parseConditionalOr() }
                parser.skipTrivia(newlines: true)
                if parser.peek() == UInt8(ascii: ")") {
                    parser.leaf(.operator, 1)
                } else {
                    parser.missing(")")
                }
            }
            builder.finish(.conditionalGroup, from: mark, at: position)
        } else if atKeyword("]]") || !atWord() {
            missing("expression")
        } else if atUnaryOperator() {
            leaf(.operator, 2)
            skipTrivia(newlines: false)
            if atWord(), !atKeyword("]]") { parseWord() } else { missing("word") }
            builder.finish(.conditionalUnary, from: mark, at: position)
        } else {
            parseComparison(from: mark)
        }
    }

    /// `-f` and its kin, where a word follows that is not itself a comparison.
    private func atUnaryOperator() -> Bool {
        guard peek() == UInt8(ascii: "-"), let letter = peek(1), letter.isNameStart, peek(2)?.isBlank == true
        else {
            return false
        }
        var ahead = position + 2
        while ahead < limit, source[ahead].isBlank { ahead += 1 }
        guard ahead < limit else { return false }
        return !at("]]", from: ahead) && !at("== ", from: ahead) && !at("= ", from: ahead)
            && !at("!= ", from: ahead) && !at("&&", from: ahead) && !at("||", from: ahead)
    }

    private mutating func parseComparison(from mark: Int) {
        parseWord(.pattern)
        let end = builder.mark
        skipTrivia(newlines: true)
        let length = comparisonLength()
        guard length > 0 else {
            builder.finish(.conditionalWord, from: mark, upTo: end, at: position)
            return
        }
        let isExpression = at("=~")
        leaf(.operator, length)
        skipTrivia(newlines: false)
        if isExpression, let byte = peek(), !byte.isBlank, byte != .newline {
            parseWord(.regularExpression)
        } else if atWord(), !atKeyword("]]") {
            parseWord(.pattern)
        } else {
            missing("word")
        }
        builder.finish(.conditionalBinary, from: mark, at: position)
    }

    private func comparisonLength() -> Int {
        if at("==") || at("!=") || at("=~") { return 2 }
        if at("<") || at(">") || at("=") { return 1 }
        let names: [StaticString] = ["-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"]
        return peek() == UInt8(ascii: "-") && names.contains(where: { atKeyword($0) }) ? 3 : 0
    }
}
