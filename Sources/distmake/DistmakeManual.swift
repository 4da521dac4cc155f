import ArgumentParser

/// distmake with the options of build mode, to be described and never run: a parser takes a parent's options from
/// anywhere among its subcommand's words, so `distmake history list -f` would pass.
struct DistmakeManual: AsyncParsableCommand {
    static let configuration = DistmakeCommand.configuration

    @OptionGroup
    var options: BuildOptions

    /// Asked by people, by `make install` and by the tests. No option of makepkg's begins as the long ones do.
    private static let questions: Set<String> = [
        "help", "--generate-completion-script", "--experimental-dump-help",
    ]

    /// Whether a command line that begins with `word` is answered here.
    static func answers(_ word: String) -> Bool {
        questions.contains(String(word.prefix { $0 != "=" }))
    }
}
