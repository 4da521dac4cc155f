import ByteStrings

/// Edits that define functions.
extension SyntaxTree {
    func addFunction(_ name: ByteString, _ body: EditLines) throws(EditError) -> [Replacement] {
        try checkName(name)
        let text = definition(of: name, body)
        if let existing = try? definitions(of: name), let first = existing.first {
            if existing.contains(where: { isDefinition($0, text) }) { return [] }
            throw EditError(
                .functionExists, expected: name, found: [firstLine(of: first.node)],
                position: first.node.position)
        }
        return [insertionAtEnd(of: text)]
    }

    func wrapFunction(
        _ name: ByteString, _ inner: ByteString, _ body: EditLines
    ) throws(EditError) -> [Replacement] {
        try checkName(name)
        try checkName(inner)
        let text = definition(of: name, body)
        let outer = try definitions(of: name)
        if let existing = try? definitions(of: inner), let first = existing.first {
            if outer.count == 1, isDefinition(outer[0], text) { return [] }
            throw EditError(
                .functionExists, expected: inner, found: [firstLine(of: first.node)],
                position: first.node.position)
        }
        return outer.compactMap { $0.node.first(.word) }.map { Replacement($0.range, inner) }
            + [insertionAtEnd(of: text)]
    }

    private func definition(of name: ByteString, _ body: EditLines) -> ByteString {
        name + "() {\n" + body.rendered(indentation: indentationUnit) + "}\n"
    }

    private func isDefinition(_ definition: Definition, _ text: ByteString) -> Bool {
        definition.node.text + "\n" == text
    }

    /// At the end of the text, after an empty line.
    private func insertionAtEnd(of text: ByteString) -> Replacement {
        let opener: ByteString =
            source.isEmpty ? "" : source.last == .newline ? "\n" : "\n\n"
        return Replacement(source.count..<source.count, opener + text)
    }

    private func firstLine(of node: SyntaxNode) -> ByteString {
        ByteString(node.text.bytes.prefix { $0 != .newline })
    }

    /// - Throws: `.badText` unless `name() { :; }` defines it.
    private func checkName(_ name: ByteString) throws(EditError) {
        let tree = SyntaxTree(parsing: name + "() { :; }\n")
        let commands = tree.root.first(.list)?.parts ?? []
        guard tree.diagnostics.isEmpty, commands.count == 1, commands[0].kind == .functionDefinition,
            commands[0].first(.word)?.text == name
        else { throw EditError(.badText, expected: name) }
    }
}
