import ByteStrings

/// A member of a list of commands beside which a line can stand.
struct Statement {
    var range: Range<Int>
    /// Behind the `;` or `&` that ends it.
    var end: Int
    /// False inside `if`, a loop, `case`, or a function in the function.
    var isUnconditional: Bool
}

/// Finds the statements of a function body that contain something.
///
/// The commands of conditions and substitutions are no statements of their own: a line inserted there would change
/// what is tested or read.
struct StatementFinder {
    let contains: (SyntaxNode) -> Bool
    private(set) var found: [Statement] = []
    private var current: Statement?
    private var isConditional = false

    static func statements(
        in body: SyntaxNode, with condition: @escaping (SyntaxNode) -> Bool
    ) -> [Statement] {
        var finder = StatementFinder(contains: condition)
        finder.visit(body)
        return finder.found
    }

    private init(contains: @escaping (SyntaxNode) -> Bool) {
        self.contains = contains
    }

    private mutating func visit(_ node: SyntaxNode) {
        if contains(node) { note() }
        switch node.kind {
        case .commandSubstitution, .processSubstitution, .backquoted, .coprocess:
            for child in node.children { visitOpaque(child) }
        case .ifClause, .loop, .forClause, .forArithmetic, .selectClause, .caseClause, .functionDefinition:
            let outer = isConditional
            isConditional = true
            visitClause(node)
            isConditional = outer
        case .list:
            visitList(node)
        default:
            for child in node.children { visit(child) }
        }
    }

    private mutating func visitList(_ list: SyntaxNode) {
        let parts = list.parts
        let outer = current
        for (index, part) in parts.enumerated() where !part.kind.isLeaf {
            // A here-document belongs to the command before it.
            if part.kind != .hereDocument {
                let next = index + 1 < parts.count ? parts[index + 1] : part
                current = Statement(
                    range: part.range,
                    end: next.kind == .operator ? next.range.upperBound : part.range.upperBound,
                    isUnconditional: !isConditional)
            }
            visit(part)
        }
        current = outer
    }

    /// The list behind `if`, `elif`, `while` and `until` is a condition.
    private mutating func visitClause(_ node: SyntaxNode) {
        var keyword: ByteString = ""
        for child in node.children {
            if child.kind == .keyword { keyword = child.text }
            let isCondition = ["if", "elif", "while", "until"].contains(keyword)
            if child.kind == .list, isCondition { visitOpaque(child) } else { visit(child) }
        }
    }

    /// Whatever is in `node` belongs to the statement around it.
    private mutating func visitOpaque(_ node: SyntaxNode) {
        if node.descendants.contains(where: contains) { note() }
    }

    private mutating func note() {
        guard let current, !found.contains(where: { $0.range == current.range }) else { return }
        found.append(current)
    }
}

extension SyntaxTree {
    /// A definition of a function in this text.
    struct Definition {
        var node: SyntaxNode
        /// The group or subshell that is its body.
        var body: SyntaxNode
    }

    /// Every definition of `name`.
    ///
    /// - Throws: `.functionMissing` with the names of those that there are.
    func definitions(of name: ByteString) throws(EditError) -> [Definition] {
        let all = root.descendants([.functionDefinition])
        let found = all.filter { $0.first(.word)?.text == name }.compactMap { node -> Definition? in
            let body = node.parts.last { !$0.kind.isLeaf && $0.kind != .word }
            guard var body else { return nil }
            if body.kind == .redirectedCommand, let inner = body.parts.first { body = inner }
            guard body.kind == .group || body.kind == .subshell else { return nil }
            return Definition(node: node, body: body)
        }
        if found.isEmpty {
            throw EditError(
                .functionMissing, expected: name, found: unique(all.compactMap { $0.first(.word)?.text }))
        }
        return found
    }

    /// The bodies of `function`, or for `nil` the whole text.
    func scopes(_ function: ByteString?) throws(EditError) -> [SyntaxNode] {
        guard let function else { return [root] }
        return try definitions(of: function).map(\.body)
    }

    func unique(_ names: [ByteString]) -> [ByteString] {
        var seen: Set<ByteString> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension SyntaxNode {
    /// The node and what is below it, without the insides of functions if it is a script.
    var scopeDescendants: [SyntaxNode] {
        guard kind == .script else { return descendants }
        var found: [SyntaxNode] = []
        var waiting = [self]
        while let node = waiting.popLast() {
            found.append(node)
            if node.kind != .functionDefinition { waiting += node.children.reversed() }
        }
        return found
    }

    /// The words of a simple command as a pattern sees them.
    var commandTexts: [ByteString] {
        parts.drop { $0.kind == .assignment }.filter { $0.kind == .word || $0.kind == .assignment }
            .map { $0.unquotedText ?? $0.text }
    }

    /// The text of a word that is quoted as a whole, without expansions.
    var quotedText: ByteString? {
        guard kind == .word, parts.count == 1,
            parts[0].kind == .singleQuoted || parts[0].kind == .doubleQuoted
        else { return nil }
        return unquotedText
    }

    /// A word's text without quotes; `nil` if it has expansions.
    var unquotedText: ByteString? {
        guard kind == .word || kind == .doubleQuoted else { return nil }
        var bytes: [UInt8] = []
        for part in children {
            switch part.kind {
            case .literal: bytes += part.text.bytes
            case .escape: bytes += part.text.bytes.dropFirst()
            case .singleQuoted: bytes += part.text.bytes.dropFirst().dropLast()
            case .lineContinuation, .quote: continue
            case .ansiQuoted:
                guard let decoded = AnsiQuoting.decode(part.text.bytes.dropFirst(2).dropLast()) else {
                    return nil
                }
                bytes += decoded
            case .doubleQuoted:
                guard let inner = part.unquotedText else { return nil }
                bytes += inner.bytes
            default: return nil
            }
        }
        return ByteString(bytes)
    }
}
