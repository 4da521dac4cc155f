import BashSyntax
import ByteStrings

/// An assignment that begins a line where bash prints a function with `declare -f`, or that may.
///
/// Bash puts each command of a list on a line of its own, whatever the text looked like, drops comments, and keeps
/// the newlines in quotes. Not understood here, and so never taken for certain: what shares its line with something
/// else, conditions, subshells, values of several lines, and lines in quotes that look like an assignment.
struct PrintedAssignment {
    /// The assignment, or the quoted text that looks like one.
    var node: SyntaxNode
    var name: ByteString
    /// `nil`: either.
    var isArray: Bool?
    /// True if the line that makepkg evaluates is this assignment and `others`.
    var isWholeLine: Bool
    /// What else the line assigns.
    var others: [SyntaxNode]

    func matches(_ name: ByteString, isArray: Bool) -> Bool {
        self.name == name && (self.isArray ?? isArray) == isArray
    }

    static func all(in function: FunctionDefinition) -> [PrintedAssignment] {
        guard let body = function.body else { return [] }
        var finder = PrintedAssignmentFinder()
        finder.visit(body, .certain)
        for leaf in body.leaves { finder.noteQuotedLines(leaf) }
        // Later lines override earlier ones.
        return finder.found.sorted { $0.node.range.lowerBound < $1.node.range.lowerBound }
    }
}

private struct PrintedAssignmentFinder {
    /// How a command stands to the line that it is printed on.
    enum Standing {
        /// A line of its own.
        case certain
        /// It may begin a line, or share one.
        case doubtful
        /// It follows something on its line.
        case behind
    }

    var found: [PrintedAssignment] = []

    mutating func visit(_ node: SyntaxNode, _ standing: Standing, hasNext: Bool = true) {
        switch node.kind {
        case .simpleCommand:
            noteCommand(node, standing, hasNext: hasNext)
            // What a substitution assigns is printed in one way or another.
            for inner in node.parts.flatMap(\.descendants) where inner.kind == .simpleCommand {
                noteCommand(inner, .doubtful, hasNext: true)
            }
        case .list:
            visitList(node, standing, endsWithSemicolon: false)
        case .group, .functionDefinition, .caseClause, .caseItem, .redirectedCommand:
            // Inside braces lines begin anew, whatever stands before them.
            for part in node.parts where !part.kind.isLeaf {
                visit(part, node.kind == .group ? .certain : standing)
            }
        case .ifClause, .loop, .forClause, .forArithmetic, .selectClause:
            visitClause(node)
        case .andOr, .pipeline:
            visitSequence(node, standing)
        default:
            for part in node.parts where !part.kind.isLeaf { visit(part, .doubtful) }
        }
    }

    private mutating func visitClause(_ node: SyntaxNode) {
        var keyword: ByteString = ""
        for part in node.parts {
            if part.kind == .keyword { keyword = part.text }
            if part.kind.isLeaf { continue }
            switch keyword {
            case "if", "elif", "while", "until": visit(part, .doubtful)
            default:
                if part.kind == .list {
                    visitList(part, .certain, endsWithSemicolon: true)
                } else {
                    visit(part, .certain)
                }
            }
        }
    }

    private mutating func visitList(_ list: SyntaxNode, _ standing: Standing, endsWithSemicolon: Bool) {
        let parts = list.parts
        let commands = parts.indices.filter { !parts[$0].kind.isLeaf && parts[$0].kind != .hereDocument }
        var sharesLine = false
        for index in parts.indices where !parts[index].kind.isLeaf {
            let next = index + 1 < parts.count ? parts[index + 1] : parts[index]
            let isBackground = next.kind == .operator && next.text == "&"
            let isDoubtful = sharesLine || isBackground
            visit(
                parts[index], isDoubtful ? .doubtful : standing,
                hasNext: endsWithSemicolon || index != commands.last)
            sharesLine = isBackground
        }
    }

    private mutating func visitSequence(_ node: SyntaxNode, _ standing: Standing) {
        let commands = node.parts.filter { !$0.kind.isLeaf }
        let hasHereDocument = node.descendants.contains {
            $0.kind == .redirection && $0.first(.operator)?.text.hasPrefix("<<") == true
        }
        let isNegated = node.parts.first?.kind == .keyword
        for (index, command) in commands.enumerated() {
            let isFirst = index == 0 && !isNegated
            visit(command, isFirst || hasHereDocument ? .doubtful : .behind)
        }
    }

    // MARK: Noting

    private mutating func noteCommand(_ node: SyntaxNode, _ standing: Standing, hasNext: Bool) {
        let parts = node.parts
        guard standing != .behind, let first = parts.first, first.kind == .assignment,
            let name = first.first(.name)?.text, first.first(.subscript) == nil
        else { return }
        let isArray = first.first(.array) != nil
        let others = parts.dropFirst().filter { $0.kind == .assignment }
        let value = first.first(.array) ?? first.first(.word)
        let isEmpty = value?.range.isEmpty ?? true
        // `name=` alone is not followed by the byte that makepkg's pattern asks for.
        if isEmpty, !hasNext, standing == .certain, parts.count == 1 { return }
        found.append(
            PrintedAssignment(
                node: first, name: name, isArray: isArray,
                isWholeLine: standing == .certain && parts.count == 1 + others.count
                    && !node.hasNewlineInQuotes,
                others: others))
    }

    /// Lines after the first in a quoted text, and every one of a here-document.
    mutating func noteQuotedLines(_ leaf: SyntaxNode) {
        guard !leaf.kind.isTrivia else { return }
        var lines = leaf.text.split("\n", keepingEmpty: true)
        let start = leaf.range.lowerBound
        let beginsLine = start > 0 && leaf.tree.source[start - 1] == UInt8(ascii: "\n")
        if !beginsLine { lines.removeFirst() }
        // `$'…'` is printed decoded; whatever its escapes give may begin a line.
        if leaf.kind == .ansiQuoted {
            lines += leaf.text.split("\\").map { ByteString($0.bytes.dropFirst()) }
        }
        for name in lines.compactMap(\.assignedName) {
            found.append(
                PrintedAssignment(node: leaf, name: name, isArray: nil, isWholeLine: false, others: []))
        }
    }
}

extension SyntaxNode {
    /// True if bash prints it on several lines, of which makepkg takes the first.
    fileprivate var hasNewlineInQuotes: Bool {
        leaves.contains { leaf in
            switch leaf.kind {
            case .newline, .comment, .whitespace, .lineContinuation: false
            // Printed decoded.
            case .ansiQuoted: leaf.text.bytes.dropFirst().contains(UInt8(ascii: "\\"))
            default: leaf.text.contains("\n")
            }
        }
    }
}

extension ByteString {
    /// The name in a line such as `  depends+=(…`.
    fileprivate var assignedName: ByteString? {
        let text = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard text.count < bytes.count, let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
            return nil
        }
        var name = text[..<equals]
        if name.last == UInt8(ascii: "+") { name.removeLast() }
        let isName = name.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte)
        }
        return isName && !name.isEmpty ? ByteString(name) : nil
    }
}
