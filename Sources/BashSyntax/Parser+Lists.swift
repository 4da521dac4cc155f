/// Lists, and-or lists and pipelines.
extension Parser {
    /// Commands up to the end of the region or to a closing word that somebody waits for.
    mutating func parseList(_ kind: SyntaxKind) {
        let mark = builder.mark
        let start = position
        while true {
            skipTrivia(newlines: true)
            if atEnd || atListEnd() { break }
            guard parseAndOr() else {
                takeUnexpected()
                continue
            }
            skipTrivia(newlines: false)
            parseSeparator()
        }
        builder.finish(kind, from: mark, at: start)
    }

    private mutating func parseSeparator() {
        guard let byte = peek(), byte != .newline, !atListEnd() else { return }
        switch byte {
        case UInt8(ascii: ";") where peek(1) != UInt8(ascii: ";") && peek(1) != UInt8(ascii: "&"):
            leaf(.operator, 1)
        case UInt8(ascii: "&") where peek(1) != UInt8(ascii: "&"):
            leaf(.operator, 1)
        default:
            takeUnexpected()
        }
    }

    /// True before a closing word or operator that an enclosing construct waits for.
    func atListEnd() -> Bool {
        switch peek() {
        case UInt8(ascii: ")"):
            return isAwaited(.parenthesis)
        case UInt8(ascii: ";"):
            return isAwaited(.caseEnd) && (peek(1) == UInt8(ascii: ";") || peek(1) == UInt8(ascii: "&"))
        case UInt8(ascii: "}"):
            return isAwaited(.brace) && atKeyword("}")
        case UInt8(ascii: "t"):
            return isAwaited(.then) && atKeyword("then")
        case UInt8(ascii: "f"):
            return isAwaited(.elseOrFi) && atKeyword("fi")
        case UInt8(ascii: "e"):
            if isAwaited(.elseOrFi), atKeyword("else") || atKeyword("elif") { return true }
            return isAwaited(.esac) && atKeyword("esac")
        case UInt8(ascii: "d"):
            if isAwaited(.do), atKeyword("do") { return true }
            return isAwaited(.done) && atKeyword("done")
        default:
            return false
        }
    }

    /// - Returns: false if no command stands here; nothing is consumed then.
    mutating func parseAndOr() -> Bool {
        let mark = builder.mark
        guard parsePipeline() else { return false }
        var end = builder.mark
        var isList = false
        while true {
            skipTrivia(newlines: false)
            guard at("&&") || at("||") else { break }
            isList = true
            leaf(.operator, 2)
            skipTrivia(newlines: true)
            if !parsePipeline() { missing("command") }
            end = builder.mark
        }
        if isList { builder.finish(.andOr, from: mark, upTo: end, at: position) }
        return true
    }

    private mutating func parsePipeline() -> Bool {
        let mark = builder.mark
        var isPipeline = false
        while (atKeyword("!") && !(extendedPatterns && at("!("))) || atKeyword("time") {
            isPipeline = true
            leaf(.keyword, peek() == UInt8(ascii: "!") ? 1 : 4)
            skipTrivia(newlines: false)
            if atKeyword("-p") {
                leaf(.operator, 2)
                skipTrivia(newlines: false)
            }
        }
        var end = builder.mark
        if !parseCommand() {
            // `!` and `time` alone are commands to bash.
            guard isPipeline else { return false }
        } else {
            end = builder.mark
        }
        while true {
            skipTrivia(newlines: false)
            guard peek() == UInt8(ascii: "|"), peek(1) != UInt8(ascii: "|") else { break }
            isPipeline = true
            leaf(.operator, peek(1) == UInt8(ascii: "&") ? 2 : 1)
            skipTrivia(newlines: true)
            if !parseCommand() { missing("command") }
            end = builder.mark
        }
        if isPipeline { builder.finish(.pipeline, from: mark, upTo: end, at: position) }
        return true
    }
}
