public import ByteStrings

/// One node of a `SyntaxTree`; copying it copies no text.
public struct SyntaxNode: Sendable {
    public let tree: SyntaxTree
    let index: Int

    private var record: TreeBuilder.Record { tree.records[index] }

    public var kind: SyntaxKind { record.kind }

    /// Offsets into `tree.source`.
    public var range: Range<Int> { Int(record.start)..<Int(record.end) }

    public var position: SourcePosition { tree.position(of: range.lowerBound) }

    /// The bytes it covers, trivia included.
    public var text: ByteString { ByteString(tree.source[range]) }

    /// All children in text order, trivia included.
    public var children: [SyntaxNode] {
        let first = Int(record.firstChild)
        return tree.children[first..<(first + Int(record.childCount))].map {
            SyntaxNode(tree: tree, index: Int($0))
        }
    }

    /// The children that mean something to bash.
    public var parts: [SyntaxNode] { children.filter { !$0.kind.isTrivia } }

    /// The first child of one kind.
    public func first(_ kind: SyntaxKind) -> SyntaxNode? {
        children.first { $0.kind == kind }
    }

    public func all(_ kind: SyntaxKind) -> [SyntaxNode] {
        children.filter { $0.kind == kind }
    }

    /// The node and everything below it, parents before children.
    public var descendants: [SyntaxNode] {
        var found: [SyntaxNode] = []
        var waiting = [self]
        while let node = waiting.popLast() {
            found.append(node)
            waiting += node.children.reversed()
        }
        return found
    }

    /// Those of `descendants` that are of some kinds, at a fraction of the price: no other node is made.
    public func descendants(_ kinds: [SyntaxKind]) -> [SyntaxNode] {
        var found: [SyntaxNode] = []
        var waiting = [index]
        while let index = waiting.popLast() {
            let record = tree.records[index]
            if kinds.contains(record.kind) { found.append(SyntaxNode(tree: tree, index: index)) }
            let first = Int(record.firstChild)
            for child in tree.children[first..<(first + Int(record.childCount))].reversed() {
                waiting.append(Int(child))
            }
        }
        return found
    }

    /// The leaves below it in text order.
    public var leaves: [SyntaxNode] { descendants.filter { $0.kind.isLeaf } }
}

extension SyntaxNode: CustomStringConvertible {
    /// The shape in one line, for tests: `simpleCommand(word(literal"make"))`; trivia is left out.
    public var description: String {
        if kind.isLeaf { return "\(kind)\"\(text)\"" }
        return "\(kind)(" + parts.map(\.description).joined(separator: " ") + ")"
    }
}
