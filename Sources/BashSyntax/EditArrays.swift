import ByteStrings

/// Edits of array literals.
extension SyntaxTree {
    func appendElements(
        _ elements: [ByteString], _ array: ByteString, _ function: ByteString?
    ) throws(EditError) -> [Replacement] {
        try checkElements(elements)
        let assignments = try arrayAssignments(array, function)
        var targets = assignments.filter { $0.first(.operator)?.text == "=" }
        if targets.isEmpty { targets = Array(assignments.prefix(1)) }
        return targets.compactMap { $0.first(.array) }.compactMap { literal in
            let present = Set(literal.all(.word).map { $0.unquotedText ?? $0.text })
            let missing = elements.filter { element in !present.contains(unquoted(element)) }
            return missing.isEmpty ? nil : appending(missing, to: literal)
        }
    }

    func replaceElement(
        _ pattern: ByteString, _ replacement: [ByteString], _ array: ByteString, _ function: ByteString?
    ) throws(EditError) -> [Replacement] {
        try checkElements(replacement)
        let literals = try arrayAssignments(array, function).compactMap { $0.first(.array) }
        let shellPattern = ShellPattern(plain: pattern)
        let wanted = replacement.map { unquoted($0) }
        var result: [Replacement] = []
        var all: [ByteString] = []
        for literal in literals {
            let words = literal.all(.word)
            let texts = words.map { $0.unquotedText ?? $0.text }
            all += texts
            for (index, word) in words.enumerated() where shellPattern.matches(texts[index].bytes) {
                if stands(wanted, around: index, in: texts) { continue }
                let range = replacement.isEmpty ? removalRange(of: word, in: literal) : word.range
                result.append(Replacement(range, replacement.joined(separator: " ")))
            }
        }
        // Nothing to replace is right only if it has been replaced before.
        if result.isEmpty, !Set(all).isSuperset(of: wanted) {
            throw EditError(
                .elementMissing, expected: pattern, found: unique(all), position: literals.first?.position)
        }
        return merged(result)
    }

    /// - Throws: `.badText` unless each is exactly one word.
    func checkElements(_ elements: [ByteString]) throws(EditError) {
        for element in elements {
            let tree = SyntaxTree(parsing: "x=(" + element + "\n)")
            let array = tree.root.descendants.first { $0.kind == .array }
            let words = array?.parts.filter { $0.kind != .operator } ?? []
            guard tree.diagnostics.isEmpty, words.count == 1, words[0].kind == .word,
                words[0].text == element, array?.range.upperBound == tree.source.count
            else { throw EditError(.badText, expected: element) }
        }
    }

    // MARK: Finding

    /// - Throws: `.arrayMissing` with the arrays that there are.
    private func arrayAssignments(
        _ array: ByteString, _ function: ByteString?
    ) throws(EditError) -> [SyntaxNode] {
        let scopes = try scopes(function)
        let all = scopes.flatMap(\.scopeDescendants).filter {
            $0.kind == .assignment && $0.first(.array) != nil && $0.first(.subscript) == nil
        }
        let found = all.filter { $0.first(.name)?.text == array }
        if found.isEmpty {
            throw EditError(
                .arrayMissing, expected: array, found: unique(all.compactMap { $0.first(.name)?.text }),
                position: scopes.first?.position)
        }
        return found
    }

    /// An element as the command gets it; with its expansions as it is written.
    func unquoted(_ element: ByteString) -> ByteString {
        let word = SyntaxTree(parsing: "x=(" + element + "\n)").root.descendants.first {
            $0.kind == .array
        }?.first(.word)
        return word?.unquotedText ?? element
    }

    /// True if `wanted` is what the elements around `index` already are.
    private func stands(_ wanted: [ByteString], around index: Int, in texts: [ByteString]) -> Bool {
        guard !wanted.isEmpty else { return false }
        let starts = max(0, index - wanted.count + 1)...index
        return starts.contains { texts[$0...].starts(with: wanted) }
    }

    // MARK: Places

    private func appending(_ elements: [ByteString], to literal: SyntaxNode) -> Replacement {
        let words = literal.parts.filter { $0.kind == .word || $0.kind == .arrayElement }
        guard let last = words.last else {
            let place = literal.range.lowerBound + 1
            // A `#` must stay the beginning of its comment.
            let closer: ByteString = place < source.count && source[place] == UInt8(ascii: "#") ? " " : ""
            return Replacement(place..<place, elements.joined(separator: " ") + closer)
        }
        let start = lineStart(last.range.lowerBound)
        let indentation = blanks(from: start)
        let isAlone =
            start + indentation.count == last.range.lowerBound && start > literal.range.lowerBound
        guard isAlone else {
            let place = last.range.upperBound
            return Replacement(place..<place, " " + elements.joined(separator: " "))
        }
        // Behind the element's comment, but before a `)` on its line.
        var place = last.range.upperBound
        if let comment = comment(behind: place) { place = comment }
        let text = elements.map { "\n" + indentation + $0 }.joined(separator: "")
        return Replacement(place..<place, text)
    }

    /// The end of a comment that follows on the same line.
    private func comment(behind offset: Int) -> Int? {
        let place = offset + blanks(from: offset).count
        guard place > offset, place < source.count, source[place] == UInt8(ascii: "#") else { return nil }
        return source[place...].firstIndex(of: .newline) ?? source.count
    }

    /// The element with its line if it is alone there, else with the blanks on one side.
    private func removalRange(of word: SyntaxNode, in literal: SyntaxNode) -> Range<Int> {
        let start = lineStart(word.range.lowerBound)
        let leading = blanks(from: start).count
        let end = word.range.upperBound
        let trailing = end + blanks(from: end).count
        if start > literal.range.lowerBound, start + leading == word.range.lowerBound,
            trailing < source.count, source[trailing] == .newline
        {
            return start..<(trailing + 1)
        }
        var from = word.range.lowerBound
        while from > 0, source[from - 1].isBlank { from -= 1 }
        if from < word.range.lowerBound, source[from - 1] != .newline {
            // A comment still needs a blank before it.
            return from..<end
        }
        return word.range.lowerBound..<trailing
    }

    /// Neighbours that are both removed share the blanks between them.
    private func merged(_ replacements: [Replacement]) -> [Replacement] {
        var result: [Replacement] = []
        for var replacement in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            if let last = result.last, replacement.range.lowerBound < last.range.upperBound {
                let start = min(last.range.upperBound, replacement.range.upperBound)
                replacement.range = start..<replacement.range.upperBound
            }
            result.append(replacement)
        }
        return result
    }
}
