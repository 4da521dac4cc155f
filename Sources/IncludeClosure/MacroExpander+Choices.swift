internal import ByteStrings

extension MacroExpander {
    /// The bodies of a name's object-like definitions: those of one shape are one, with choices in the places where
    /// they differ.
    mutating func objectBodies(of name: ByteString, _ definitions: [MacroDefinition]) -> [[MacroToken]] {
        if let known = united[name] { return known }
        let missesBefore = misses
        let bodies = unite(definitions.compactMap { $0.parameters == nil ? withHeaders($0.body) : nil })
        if misses == missesBefore { united[name] = bodies }
        return bodies
    }

    /// Texts of one shape become one, with choices in the places where they differ.
    mutating func unite(_ texts: [[MacroToken]]) -> [[MacroToken]] {
        guard texts.count > 1 else { return texts }
        var united: [[MacroToken]] = []
        for text in texts {
            if let index = united.firstIndex(where: { hasShape($0, of: text) }) {
                for place in text.indices { united[index][place].choose(text[place]) }
            } else {
                united.append(text)
            }
        }
        return united
    }

    /// What a name comes to that stands for a number or another word, whichever of its definitions holds, or none.
    mutating func word(for name: MacroToken, _ definitions: [MacroDefinition]) -> MacroToken? {
        guard !definitions.isEmpty, !Self.systemNames.contains(name.text),
            definitions.allSatisfy({
                $0.parameters == nil && $0.body.count == 1 && isInert($0.body[0]) && $0.body[0].isWord
            })
        else { return nil }
        var word = name
        for definition in definitions { word.choose(definition.body[0]) }
        return word
    }

    /// Each `<name>` in which nothing is to be expanded as one token.
    private mutating func withHeaders(_ body: [MacroToken]) -> [MacroToken] {
        var result: [MacroToken] = []
        var rest = body[...]
        while let token = rest.popFirst() {
            guard token.text == "<", let close = rest.firstIndex(where: { $0.text == ">" }),
                rest[...close].allSatisfy({ !$0.hasSpaceBefore && isPlain($0) })
            else {
                result.append(token)
                continue
            }
            result.append(
                MacroToken(
                    kind: .header, text: rest[..<close].map(\.text).joined(separator: ""),
                    hasSpaceBefore: token.hasSpaceBefore))
            rest = rest[(close + 1)...]
        }
        return result
    }

    /// Whether a token of a header's name is what it is.
    private mutating func isPlain(_ token: MacroToken) -> Bool {
        switch token.kind {
        case .identifier: isInert(token)
        case .other: token.text != "(" && token.text != ")" && token.text != "#" && token.text != "##"
        default: true
        }
    }

    private mutating func hasShape(_ body: [MacroToken], of other: [MacroToken]) -> Bool {
        guard body.count == other.count else { return false }
        for (one, another) in zip(body, other) where !one.isSame(as: another) {
            guard one.hasSpaceBefore == another.hasSpaceBefore, isInert(one), isInert(another),
                one.isWord ? another.isWord : one.kind == another.kind
            else { return false }
        }
        // Operands of `##` are no words of their own.
        return !body.contains { $0.text == "##" }
    }

    /// Whether nothing is expanded in a token, and any other of its kind would do as well.
    private mutating func isInert(_ token: MacroToken) -> Bool {
        switch token.kind {
        case .number, .header, .string, .word: return true
        case .other: return false
        case .identifier:
            guard let definitions = definitions(of: token.text) else { return false }
            return definitions.isEmpty && !Self.isReserved(token.text)
                && !Self.systemNames.contains(token.text)
        }
    }
}

extension MacroToken {
    /// Whether it may stand for a word among several.
    fileprivate var isWord: Bool { kind == .identifier || kind == .number || kind == .word }

    /// Whether they differ at most in what hides them.
    fileprivate func isSame(as other: MacroToken) -> Bool {
        kind == other.kind && text == other.text && hasSpaceBefore == other.hasSpaceBefore
            && choices == other.choices
    }

    /// Adds what another token may be to the choices.
    fileprivate mutating func choose(_ other: MacroToken) {
        // What is hidden in one of them only may be expanded.
        hidden.formIntersection(other.hidden)
        guard !isSame(as: other) else { return }
        var all = choices.isEmpty ? [text] : choices
        for choice in other.choices.isEmpty ? [other.text] : other.choices where !all.contains(choice) {
            all.append(choice)
        }
        guard all.count > 1 else { return }
        choices = all
        if isWord { kind = .word }
    }
}
