import ByteStrings

/// Expanding words: segments first, then the shape that the context asks for.
extension Interpreter {
    /// What a part of a word becomes.
    enum Segment {
        /// Text; what `splits` came from an unquoted expansion.
        case text([UInt8], quoted: Bool, splits: Bool)
        /// The elements of `"${x[@]}"` or, unquoted, of `$*` and `$@`.
        case list([ByteString], quoted: Bool)
    }

    /// One byte of a pattern.
    typealias PatternByte = ShellPattern.Byte

    /// Values longer than this are not computed: `x+=$x` doubles.
    static let longestText = 1 << 20

    static let mostFields = 20_000

    // MARK: Contexts

    /// The text of a word where bash neither splits nor looks for files: assignments, `case`, `[[`.
    mutating func text(of word: SyntaxNode) throws(Dynamic) -> ByteString {
        joined(try segments(word.parts, quoted: false))
    }

    /// The right side of `=`; `~` counts, and nothing is assigned for a missing word.
    mutating func assignmentText(_ word: SyntaxNode?) throws(Dynamic) -> ByteString {
        guard let word else { return "" }
        var segments = try segments(word.parts, quoted: false)
        if try tilde(&segments, word) == false, let first = word.parts.first, first.kind == .literal,
            first.text.contains(":~")
        {
            throw dynamic(.unsupported(word.text), word)
        }
        let text = joined(segments)
        guard text.count <= Interpreter.longestText else { throw dynamic(.tooLarge, word) }
        return text
    }

    /// What stands in `[…]`.
    mutating func subscriptText(_ node: SyntaxNode) throws(Dynamic) -> ByteString {
        joined(try segments(node.parts.filter { $0.kind != .operator }, quoted: false))
    }

    func joined(_ segments: [Segment]) -> ByteString {
        var bytes: [UInt8] = []
        for segment in segments {
            switch segment {
            case .text(let text, _, _): bytes += text
            case .list(let elements, _): bytes += elements.joined(separator: " ").bytes
            }
        }
        return ByteString(bytes)
    }

    /// The same, keeping which bytes are quoted: quoted ones match only themselves.
    mutating func patternBytes(_ parts: [SyntaxNode], quoted: Bool = false) throws(Dynamic) -> [PatternByte] {
        var pattern: [PatternByte] = []
        for segment in try segments(parts, quoted: quoted) {
            switch segment {
            case .text(let text, let isQuoted, _):
                pattern += text.map { PatternByte(value: $0, isQuoted: isQuoted) }
            case .list(let elements, let isQuoted):
                pattern += elements.joined(separator: " ").bytes.map {
                    PatternByte(value: $0, isQuoted: isQuoted)
                }
            }
        }
        return pattern
    }

    /// - Parameter extended: whether extglob is on; in `[[ … ]]` it always is.
    mutating func matches(_ subject: ByteString, _ word: SyntaxNode, extended: Bool) throws(Dynamic) -> Bool {
        let pattern = ShellPattern(try patternBytes(word.parts), extended: extended)
        try checkBytes(pattern, subject, word)
        return pattern.matches(subject.bytes)
    }

    /// What `?` and `[…]` match beyond ASCII depends on the locale; huge subjects are not worth the time.
    func checkBytes(_ pattern: ShellPattern, _ subject: ByteString, _ node: SyntaxNode) throws(Dynamic) {
        if pattern.countsCharacters, !subject.isASCII { throw dynamic(.unsupported(node.text), node) }
        if subject.count > 4096 { throw dynamic(.tooLarge, node) }
    }

    // MARK: Segments

    mutating func segments(_ parts: [SyntaxNode], quoted: Bool) throws(Dynamic) -> [Segment] {
        var result: [Segment] = []
        for part in parts { result += try segments(part, quoted: quoted) }
        return result
    }

