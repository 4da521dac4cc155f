import ByteStrings

/// `[[ … ]]` and `test`.
extension Interpreter {
    mutating func holds(_ node: SyntaxNode) throws(Dynamic) -> Bool {
        let operands = node.parts.filter { !$0.kind.isLeaf }
        switch node.kind {
        case .conditionalOr:
            for operand in operands where try holds(operand) { return true }
            return false
        case .conditionalAnd:
            for operand in operands where try !holds(operand) { return false }
            return true
        case .conditionalNot:
            guard let operand = operands.first else { break }
            return try !holds(operand)
        case .conditionalGroup:
            guard let operand = operands.first else { break }
            return try holds(operand)
        case .conditionalWord:
            guard let word = operands.first else { break }
            return try !text(of: word).isEmpty
        case .conditionalUnary:
            guard let word = operands.first, let test = node.first(.operator)?.text else { break }
            if test == "-v" { return try isSet(try text(of: word), node) }
            return try holds(test, try text(of: word), node)
        case .conditionalBinary:
            guard operands.count == 2, let test = node.first(.operator)?.text else { break }
            return try compare(operands[0], test, operands[1], node)
        default: break
        }
        throw dynamic(.unsupported(node.text), node)
    }

    private mutating func compare(
        _ left: SyntaxNode, _ test: ByteString, _ right: SyntaxNode, _ node: SyntaxNode
    ) throws(Dynamic) -> Bool {
        let subject = try text(of: left)
        switch test {
        case "=", "==": return try matches(subject, right, extended: true)
        case "!=": return try !matches(subject, right, extended: true)
        case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
            let (one, other) = (
                try arithmetic(subject, at: left), try arithmetic(try text(of: right), at: right)
            )
            return Interpreter.compare(one, test, other)
        default:
            // `<` and `>` go by the locale, `-nt` by files, and `=~` by the C library's expressions.
            throw dynamic(.condition(node.text), node)
        }
    }

    private static func compare(_ left: Int, _ test: ByteString, _ right: Int) -> Bool {
        switch test {
        case "-eq": left == right
        case "-ne": left != right
        case "-lt": left < right
        case "-le": left <= right
        case "-gt": left > right
        default: left >= right
        }
    }

    private func holds(_ test: ByteString, _ operand: ByteString, _ node: SyntaxNode) throws(Dynamic) -> Bool
    {
        switch test {
        case "-z": return operand.isEmpty
        case "-n": return !operand.isEmpty
        // That a file cannot be read here does not say that it is not there.
        case "-e", "-f",
            "-r" where !operand.isEmpty && sourceFile(operand) != nil:
            return true
        default: throw dynamic(.condition(node.text), node)
        }
    }

    /// `test` and `[` on words that are already expanded: the forms of up to three arguments.
    mutating func test(_ words: ArraySlice<ByteString>, _ node: SyntaxNode) {
        do throws(Dynamic) {
            state.status = .known(try holds(Array(words), node) ? 0 : 1)
        } catch {
            state.status = .unknown(error)
        }
    }

    private func holds(_ words: [ByteString], _ node: SyntaxNode) throws(Dynamic) -> Bool {
        if words.count > 1, words[0] == "!" { return try !holds(Array(words.dropFirst()), node) }
        switch words.count {
        case 0: return false
        case 1: return !words[0].isEmpty
        case 2: return try holds(words[0], words[1], node)
        case 3:
            switch words[1] {
            case "=", "==": return words[0] == words[2]
            case "!=": return words[0] != words[2]
            case "-eq", "-ne", "-lt", "-le", "-gt", "-ge":
                guard let left = Int(words[0].string), let right = Int(words[2].string) else { break }
                return Interpreter.compare(left, words[1], right)
            case "-a": return !words[0].isEmpty && !words[2].isEmpty
            case "-o": return !words[0].isEmpty || !words[2].isEmpty
            default: break
            }
        default:
            if let joined = try joinedTests(words, node) { return joined }
        }
        throw dynamic(.condition(node.text), node)
    }

    /// `a -o b`, `a -a b`; `nil` where it takes more than a cut at these words, such as parentheses.
    private func joinedTests(_ words: [ByteString], _ node: SyntaxNode) throws(Dynamic) -> Bool? {
        guard !words.contains("("), !words.contains(")") else { return nil }
        for (joint, isOr) in [("-o" as ByteString, true), ("-a", false)] {
            let parts = words.split(separator: joint, omittingEmptySubsequences: false).map { Array($0) }
            guard parts.count > 1 else { continue }
            // A joint that is an operand, as in `-n -o`, leaves a part too short.
            guard parts.allSatisfy({ $0.count > 1 || $0.count == 1 && !$0[0].hasPrefix("-") && $0[0] != "!" })
            else { return nil }
            var result = !isOr
            for part in parts {
                let holds = try holds(part, node)
                result = isOr ? result || holds : result && holds
            }
            return result
        }
        return nil
    }
}
