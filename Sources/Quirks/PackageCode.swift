import BashSyntax
import ByteStrings

/// The code of a PKGBUILD as lines: comments are gone, continued lines are joined, here-documents stay.
struct PackageCode: Sendable {
    /// A piece of code, with its lines ready to be searched.
    struct Piece: Sendable {
        private let bytes: ArraySlice<UInt8>
        private let lines: [ArraySlice<UInt8>]

        init(_ bytes: ArraySlice<UInt8>) {
            self.bytes = bytes
            lines = bytes.split(separator: UInt8(ascii: "\n"))
        }

        /// The first line that has `pattern` in it.
        func line(with pattern: Glob) -> ByteString? {
            // Most patterns are nowhere in a file; their longest literal tells so without a look at the lines.
            guard pattern.mayOccur(in: bytes) else { return nil }
            return lines.first { pattern.occurs(in: $0) }.map { ByteString($0).trimmed }
        }
    }

    private let whole: Piece
    private(set) var functions: [ByteString: Piece] = [:]
    /// Every array that is assigned or appended to, wherever it is.
    let arrays: Set<ByteString>

    init(_ tree: SyntaxTree, functions definitions: [ByteString: FunctionDefinition]) {
        var arrays: Set<ByteString> = []
        let code = Self.blanked(tree) { node in
            if node.first(.array) != nil, let name = node.first(.name) { arrays.insert(name.text) }
        }
        self.arrays = arrays
        whole = Piece(code[...])
        for (name, definition) in definitions {
            let text = definition.isGenerated ? Self.blanked(definition.node.tree) : code
            functions[name] = Piece(text[definition.node.range])
        }
    }

    /// The text with blanks in the place of comments and continuations, so that every offset stays.
    private static func blanked(_ tree: SyntaxTree, onAssignment: (SyntaxNode) -> Void = { _ in }) -> [UInt8]
    {
        var bytes = tree.source
        for node in tree.root.descendants([.comment, .lineContinuation, .assignment]) {
            switch node.kind {
            case .comment, .lineContinuation:
                for offset in node.range { bytes[offset] = UInt8(ascii: " ") }
            case .assignment: onAssignment(node)
            default: continue
            }
        }
        return bytes
    }

    /// The functions that match, by name, or the whole file when no function is named.
    func pieces(in patterns: [Glob]) -> [(function: ByteString?, piece: Piece)] {
        if patterns.isEmpty { return [(nil, whole)] }
        return functions.sorted { $0.key < $1.key }
            .filter { function in patterns.contains { $0.matches(function.key) } }
            .map { ($0.key, $0.value) }
    }
}
