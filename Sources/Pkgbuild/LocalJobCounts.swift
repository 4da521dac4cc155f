public import BashSyntax
public import ByteStrings

/// A number of jobs that a PKGBUILD takes from the processors of the machine: `make -j"$(nproc)"`.
public struct LocalJobCount: Hashable, Sendable {
    public var position: SourcePosition
    /// As written: `-j"$(nproc)"`, `-j $(nproc)`, `MAKEFLAGS="-j$(nproc)"`.
    public var text: ByteString

    public var line: Int { position.line }
}

extension SyntaxTree {
    /// Those in build() and in functions that it may call, for build tools that would have obeyed MAKEFLAGS, or the
    /// shim that stands before them. cargo, go and xargs have work of this machine to share, and are none of these.
    public var localJobCounts: [LocalJobCount] {
        var found: Set<LocalJobCount> = []
        for function in root.descendants([.functionDefinition]) where Self.mayBuild(function) {
            for assignment in function.descendants([.assignment]) {
                let text = assignment.text
                guard text.hasPrefix("MAKEFLAGS="), Self.asksForProcessors(text) else { continue }
                found.insert(LocalJobCount(position: assignment.position, text: text))
            }
            for command in function.descendants([.simpleCommand]) {
                found.formUnion(Self.counts(of: command.all(.word)))
            }
        }
        return found.sorted { ($0.line, $0.text) < ($1.line, $1.text) }
    }

    private static func counts(of words: [SyntaxNode]) -> [LocalJobCount] {
        // `python waf`, `ionice make`.
        guard words.prefix(2).contains(where: { tools.contains($0.text.lastPathComponent) }) else {
            return []
        }
        return words.indices.compactMap { index in
            var text = words[index].text
            guard options.contains(where: { text.hasPrefix($0) }) else { return nil }
            if options.contains(text), index + 1 < words.count { text += " " + words[index + 1].text }
            guard asksForProcessors(text) else { return nil }
            return LocalJobCount(position: words[index].position, text: text)
        }
    }

    private static let tools: Set<ByteString> = [
        "make", "gmake", "ninja", "samu", "cmake", "meson", "scons", "waf",
    ]
    private static let options: [ByteString] = ["-j", "--jobs", "--jobs=", "--parallel", "--parallel="]

    private static func asksForProcessors(_ text: ByteString) -> Bool {
        text.contains("nproc") || text.contains("_NPROCESSORS_")
    }

    /// Whether a function is none of another phase.
    private static func mayBuild(_ function: SyntaxNode) -> Bool {
        let name = function.first(.word)?.text ?? ""
        return !["prepare", "check", "package", "pkgver", "verify"].contains { name.hasPrefix($0) }
    }
}
