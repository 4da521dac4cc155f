import ByteStrings

/// Edits that insert lines.
extension SyntaxTree {
    func insert(
        _ lines: EditLines, _ side: Edit.Side, _ pattern: CommandPattern, _ occurrence: Edit.Occurrence,
        _ function: ByteString
    ) throws(EditError) -> [Replacement] {
        var result: [Replacement] = []
        var isFound = false
        let definitions = try definitions(of: function)
        for definition in definitions {
            let statements = StatementFinder.statements(in: definition.body) { node in
                node.kind == .simpleCommand && pattern.matches(node.commandTexts)
            }
            // What an earlier application has inserted may match as well; it is not what was meant.
            let own = statements.filter { !isInside(lines, $0.range.lowerBound) }
            for statement in occurrence.selection(of: own) {
                isFound = true
                let insertion =
                    switch side {
                    case .before: try insertion(of: lines, before: statement.range)
                    case .after: try insertion(of: lines, after: statement.range, end: statement.end)
                    }
                if let insertion { result.append(insertion) }
            }
        }
        guard isFound else {
            throw EditError(
                .commandMissing, expected: pattern.words.joined(separator: " "),
                found: commandNames(in: definitions), position: definitions.first?.node.position)
        }
        return result
    }

    func insertAtStart(_ lines: EditLines, _ function: ByteString) throws(EditError) -> [Replacement] {
        var result: [Replacement] = []
        for definition in try definitions(of: function) {
            if let insertion = try insertion(of: lines, into: definition.body, at: .before) {
                result.append(insertion)
            }
        }
        return result
    }

    func insertAtEnd(_ lines: EditLines, _ function: ByteString) throws(EditError) -> [Replacement] {
        var result: [Replacement] = []
        for definition in try definitions(of: function) {
            if let insertion = try insertion(of: lines, into: definition.body, at: .after) {
                result.append(insertion)
            }
        }
        return result
    }

    /// The commands of a function by their first two words, for messages.
    private func commandNames(in definitions: [Definition]) -> [ByteString] {
        unique(
            definitions.flatMap { $0.body.descendants([.simpleCommand]) }
                .map { $0.commandTexts.prefix(2).joined(separator: " ") }.filter { !$0.isEmpty })
    }

    // MARK: Before the use of an array

    func appendBeforeUse(
        _ elements: [ByteString], _ array: ByteString, _ function: ByteString
    ) throws(EditError) -> [Replacement] {
        try checkElements(elements)
        var result: [Replacement] = []
        var isFound = false
        let definitions = try definitions(of: function)
        for definition in definitions {
            let uses = StatementFinder.statements(in: definition.body) { $0.expandsAll(of: array) }
            guard let use = uses.first(where: { !changes(array, $0.range) }) else { continue }
            isFound = true
            let missing = elements.filter {
                !isSettled($0, array, before: use.range.lowerBound, in: definition.body)
            }
            if missing.isEmpty { continue }
            let lines = try EditLines(array + "+=(" + missing.joined(separator: " ") + ")")
            if let insertion = try insertion(of: lines, before: use.range) { result.append(insertion) }
        }
        guard isFound else {
            throw EditError(
                .commandMissing, expected: "${" + array + "[*]}", found: commandNames(in: definitions),
                position: definitions.first?.node.position)
        }
        return result
    }

    /// True if the statement does nothing but give the array a value: `x=("${x[@]}" more)`.
    private func changes(_ array: ByteString, _ statement: Range<Int>) -> Bool {
        let commands = root.descendants([.simpleCommand]).filter { $0.range == statement }
        let parts = commands.first?.parts ?? []
        return !parts.isEmpty
            && parts.allSatisfy { $0.kind == .assignment && $0.first(.name)?.text == array }
    }

    /// True if the last element with the same text before `=` is this one, is there on every way, and nothing was
    /// read into the array after it.
    private func isSettled(
        _ element: ByteString, _ array: ByteString, before end: Int, in body: SyntaxNode
    ) -> Bool {
        let wanted = unquoted(element)
        let key = ByteString(wanted.bytes.prefix { $0 != UInt8(ascii: "=") })
        let assignments = StatementFinder.statements(in: body) {
            $0.kind == .assignment && $0.first(.name)?.text == array && $0.first(.array) != nil
        }
        var isSettled = false
        for statement in assignments where statement.range.upperBound <= end {
            for node in elementWords(of: array, within: statement.range, in: body) {
                guard let text = node.unquotedText else {
                    // `"key=$value"` has the key as well, or may be anything.
                    if node.text.contains(key) || key.isEmpty { isSettled = false }
                    continue
                }
                guard ByteString(text.bytes.prefix { $0 != UInt8(ascii: "=") }) == key else { continue }
                isSettled = text == wanted && statement.isUnconditional
            }
        }
        let readers = StatementFinder.statements(in: body) { node in
            guard node.kind == .simpleCommand, let command = node.commandTexts.first else { return false }
            return ["readarray", "mapfile", "read"].contains(command) && node.commandTexts.contains(array)
        }
        return isSettled && !readers.contains { $0.range.upperBound <= end }
    }

    private func elementWords(
        of array: ByteString, within range: Range<Int>, in body: SyntaxNode
    ) -> [SyntaxNode] {
        body.descendants.filter { node in
            node.kind == .assignment && range.contains(node.range.lowerBound)
                && node.first(.name)?.text == array
        }.flatMap { $0.first(.array)?.all(.word) ?? [] }
    }
}

extension SyntaxNode {
    /// `${name[*]}` or `${name[@]}`, whatever is done with it; not the count or the indices.
    fileprivate func expandsAll(of name: ByteString) -> Bool {
        guard kind == .parameterExpansion else { return false }
        let parts = parts
        guard parts.count > 2, parts[1].kind == .name, parts[1].text == name,
            parts[2].kind == .subscript
        else { return false }
        return parts[2].text == "[*]" || parts[2].text == "[@]"
    }
}
