import ByteStrings
internal import CompilerCommand

/// What rustc is called for. Its command line is none of gcc's, and nothing of it leaves.
enum RustCompile {
    /// The kind of slot that it takes; `nil` for another compiler.
    ///
    /// cargo and build scripts ask it many questions before they begin, some with an empty program on standard input.
    static func work(of command: CompilerCommand) -> LocalWork? {
        guard command.compiler.isRust else { return nil }
        return command.arguments.contains(where: isQuestion) ? .query : .compile
    }

    /// - Source: rustc 1.90, `rustc --help`.
    private static func isQuestion(_ word: ByteString) -> Bool {
        let words: [ByteString] = ["-", "-V", "-vV", "--version", "-h", "--help", "--explain", "--print"]
        return words.contains(word) || word.hasPrefix("--print=")
    }
}
