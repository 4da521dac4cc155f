import ByteStrings

/// Lines that an edit brings, known to be sound and ready to be indented.
struct EditLines {
    private let text: ByteString
    /// Offsets at which a line begins that is not the inside of a quoted string or a here-document.
    private let starts: Set<Int>

    /// - Parameter text: one command or more; a newline at the end is not needed.
    /// - Throws: `.badText` if they do not parse, or there is nothing.
    init(_ text: ByteString) throws(EditError) {
        var text = text
        while text.bytes.last == .newline { text.bytes.removeLast() }
        text.bytes.append(.newline)
        let tree = SyntaxTree(parsing: text)
        if let first = tree.diagnostics.first {
            throw EditError(.badText, expected: text, found: [first.text], position: first.position)
        }
        guard !text.trimmed.isEmpty else { throw EditError(.badText, expected: text) }
        self.text = text
        starts = EditLines.starts(in: tree)
    }

    /// The lines with `indentation` before each that has something in it, each with its newline.
    func rendered(indentation: ByteString) -> ByteString {
        var bytes: [UInt8] = []
        for (offset, byte) in text.bytes.enumerated() {
            if starts.contains(offset), byte != .newline { bytes += indentation.bytes }
            bytes.append(byte)
        }
        return ByteString(bytes)
    }

    private static func starts(in tree: SyntaxTree) -> Set<Int> {
        var starts: Set<Int> = [0]
        var waiting = [tree.root]
        while let node = waiting.popLast() {
            switch node.kind {
            case .hereDocument:
                // Only what follows the end line is a line of the shell's own.
                starts.insert(node.range.upperBound)
            case .newline:
                starts.insert(node.range.upperBound)
            case .lineContinuation:
                // Inside a word, blanks would end it.
                if isBetweenWords(node) { starts.insert(node.range.upperBound) }
            default:
                waiting += node.children
            }
        }
        // The newline before a here-document is followed by its lines.
        for node in tree.root.descendants([.hereDocument]) where !node.range.isEmpty {
            starts.remove(node.range.lowerBound)
        }
        return starts
    }

    private static func isBetweenWords(_ node: SyntaxNode) -> Bool {
        let bytes = node.tree.source
        let (start, end) = (node.range.lowerBound, node.range.upperBound)
        return (start > 0 && bytes[start - 1].isBlank) || (end < bytes.count && bytes[end].isBlank)
    }
}
