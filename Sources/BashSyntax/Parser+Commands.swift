/// Simple commands, assignments and function definitions.
extension Parser {
    /// - Returns: false if no command stands here; nothing is consumed then.
    mutating func parseCommand() -> Bool {
        let mark = builder.mark
        if parseCompound() {
            parseTrailingRedirections(from: mark)
            return true
        }
        if atClosingWord() { return false }
        return parseSimpleCommand()
    }

    /// Redirections behind a compound command wrap it into `.redirectedCommand`.
    mutating func parseTrailingRedirections(from mark: Int) {
        var end = builder.mark
        var isRedirected = false
        while true {
            skipTrivia(newlines: false)
            guard parseRedirection() else { break }
            isRedirected = true
            end = builder.mark
        }
        if isRedirected { builder.finish(.redirectedCommand, from: mark, upTo: end, at: position) }
    }

    /// A word that bash reserves for the end of something. It begins no command, awaited or not.
    private func atClosingWord() -> Bool {
        switch peek() {
        case UInt8(ascii: "}"): atKeyword("}")
        case UInt8(ascii: "t"): atKeyword("then")
        case UInt8(ascii: "f"): atKeyword("fi")
        case UInt8(ascii: "e"): atKeyword("else") || atKeyword("elif") || atKeyword("esac")
        case UInt8(ascii: "d"): atKeyword("do") || atKeyword("done")
        default: false
        }
    }

    private mutating func parseSimpleCommand() -> Bool {
        let mark = builder.mark
        var end = mark
        var words: [Range<Int>] = []
        var acceptsAssignments = true
        var hasAssignment = false
        while true {
            skipTrivia(newlines: false)
            if parseRedirection() {
                end = builder.mark
                continue
            }
            guard atWord() else { break }
            if acceptsAssignments, parseAssignment() {
                hasAssignment = true
                end = builder.mark
                continue
            }
            let start = position
            parseWord()
            end = builder.mark
            if words.isEmpty {
                acceptsAssignments = declares(start..<position)
                if !hasAssignment, parseFunctionTail(from: mark) { return true }
            }
            if words.count < 8 { words.append(start..<position) }
        }
        guard end > mark else { return false }
        builder.finish(.simpleCommand, from: mark, upTo: end, at: position)
        noteShellOptions(words)
        return true
    }

    /// The builtins whose arguments may be `name=(…)`: bash's own list, with `eval` and `let` beside it.
    private func declares(_ word: Range<Int>) -> Bool {
        switch word.count {
        case 3: at("let", from: word.lowerBound)
        case 4: at("eval", from: word.lowerBound)
        case 5: at("local", from: word.lowerBound) || at("alias", from: word.lowerBound)
        case 6: at("export", from: word.lowerBound)
        case 7: at("declare", from: word.lowerBound) || at("typeset", from: word.lowerBound)
        case 8: at("readonly", from: word.lowerBound)
        default: false
        }
    }

    /// `shopt -s extglob` outside of functions changes how the following lines are read.
    private mutating func noteShellOptions(_ words: [Range<Int>]) {
        guard functionDepth == 0, words.count >= 3, words[0].count == 5,
            at("shopt", from: words[0].lowerBound),
            words.dropFirst(2).contains(where: { $0.count == 7 && at("extglob", from: $0.lowerBound) })
        else { return }
        if at("-s", from: words[1].lowerBound) { requestedPatterns = true }
        if at("-u", from: words[1].lowerBound) { requestedPatterns = false }
    }

    // MARK: Functions

    /// `() body` behind a name that has just been read.
    private mutating func parseFunctionTail(from mark: Int) -> Bool {
        var ahead = position
        while ahead < limit, source[ahead].isBlank { ahead += 1 }
        guard ahead < limit, source[ahead] == UInt8(ascii: "(") else { return false }
        ahead += 1
        while ahead < limit, source[ahead].isBlank { ahead += 1 }
        guard ahead < limit, source[ahead] == UInt8(ascii: ")") else { return false }
        skipTrivia(newlines: false)
        leaf(.operator, 1)
        skipTrivia(newlines: false)
        leaf(.operator, 1)
        parseFunctionBody(from: mark)
        return true
    }

    mutating func parseFunctionBody(from mark: Int) {
        skipTrivia(newlines: true)
        functionDepth += 1
        let body = builder.mark
        if parseCompound() {
            parseTrailingRedirections(from: body)
        } else {
            missing("{")
        }
        functionDepth -= 1
        builder.finish(.functionDefinition, from: mark, at: position)
    }

    // MARK: Assignments

    /// `name=`, `name+=`, `name[…]=` and what follows; a name with a subscript and no `=` is a word.
    private mutating func parseAssignment() -> Bool {
        guard let first = peek(), first.isNameStart else { return false }
        var end = position + 1
        while end < limit, source[end].isNameByte { end += 1 }
        guard end < limit else { return false }
        let isPlain = at("=", from: end) || at("+=", from: end)
        guard isPlain || source[end] == UInt8(ascii: "[") else { return false }
        let mark = builder.mark
        leaf(.name, to: end)
        if !isPlain {
            parseSubscript()
            guard at("=") || at("+=") else {
                parseWord(from: mark)
                return true
            }
        }
        leaf(.operator, peek() == UInt8(ascii: "+") ? 2 : 1)
        if peek() == UInt8(ascii: "(") {
            parseArray()
        } else {
            parseWord()
        }
        builder.finish(.assignment, from: mark, at: position)
        return true
    }

    /// `[…]`; an unclosed one ends with its line.
    mutating func parseSubscript() {
        let mark = builder.mark
        nested(opener: 1) { parser in
            parser.leaf(.operator, 1)
            parser.parseText(.subscript)
            if parser.peek() == UInt8(ascii: "]") {
                parser.leaf(.operator, 1)
            } else {
                parser.missing("]")
            }
        }
        builder.finish(.subscript, from: mark, at: position)
    }

    /// `( … )`: words and `[…]=` elements, with newlines and comments between them.
    private mutating func parseArray() {
        let mark = builder.mark
        nested(opener: 1) { parser in
            parser.leaf(.operator, 1)
            parser.awaiting(.parenthesis) { parser in parser.parseElements() }
            if parser.peek() == UInt8(ascii: ")") {
                parser.leaf(.operator, 1)
            } else {
                parser.missing(")")
            }
        }
        builder.finish(.array, from: mark, at: position)
    }

    private mutating func parseElements() {
        while true {
            skipTrivia(newlines: true)
            guard let byte = peek(), byte != UInt8(ascii: ")") else { return }
            guard atWord() else {
                takeUnexpected()
                continue
            }
            guard byte == UInt8(ascii: "[") else {
                parseWord()
                continue
            }
            let mark = builder.mark
            parseSubscript()
            if at("=") || at("+=") {
                leaf(.operator, peek() == UInt8(ascii: "+") ? 2 : 1)
                parseWord()
                builder.finish(.arrayElement, from: mark, at: position)
            } else {
                parseWord(from: mark)
            }
        }
    }
}
