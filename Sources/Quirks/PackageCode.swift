import BashSyntax
import ByteStrings

/// The code of a PKGBUILD as lines: comments are gone, continued lines are joined, here-documents stay.
struct PackageCode: Sendable {
    private(set) var whole: [ByteString]
    private(set) var functions: [ByteString: [ByteString]]
    /// Every array that is assigned or appended to, wherever it is.
    private(set) var arrays: Set<ByteString>

    init(_ tree: SyntaxTree, functions definitions: [ByteString: FunctionDefinition]) {
        whole = Self.lines(of: tree.root)
        functions = definitions.mapValues { Self.lines(of: $0.node) }
        arrays = []
        for node in tree.root.descendants where node.kind == .assignment && node.first(.array) != nil {
            if let name = node.first(.name) { arrays.insert(name.text) }
        }
    }

    private static func lines(of node: SyntaxNode) -> [ByteString] {
        var bytes: [UInt8] = []
        for leaf in node.leaves {
            switch leaf.kind {
            case .comment: continue
            // Inside a word nothing stands for it, but then a blank more does no harm to a pattern with `*`.
            case .lineContinuation: bytes.append(UInt8(ascii: " "))
            default: bytes += leaf.text.bytes
            }
        }
        return bytes.split(separator: UInt8(ascii: "\n")).map { ByteString($0).trimmed }.filter {
            !$0.isEmpty
        }
    }

    /// The lines of the functions that match, or of the whole file when no function is named.
    func lines(in patterns: [Glob]) -> [(function: ByteString?, lines: [ByteString])] {
        if patterns.isEmpty { return [(nil, whole)] }
        return functions.keys.sorted()
            .filter { name in patterns.contains { $0.matches(name) } }
            .map { ($0, functions[$0] ?? []) }
    }
}
