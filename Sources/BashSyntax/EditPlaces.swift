import ByteStrings

/// Where lines can be inserted.
///
/// A statement that has its line to itself gets the lines above or below that line. In `a; b` or `{ a; }` a newline
/// is inserted beside it. Neither may come between `<<END` and the lines of that here-document, which begin at the
/// next newline.
extension SyntaxTree {
    /// Lines at one place; `nil` if they stand there already.
    func insertion(of lines: EditLines, before statement: Range<Int>) throws(EditError) -> Replacement? {
        let start = lineStart(statement.lowerBound)
        let indentation = blanks(from: start)
        let rendered = lines.rendered(indentation: indentation)
        guard start + indentation.count == statement.lowerBound else {
            return try checked(breakingLine(at: statement.lowerBound, lines, after: indentation))
        }
        if ends(with: rendered, at: start) { return nil }
        return try checked(Replacement(start..<start, rendered))
    }

    /// - Parameter end: behind the statement's `;`, or where it ends.
    func insertion(
        of lines: EditLines, after statement: Range<Int>, end: Int
    ) throws(EditError) -> Replacement? {
        let start = lineStart(statement.lowerBound)
        let indentation = blanks(from: start)
        guard let next = lineEnd(after: end) else {
            return try checked(breakingLine(at: end, lines, after: indentation))
        }
        let place = endOfHereDocuments(from: next)
        if stands(lines, at: place) { return nil }
        let rendered = lines.rendered(indentation: indentation)
        // The last line may lack its newline.
        let opener: ByteString = place > 0 && source[place - 1] != .newline ? "\n" : ""
        return try checked(Replacement(place..<place, opener + rendered))
    }

    /// Lines right behind an opening brace, or before the closing one.
    func insertion(
        of lines: EditLines, into body: SyntaxNode, at side: Edit.Side
    ) throws(EditError) -> Replacement? {
        guard let open = body.parts.first, let close = body.parts.last, close.kind == .operator,
            open.range != close.range
        else { throw EditError(.badPlace, expected: "}", position: body.position) }
        let own = blanks(from: lineStart(body.range.lowerBound))
        let rendered = lines.rendered(indentation: indentation(in: body) ?? own + indentationUnit)
        switch side {
        case .before:
            guard let next = lineEnd(after: open.range.upperBound) else {
                return try checked(
                    Replacement(
                        open.range.upperBound..<open.range.upperBound, "\n" + rendered + own + indentationUnit
                    ))
            }
            if stands(lines, at: next) { return nil }
            return try checked(Replacement(next..<next, rendered))
        case .after:
            let start = lineStart(close.range.lowerBound)
            guard start + blanks(from: start).count == close.range.lowerBound else {
                let place = close.range.lowerBound
                return try checked(Replacement(place..<place, "\n" + rendered + own))
            }
            if ends(with: rendered, at: start) { return nil }
            return try checked(Replacement(start..<start, rendered))
        }
    }

    /// True if `offset` is inside a copy of `lines` that stands there already.
    func isInside(_ lines: EditLines, _ offset: Int) -> Bool {
        let rendered = lines.rendered(indentation: blanks(from: lineStart(offset)))
        var start = lineStart(offset)
        while offset - start < rendered.count {
            if source[start...].starts(with: rendered.bytes) { return true }
            guard start > 0 else { return false }
            start = lineStart(start - 1)
        }
        return false
    }

    // MARK: Lines

    func lineStart(_ offset: Int) -> Int {
        (source[..<offset].lastIndex(of: .newline) ?? -1) + 1
    }

    /// The blanks that begin at `offset`.
    func blanks(from offset: Int) -> ByteString {
        ByteString(source[offset...].prefix { $0.isBlank })
    }

    /// One level, as the text has it: the blanks before the first indented line of a function, else two spaces.
    var indentationUnit: ByteString {
        for node in root.descendants([.group]) {
            let opener = lineStart(node.range.lowerBound)
            guard blanks(from: opener).isEmpty, let found = indentation(in: node), !found.isEmpty else {
                continue
            }
            return found
        }
        return "  "
    }

    /// The blanks before the first statement in `body` that has its line to itself.
    private func indentation(in body: SyntaxNode) -> ByteString? {
        for part in body.first(.list)?.parts ?? [] where !part.kind.isLeaf && part.kind != .hereDocument {
            let start = lineStart(part.range.lowerBound)
            let found = blanks(from: start)
            if start + found.count == part.range.lowerBound { return found }
        }
        return nil
    }

    /// The start of the next line if nothing but blanks and a comment follows `offset` on this one.
    private func lineEnd(after offset: Int) -> Int? {
        var place = offset + blanks(from: offset).count
        if place < source.count, source[place] == UInt8(ascii: "#") {
            place = source[place...].firstIndex(of: .newline) ?? source.count
        }
        if place == source.count { return place }
        return source[place] == .newline ? place + 1 : nil
    }

    private func endOfHereDocuments(from offset: Int) -> Int {
        var place = offset
        for document in root.descendants([.hereDocument]) {
            if document.range.lowerBound == place { place = document.range.upperBound }
        }
        return place
    }

    /// True if the lines begin at `offset`, however they are indented.
    private func stands(_ lines: EditLines, at offset: Int) -> Bool {
        source[offset...].starts(with: lines.rendered(indentation: blanks(from: offset)).bytes)
    }

    private func ends(with rendered: ByteString, at offset: Int) -> Bool {
        let start = offset - rendered.count
        guard start >= 0, start == 0 || source[start - 1] == .newline else { return false }
        return source[start..<offset].elementsEqual(rendered.bytes)
    }

    /// The lines between newlines of their own, with what followed on the old line indented like them.
    private func breakingLine(at offset: Int, _ lines: EditLines, after indentation: ByteString)
        -> Replacement
    {
        let inner = isInsideCompound(offset) ? indentation + indentationUnit : indentation
        return Replacement(offset..<offset, "\n" + lines.rendered(indentation: inner) + inner)
    }

    /// True if a group, clause or function that holds `offset` began on the same line.
    private func isInsideCompound(_ offset: Int) -> Bool {
        let start = lineStart(offset)
        return root.descendants.contains { node in
            switch node.kind {
            case .group, .subshell, .ifClause, .loop, .forClause, .forArithmetic, .caseItem:
                node.range.lowerBound >= start && node.range.lowerBound < offset
                    && offset < node.range.upperBound
            default: false
            }
        }
    }

    /// - Throws: `.badPlace` between `<<END` and the lines that belong to it.
    private func checked(_ replacement: Replacement) throws(EditError) -> Replacement {
        let place = replacement.range.lowerBound
        var pending: [SyntaxNode] = []
        for node in root.descendants([.redirection, .hereDocument]) {
            if node.kind == .redirection {
                let sign = node.first(.operator)?.text
                if sign == "<<" || sign == "<<-" { pending.append(node) }
            } else if !pending.isEmpty {
                let redirection = pending.removeFirst()
                if redirection.range.lowerBound < place, place < node.range.lowerBound {
                    throw EditError(.badPlace, expected: redirection.text, position: position(of: place))
                }
                if node.range.lowerBound < place, place < node.range.upperBound {
                    throw EditError(.badPlace, expected: redirection.text, position: position(of: place))
                }
            }
        }
        return replacement
    }
}