    private mutating func segments(_ part: SyntaxNode, quoted: Bool) throws(Dynamic) -> [Segment] {
        switch part.kind {
        case .literal, .operator, .name:
            return [.text(part.text.bytes, quoted: quoted, splits: false)]
        case .escape where quoted && !part.text.bytes[1].isEscapableInQuotes:
            return [.text(part.text.bytes, quoted: true, splits: false)]
        case .escape:
            return [.text(Array(part.text.bytes.dropFirst()), quoted: true, splits: false)]
        case .singleQuoted:
            return [.text(Array(part.text.bytes.dropFirst().dropLast()), quoted: true, splits: false)]
        case .ansiQuoted:
            guard let text = AnsiQuoting.decode(part.text.bytes.dropFirst(2).dropLast()) else {
                throw dynamic(.unsupported(part.text), part)
            }
            return [.text(text, quoted: true, splits: false)]
        case .doubleQuoted:
            // `$"…"` is translated by gettext.
            guard part.children.first?.text == "\"" else { throw dynamic(.unsupported(part.text), part) }
            let inner = try segments(part.parts.filter { $0.kind != .quote }, quoted: true)
            return inner.isEmpty ? [.text([], quoted: true, splits: false)] : inner
        case .parameter:
            return [try expand(ByteString(part.text.bytes.dropFirst()), part, quoted: quoted)]
        case .parameterExpansion:
            return try expandParameter(part, quoted: quoted)
        case .arithmeticExpansion:
            guard let expression = part.first(.arithmetic) else { return [] }
            let number = ByteString(String(try arithmetic(expression)))
            return [.text(number.bytes, quoted: quoted, splits: !quoted)]
        case .extendedPattern, .subscript, .operand:
            return try segments(part.parts, quoted: quoted)
        case .commandSubstitution where printsDefinitions:
            guard let text = try printedDefinition(part) else {
                throw dynamic(.commandSubstitution(part.text), part)
            }
            return [.text(text.bytes, quoted: true, splits: false)]
        case .commandSubstitution, .backquoted, .processSubstitution:
            throw dynamic(.commandSubstitution(part.text), part)
        default:
            throw dynamic(.unsupported(part.text), part)
        }
    }

    /// Replaces a leading unquoted `~` by HOME. False if there was none.
    private mutating func tilde(_ segments: inout [Segment], _ word: SyntaxNode) throws(Dynamic) -> Bool {
        guard case .text(let text, false, false)? = segments.first, text.first == UInt8(ascii: "~"),
            word.parts.first?.kind == .literal
        else { return false }
        let isHome = text.count == 1 ? segments.count == 1 : text[1] == UInt8(ascii: "/")
        guard isHome, let home = try lookUp("HOME", at: word)?.text else {
            throw dynamic(.unsupported(word.text), word)
        }
        segments[0] = .text(home.bytes, quoted: true, splits: false)
        segments.insert(.text(Array(text.dropFirst()), quoted: false, splits: false), at: 1)
        return true
    }

    // MARK: Fields

    /// A word of a command or of an array: braces, expansions, splitting, file names.
    mutating func expandFields(_ word: SyntaxNode) throws(Dynamic) -> [ByteString] {
        if word.kind == .assignment { return [try assignmentAsWord(word)] }
        guard let alternatives = BraceExpansion.expand(word.parts) else { throw dynamic(.tooLarge, word) }
        var fields: [ByteString] = []
        for atoms in alternatives {
            var segments: [Segment] = []
            for piece in BraceExpansion.pieces(atoms) {
                switch piece {
                case .text(let bytes): segments.append(.text(bytes, quoted: false, splits: false))
                case .node(let node): segments += try self.segments(node, quoted: false)
                }
            }
            _ = try tilde(&segments, word)
            fields += try split(segments, word)
        }
        return fields
    }

    /// `name=value` among the arguments of `eval` and its like.
    private mutating func assignmentAsWord(_ node: SyntaxNode) throws(Dynamic) -> ByteString {
        guard node.first(.array) == nil, node.first(.subscript) == nil else {
            throw dynamic(.unsupported(node.text), node)
        }
        let head = (node.first(.name)?.text ?? "") + (node.first(.operator)?.text ?? "")
        return head + (try assignmentText(node.first(.word)))
    }

    private func split(_ segments: [Segment], _ word: SyntaxNode) throws(Dynamic) -> [ByteString] {
        let separators = try fieldSeparators(word)
        var splitter = FieldSplitter(separators: separators)
        for segment in segments {
            switch segment {
            case .text(let bytes, _, splits: true):
                splitter.appendSplitting(bytes)
            case .text(let bytes, let isQuoted, _):
                splitter.append(bytes, quoted: isQuoted)
            case .list(let elements, let isQuoted):
                for (index, element) in elements.enumerated() {
                    if index > 0 { splitter.endField() }
                    if isQuoted {
                        splitter.append(element.bytes, quoted: true)
                    } else {
                        splitter.appendSplitting(element.bytes)
                    }
                }
            }
        }
        splitter.endField()
        if splitter.fields.count > Interpreter.mostFields { throw dynamic(.tooLarge, word) }
        for field in splitter.fields where field.mayMatchFiles || field.hasPattern && state.dropsPatterns {
            throw dynamic(.pathname(ByteString(field.bytes)), word)
        }
        return splitter.fields.map { ByteString($0.bytes) }
    }

    private func fieldSeparators(_ node: SyntaxNode) throws(Dynamic) -> [UInt8] {
        guard state.variables["IFS"] != nil else { return [0x20, 0x09, 0x0A] }
        return try lookUp("IFS", at: node)?.text?.bytes ?? [0x20, 0x09, 0x0A]
    }
}
