/// `if`, loops, `case`, groups and the other compound commands.
extension Parser {
    /// - Returns: false if no compound command stands here; nothing is consumed then.
    mutating func parseCompound() -> Bool {
        let mark = builder.mark
        let start = position
        switch peek() {
        case UInt8(ascii: "("):
            if at("(("), isArithmetic(from: position + 2) {
                parseArithmeticCommand()
            } else {
                parseEnclosed(.subshell, "(", ")", .parenthesis)
            }
        case UInt8(ascii: "{") where atKeyword("{"): parseEnclosed(.group, "{", "}", .brace)
        case UInt8(ascii: "[") where atKeyword("[["): parseConditional()
        case UInt8(ascii: "i") where atKeyword("if"): clause(.ifClause, 2) { $0.parseIf() }
        case UInt8(ascii: "w") where atKeyword("while"): clause(.loop, 5) { $0.parseWhile() }
        case UInt8(ascii: "u") where atKeyword("until"): clause(.loop, 5) { $0.parseWhile() }
        case UInt8(ascii: "f") where atKeyword("for"): parseFor()
        case UInt8(ascii: "s") where atKeyword("select"): clause(.selectClause, 6) { $0.parseForWords() }
        case UInt8(ascii: "c") where atKeyword("case"): clause(.caseClause, 4) { $0.parseCase() }
        case UInt8(ascii: "f") where atKeyword("function"): parseFunctionKeyword(from: mark)
        case UInt8(ascii: "c") where atKeyword("coproc"):
            clause(.coprocess, 6) { parser in
                parser.skipTrivia(newlines: false)
                parser.parseCoprocessName()
                if !parser.parseCommand() { parser.missing("command") }
            }
        default: return false
        }
        precondition(position > start, "a compound command consumes its first word")
        return true
    }

    /// The name in `coproc NAME { …; }`: a word before a compound command. Before a simple one there is none.
    private mutating func parseCoprocessName() {
        var length = 0
        while let byte = peek(length), byte.isNameByte { length += 1 }
        guard length > 0, peek()?.isNameStart == true, peek(length)?.isBlank == true,
            !startsCompound(at: position)
        else { return }
        var next = position + length
        while next < limit, source[next].isBlank { next += 1 }
        guard startsCompound(at: next) else { return }
        leaf(.name, length)
        skipTrivia(newlines: false)
    }

    private func startsCompound(at index: Int) -> Bool {
        if index < limit, source[index] == UInt8(ascii: "(") { return true }
        let keywords: [StaticString] = ["{", "[[", "if", "while", "until", "for", "select", "case"]
        return keywords.contains { keyword in
            let end = index + keyword.utf8CodeUnitCount
            return at(keyword, from: index) && (end == limit || source[end].endsWord)
        }
    }

    /// A keyword of `length` bytes and what `body` reads behind it, as one node.
    private mutating func clause(
        _ kind: SyntaxKind, _ length: Int, _ body: (inout Parser) -> Void
    ) {
        let mark = builder.mark
        nested(opener: length) { parser in
            parser.leaf(.keyword, length)
            body(&parser)
        }
        builder.finish(kind, from: mark, at: position)
    }

    private mutating func parseEnclosed(
        _ kind: SyntaxKind, _ opener: StaticString, _ closer: StaticString, _ awaited: Closer
    ) {
        let mark = builder.mark
        nested(opener: 1) { parser in
            parser.leaf(.operator, 1)
            parser.awaiting(awaited) { $0.parseList(.list) }
            if parser.at(closer) {
                parser.leaf(.operator, 1)
            } else {
                parser.missing("\(closer)")
            }
        }
        builder.finish(kind, from: mark, at: position)
    }

    /// Takes the keyword if it is here, and complains if it is not.
    @discardableResult
    private mutating func expect(_ keyword: StaticString) -> Bool {
        skipTrivia(newlines: true)
        guard atKeyword(keyword) else {
            missing("\(keyword)")
            return false
        }
        leaf(.keyword, keyword.utf8CodeUnitCount)
        return true
    }

    private mutating func parseIf() {
        awaiting(.elseOrFi) { parser in
            repeat {
                parser.awaiting(.then) { $0.parseList(.list) }
                parser.expect("then")
                parser.parseList(.list)
            } while parser.takeKeyword("elif")
            if parser.takeKeyword("else") { parser.parseList(.list) }
        }
        expect("fi")
    }

    private mutating func takeKeyword(_ keyword: StaticString) -> Bool {
        guard atKeyword(keyword) else { return false }
        leaf(.keyword, keyword.utf8CodeUnitCount)
        return true
    }

