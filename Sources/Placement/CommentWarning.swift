internal import ByteStrings
internal import CompilerCommand

/// Whether comments decide about warnings: gcc's `-Wimplicit-fallthrough` is silenced by `/* fall through */`, and
/// preprocessing strips it, so a volunteer would warn where gcc here does not (distcc issue 242).
///
/// Then comments are kept (`-C`): the warnings are exactly those of the plain compile, for twice the text with C++
/// and more with C, which is why it is not done always. clang looks at attributes only.
enum CommentWarning {
    /// - Source: gcc(1): `-Wextra` (`-W`) turns level 3 on, level 0 is off, level 5 does not read comments.
    static func isOn(_ command: CompilerCommand) -> Bool {
        guard command.compiler.family == .gcc else { return false }
        var isExtra = false
        var explicit: Bool?
        for option in command.options {
            guard let word = option.words.first else { continue }
            switch word {
            case "-w": return false
            case "-Wextra", "-W": isExtra = true
            case "-Wno-extra": isExtra = false
            case "-Wimplicit-fallthrough": explicit = true
            case "-Wno-implicit-fallthrough", "-Wimplicit-fallthrough=0", "-Wimplicit-fallthrough=5":
                explicit = false
            default:
                if word.hasPrefix("-Wimplicit-fallthrough=") { explicit = true }
            }
        }
        return explicit ?? isExtra
    }
}
