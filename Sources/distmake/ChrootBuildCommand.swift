import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import Processes

/// `distmake chroot`. The words are bytes and mostly devtools', so only help and completions are the parser's.
struct ChrootBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chroot",
        abstract: "Build in a clean chroot of devtools with the compiles on volunteers.",
        usage: """
            distmake chroot [OPTION ...] -r CHROOTS [MAKEPKG OPTION ...]
            distmake chroot [OPTION ...] -- makechrootpkg|extra-x86_64-build|pkgctl build ...
            """,
        discussion: "The exit status is that of devtools' program.")

    @OptionGroup
    var own: OwnBuildOptions

    @Option(
        name: .customShort("r"),
        help: .init(
            "Stand for makechrootpkg -c -r CHROOTS -- MAKEPKG OPTION ... (without -c for -e and -R).",
            valueName: "chroots"), completion: .directory)
    var chroots: String?

    static func run(_ words: [ByteString]) async -> Never {
        if words.first == "--help" || words.first == "-h" {
            exit(withError: CleanExit.helpRequest(self))
        }
        let build = ChrootBuild(
            arguments: words, environment: .current, executable: OwnArguments.executable)
        do throws(Refusal) {
            try await build.run().endLike()
        } catch {
            error.lines.forEach(Console.say)
            Glibc.exit(error.status.rawValue)
        }
    }
}
