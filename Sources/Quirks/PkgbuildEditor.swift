import BashSyntax
import ByteStrings
import Pkgbuild

/// Why an edit cannot be made.
struct EditFailure: Error {
    var code: String
    var expected: ByteString
    var found: [ByteString] = []
    var line: Int?

    init(_ error: EditError) {
        code = error.code.rawValue
        expected = error.expected
        found = error.found
        line = error.position?.line
    }

    init(code: String, expected: ByteString, found: [ByteString] = []) {
        self.code = code
        self.expected = expected
        self.found = found
    }
}

/// Makes one edit in a tree.
struct PkgbuildEditor {
    let tree: SyntaxTree
    let subject: QuirkSubject
    let hook: (ByteString) -> ByteString?

    /// The tree afterwards; the same text if the edit is there already.
    func apply(_ request: EditRequest) throws(EditFailure) -> SyntaxTree {
        switch request {
        case .insert(let insertion): try insert(insertion)
        case .append(let append): try self.append(append)
        case .replaceWord(let change): try replaceWords(change)
        case .extendWord(let change): try extendWords(change)
        case .bareCompilerPath: try shortenCompilerPaths()
        case .rewriteFlag(let flag, let text):
            try replacing(tree.flagMentions(flag).map { Replacement($0.range, text) })
        }
    }

    private func apply(_ edit: Edit) throws(EditFailure) -> SyntaxTree {
        do {
            return try tree.applying(edit)
        } catch {
            throw EditFailure(error)
        }
    }

    // MARK: Lines and elements

    private func insert(_ insertion: Insertion) throws(EditFailure) -> SyntaxTree {
        let lines = try text(of: insertion.text)
        let side: Edit.Side = insertion.side == .before ? .before : .after
        var failure: EditFailure?
        for anchor in insertion.anchors {
            for command in anchor.commands {
                do {
                    return try apply(.insert(lines, side, command, .first, function: anchor.function))
                } catch {
                    // The first anchor is the best one, so it is what the user hears about.
                    if failure == nil { failure = error }
                }
            }
        }
        throw failure ?? EditFailure(code: EditError.Code.commandMissing.rawValue, expected: "a command")
    }

    private func text(of text: Insertion.Text) throws(EditFailure) -> ByteString {
        var lines: ByteString
        switch text {
        case .literal(let literal): lines = literal
        case .hook(let name):
            guard let found = hook(name) else { throw EditFailure(code: "hook-missing", expected: name) }
            lines = found
        }
        if lines.contains("@KERNEL_ARCH@") {
            guard let architecture = subject.machine.architecture.flatMap(KernelArchitecture.directory) else {
                throw EditFailure(code: "architecture-unknown", expected: "a CARCH that Linux has")
            }
            lines = lines.replacing("@KERNEL_ARCH@", with: architecture)
        }
        return lines
    }

    private func append(_ append: ArrayAppend) throws(EditFailure) -> SyntaxTree {
        let elements = append.elements.filter { element in
            guard let versions = element.versions else { return true }
            // An unknown version is a new one, from a pkgver() that follows upstream.
            return subject.version.map { versions.contains($0) } ?? true
        }.map(\.text)
        return elements.isEmpty
            ? tree : try apply(.appendBeforeUse(elements, array: append.array, function: append.function))
    }

    // MARK: Words

    private func replaceWords(_ change: WordChange) throws(EditFailure) -> SyntaxTree {
        let words = try candidates(change, kinds: [.word])
        let found = words.filter { change.word.matches($0.text) && $0.text != change.text }
        guard !found.isEmpty || words.contains(where: { $0.text == change.text }) else {
            throw missing(change.word.text, among: words)
        }
        return try replacing(found.map { Replacement($0.range, change.text) })
    }

    private func extendWords(_ change: WordChange) throws(EditFailure) -> SyntaxTree {
        let words = try candidates(change, kinds: [.word, .assignment])
        let found = words.filter { change.word.matches($0.text) }
        guard !found.isEmpty else { throw missing(change.word.text, among: words) }
        return try replacing(
            found.filter { !$0.text.contains(change.text) }.map { word in
                let isQuoted = word.text.hasSuffix("\"") || word.text.hasSuffix("'")
                let end = word.range.upperBound - (isQuoted ? 1 : 0)
                return Replacement(end..<end, change.text)
            })
    }

    private func shortenCompilerPaths() throws(EditFailure) -> SyntaxTree {
        let mentions = tree.assignedSystemCompilers
        guard !mentions.isEmpty else {
            throw EditFailure(
                code: EditError.Code.wordMissing.rawValue, expected: "=/usr/bin/gcc",
                found: tree.absoluteCompilerPaths.map(\.text))
        }
        return try replacing(
            mentions.map { mention in
                let start = mention.position.offset
                return Replacement(start..<(start + mention.text.count), mention.text.lastPathComponent)
            })
    }

    private func candidates(
        _ change: WordChange, kinds: [SyntaxKind]
    ) throws(EditFailure) -> [SyntaxNode] {
        guard let function = change.function else {
            return tree.root.descendants(kinds)
        }
        let definitions = tree.root.descendants([.functionDefinition])
        let named = definitions.filter { $0.first(.word).map { function.matches($0.text) } ?? false }
        guard !named.isEmpty else {
            throw EditFailure(
                code: EditError.Code.functionMissing.rawValue, expected: function.text,
                found: definitions.compactMap { $0.first(.word)?.text })
        }
        return named.flatMap { $0.descendants(kinds) }
    }

    private func missing(_ word: ByteString, among words: [SyntaxNode]) -> EditFailure {
        EditFailure(
            code: EditError.Code.wordMissing.rawValue, expected: word,
            found: Array(words.map(\.text).prefix(EditError.mostFound)))
    }

    /// - Throws: `would-break` if the text had more complaints afterwards.
    private func replacing(_ replacements: [Replacement]) throws(EditFailure) -> SyntaxTree {
        // A word inside of another that is replaced goes with it.
        var apart: [Replacement] = []
        for replacement in replacements.sorted(by: { $0.range.lowerBound < $1.range.lowerBound })
        where replacement.range.lowerBound >= apart.last?.range.upperBound ?? 0 {
            apart.append(replacement)
        }
        let result = tree.applying(apart)
        if result.diagnostics.count > tree.diagnostics.count, let first = result.diagnostics.first {
            throw EditFailure(
                code: EditError.Code.wouldBreak.rawValue, expected: ByteString(first.message),
                found: [first.text])
        }
        return result
    }
}
