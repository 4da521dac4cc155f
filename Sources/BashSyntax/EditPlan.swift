public import ByteStrings

/// New bytes for a range of the old ones; an insertion where the range is empty.
public struct Replacement: Hashable, Sendable {
    /// Offsets into `SyntaxTree.source`.
    public var range: Range<Int>
    public var text: ByteString

    public init(_ range: Range<Int>, _ text: ByteString) {
        self.range = range
        self.text = text
    }
}

extension SyntaxTree {
    /// The changes that bring about what `edit` asks for, in text order and apart from each other; none if the text
    /// is so already.
    ///
    /// - Throws: `EditError`; also `.wouldBreak` if the text with the changes had a new diagnostic or, because it
    ///   was broken before, would not be as asked for.
    public func plan(_ edit: Edit) throws(EditError) -> [Replacement] {
        let replacements = apart(try replacements(for: edit))
        if !replacements.isEmpty { try checkSoundness(applying(replacements), edit) }
        return replacements
    }

    /// The text after `edit`, taken apart again.
    public func applying(_ edit: Edit) throws(EditError) -> SyntaxTree {
        let replacements = try plan(edit)
        return replacements.isEmpty ? self : applying(replacements)
    }

    /// - Precondition: the ranges are in text order and do not overlap.
    public func applying(_ replacements: [Replacement]) -> SyntaxTree {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count + replacements.reduce(0) { $0 + $1.text.count })
        var place = 0
        for replacement in replacements {
            precondition(replacement.range.lowerBound >= place, "replacements are in order and apart")
            bytes += source[place..<replacement.range.lowerBound]
            bytes += replacement.text.bytes
            place = replacement.range.upperBound
        }
        bytes += source[place...]
        return SyntaxTree(parsing: bytes, extendedPatterns: extendedPatterns)
    }

    private func replacements(for edit: Edit) throws(EditError) -> [Replacement] {
        switch edit {
        case .appendElements(let elements, let array, let function):
            return try appendElements(elements, array, function)
        case .replaceElement(let pattern, let replacement, let array, let function):
            return try replaceElement(pattern, replacement, array, function)
        case .appendBeforeUse(let elements, let array, let function):
            return try appendBeforeUse(elements, array, function)
        case .insert(let lines, let side, let pattern, let occurrence, let function):
            return try insert(EditLines(lines), side, pattern, occurrence, function)
        case .insertAtStart(let lines, let function):
            return try insertAtStart(EditLines(lines), function)
        case .insertAtEnd(let lines, let function):
            return try insertAtEnd(EditLines(lines), function)
        case .assign(let value, let variable, let occurrence, let function):
            return try assign(value, variable, occurrence, function)
        case .replaceWord(let word, let replacement, let function):
            return try replaceWord(word, replacement, function)
        case .addFunction(let name, let body):
            return try addFunction(name, EditLines(body))
        case .wrapFunction(let name, let inner, let body):
            return try wrapFunction(name, inner, EditLines(body))
        }
    }

    /// In text order, without what stands inside of something that is replaced, as in `x=$(x=1)`.
    private func apart(_ replacements: [Replacement]) -> [Replacement] {
        var end = 0
        return replacements.sorted { $0.range.lowerBound < $1.range.lowerBound }.filter { replacement in
            guard replacement.range.lowerBound >= end else { return false }
            end = replacement.range.upperBound
            return true
        }
    }

    /// What was wrong before may stay so; nothing new may be.
    private func checkSoundness(_ result: SyntaxTree, _ edit: Edit) throws(EditError) {
        // Lines that came to stand in an open quote, say, would be missed and inserted again.
        if let again = try? result.replacements(for: edit), let first = again.first {
            throw EditError(
                .wouldBreak, expected: first.text,
                position: position(of: min(first.range.lowerBound, source.count)))
        }
        var known = diagnostics
        for diagnostic in result.diagnostics {
            let old = known.firstIndex {
                $0.message == diagnostic.message && $0.text == diagnostic.text
            }
            guard let old else {
                throw EditError(
                    .wouldBreak, expected: ByteString(diagnostic.message), found: [diagnostic.text],
                    position: diagnostic.position)
            }
            known.remove(at: old)
        }
    }
}

extension Edit.Occurrence {
    func selection<Element>(of elements: [Element]) -> [Element] {
        switch self {
        case .first: Array(elements.prefix(1))
        case .last: Array(elements.suffix(1))
        case .every: elements
        }
    }
}
