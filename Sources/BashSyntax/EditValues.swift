import ByteStrings

/// Edits of assignments and of single words.
extension SyntaxTree {
    func assign(
        _ value: ByteString, _ variable: ByteString, _ occurrence: Edit.Occurrence, _ function: ByteString?
    ) throws(EditError) -> [Replacement] {
        try checkValue(value)
        var result: [Replacement] = []
        var isFound = false
        let scopes = try scopes(function)
        var all: [ByteString] = []
        for scope in scopes {
            let assignments = scope.scopeDescendants.filter {
                $0.kind == .assignment && $0.first(.subscript) == nil && $0.first(.operator)?.text == "="
            }
            all += assignments.compactMap { $0.first(.name)?.text }
            let named = assignments.filter { $0.first(.name)?.text == variable }
            for assignment in occurrence.selection(of: named) {
                isFound = true
                guard let sign = assignment.first(.operator) else { continue }
                let range = sign.range.upperBound..<assignment.range.upperBound
                if source[range].elementsEqual(value.bytes) { continue }
                result.append(Replacement(range, value))
            }
        }
        guard isFound else {
            throw EditError(
                .assignmentMissing, expected: variable + "=", found: unique(all),
                position: scopes.first?.position)
        }
        return result
    }

    /// - Throws: `.badText` unless `x=value` is one assignment.
    private func checkValue(_ value: ByteString) throws(EditError) {
        let tree = SyntaxTree(parsing: "x=" + value + "\n")
        let commands = tree.root.first(.list)?.parts ?? []
        guard tree.diagnostics.isEmpty, commands.count == 1, commands[0].kind == .simpleCommand,
            commands[0].parts.count == 1, commands[0].range == 0..<(value.count + 2)
        else { throw EditError(.badText, expected: value) }
    }

    // MARK: Words

    func replaceWord(
        _ word: ByteString, _ replacement: ByteString, _ function: ByteString?
    ) throws(EditError) -> [Replacement] {
        guard !word.isEmpty, word.bytes.allSatisfy({ $0.isPathByte }) else {
            throw EditError(.badText, expected: word)
        }
        var result: [Replacement] = []
        var isFound = false
        let scopes = try scopes(function)
        for scope in scopes {
            var ranges: [Range<Int>] = []
            for leaf in scope.leaves {
                switch leaf.kind {
                case .literal, .singleQuoted, .ansiQuoted: ranges += places(of: word, in: leaf.range)
                default: continue
                }
            }
            let done = places(of: replacement, in: scope.range)
            isFound = isFound || !ranges.isEmpty || !done.isEmpty
            // `gcc` in a `ccache gcc` that stands there already is not replaced once more.
            let open = ranges.filter { range in
                !done.contains { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound }
            }
            result += open.map { Replacement($0, replacement) }
        }
        guard isFound else {
            throw EditError(
                .wordMissing, expected: word, found: similarWords(to: word, in: scopes),
                position: scopes.first?.position)
        }
        return result
    }

    /// Where `word` stands with nothing around it that would make it a longer one.
    private func places(of word: ByteString, in range: Range<Int>) -> [Range<Int>] {
        guard let first = word.bytes.first else { return [] }
        var found: [Range<Int>] = []
        var start = range.lowerBound
        while start + word.count <= range.upperBound {
            guard let place = source[start..<range.upperBound].firstIndex(of: first),
                place + word.count <= range.upperBound
            else { break }
            let end = place + word.count
            if source[place..<end].elementsEqual(word.bytes), !isContinued(before: place),
                end == source.count || !source[end].isPathByte
            {
                found.append(place..<end)
                start = end
            } else {
                start = place + 1
            }
        }
        return found
    }

    /// `}` and `)` end an expansion that the word goes on from: `$x/bin/gcc`, `${x}/bin/gcc`.
    private func isContinued(before offset: Int) -> Bool {
        guard offset > 0 else { return false }
        let byte = source[offset - 1]
        return byte.isPathByte || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ")")
    }

    /// Words with the same last component, which may be what was meant.
    private func similarWords(to word: ByteString, in scopes: [SyntaxNode]) -> [ByteString] {
        let name = word.lastPathComponent
        return unique(
            scopes.flatMap(\.descendants).filter { $0.kind == .word && $0.text.contains(name) }.map(\.text))
    }
}

extension UInt8 {
    /// May be in a path or a program's name without quotes.
    fileprivate var isPathByte: Bool {
        switch self {
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: isNameByte || self >= 0x80
        }
    }
}