    private mutating func parseWhile() {
        awaiting(.do, .done) { $0.parseList(.list) }
        parseLoopBody()
    }

    private mutating func parseLoopBody() {
        skipTrivia(newlines: true)
        if atKeyword("{") {
            parseEnclosed(.group, "{", "}", .brace)
            return
        }
        expect("do")
        awaiting(.done) { $0.parseList(.list) }
        expect("done")
    }

    // MARK: for, select

    private mutating func parseFor() {
        var ahead = position + 3
        while ahead < limit, source[ahead].isBlank { ahead += 1 }
        if at("((", from: ahead) {
            clause(.forArithmetic, 3) { $0.parseForArithmetic() }
        } else {
            clause(.forClause, 3) { $0.parseForWords() }
        }
    }

    private mutating func parseForArithmetic() {
        skipTrivia(newlines: false)
        leaf(.operator, 2)
        for part in 0..<3 {
            parseArithmetic(until: part < 2 ? UInt8(ascii: ";") : nil)
            guard part < 2, peek() == UInt8(ascii: ";") else { break }
            leaf(.operator, 1)
        }
        if at("))") { leaf(.operator, 2) } else { missing("))") }
        skipTrivia(newlines: false)
        if peek() == UInt8(ascii: ";") { leaf(.operator, 1) }
        parseLoopBody()
    }

    /// `NAME [in WORD …];` and the body.
    private mutating func parseForWords() {
        skipTrivia(newlines: false)
        var end = position
        while end < limit, !source[end].endsWord { end += 1 }
        if end == position { missing("name") }
        leaf(.name, to: end)
        skipTrivia(newlines: true)
        if atKeyword("in") {
            leaf(.keyword, 2)
            skipTrivia(newlines: false)
            while atWord() {
                parseWord()
                skipTrivia(newlines: false)
            }
        }
        if peek() == UInt8(ascii: ";"), peek(1) != UInt8(ascii: ";") { leaf(.operator, 1) }
        parseLoopBody()
    }

    // MARK: case

    private mutating func parseCase() {
        skipTrivia(newlines: false)
        if atWord() { parseWord() } else { missing("word") }
        expect("in")
        awaiting(.esac) { parser in
            while true {
                parser.skipTrivia(newlines: true)
                if parser.atEnd || parser.atKeyword("esac") { break }
                // Without progress some enclosing construct's closer stands here.
                let start = parser.position
                parser.parseCaseItem()
                if parser.position == start { break }
            }
        }
        expect("esac")
    }

    private mutating func parseCaseItem() {
        let mark = builder.mark
        let start = position
        if peek() == UInt8(ascii: "(") {
            leaf(.operator, 1)
            skipTrivia(newlines: false)
        }
        while atWord() {
            parseWord()
            skipTrivia(newlines: false)
            guard peek() == UInt8(ascii: "|") else { break }
            leaf(.operator, 1)
            skipTrivia(newlines: false)
        }
        if peek() == UInt8(ascii: ")"), position > start {
            leaf(.operator, 1)
            awaiting(.caseEnd) { $0.parseList(.list) }
            if at(";;&") {
                leaf(.operator, 3)
            } else if at(";;") || at(";&") {
                leaf(.operator, 2)
            }
        } else {
            missing(")")
            if position == start, !atEnd, !atListEnd() { takeUnexpected() }
        }
        builder.finish(.caseItem, from: mark, at: position)
    }

    // MARK: Others

    private mutating func parseFunctionKeyword(from mark: Int) {
        nested(opener: 8) { parser in
            parser.leaf(.keyword, 8)
            parser.skipTrivia(newlines: false)
            if parser.atWord() { parser.parseWord() } else { parser.missing("name") }
            parser.skipTrivia(newlines: false)
            if parser.peek() == UInt8(ascii: "("), !parser.at("((") {
                parser.leaf(.operator, 1)
                parser.skipTrivia(newlines: false)
                if parser.peek() == UInt8(ascii: ")") {
                    parser.leaf(.operator, 1)
                } else {
                    parser.missing(")")
                }
            }
            parser.parseFunctionBody(from: mark)
        }
    }

    private mutating func parseArithmeticCommand() {
        let mark = builder.mark
        nested(opener: 2) { parser in
            parser.leaf(.operator, 2)
            parser.parseArithmetic(until: nil)
            if parser.at("))") { parser.leaf(.operator, 2) } else { parser.missing("))") }
        }
        builder.finish(.arithmeticCommand, from: mark, at: position)
    }
}
