import ArgumentParser
import ShimWire

/// distmake's own commands. Anything else on the command line belongs to makepkg.
struct DistmakeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "distmake",
        abstract: "Build Arch packages on every machine in the house.",
        usage: """
            distmake [build] [MAKEPKG OPTION ...]
            distmake run [--local] -- COMMAND [ARGUMENT ...]
            distmake chroot [OPTION ...] -r CHROOTS [MAKEPKG OPTION ...]
            distmake chroot [OPTION ...] -- makechrootpkg|extra-x86_64-build|pkgctl build ...
            distmake bench [OPTION ...] [DIRECTORY | -- COMMAND [ARGUMENT ...]]
            distmake history [list|show|compare|report|export|import|prune|sql] ...
            distmake quirks [list|show|match|diff|check] ...
            """,
        discussion: """
            Without a command, distmake stands in for makepkg: every makepkg option works and every exit \
            status is makepkg's (distmake --help prints makepkg's help and distmake's own options). The manual has a \
            page for each command: man distmake-bench.
            """,
        subcommands: [
            BuildCommand.self, RunCommand.self, ChrootBuildCommand.self, BenchCommand.self,
            HistoryCommand.self, QuirksCommand.self, SrcinfoCommand.self,
            HostsCommand.self, DoctorCommand.self, MonitorCommand.self, LogCommand.self,
            MasqueradeCommand.self, VersionCommand.self,
            CoordinatorCommand.self,
        ])

    /// The words that select a command.
    private static var names: Set<String> {
        Set(configuration.subcommands.compactMap { $0.configuration.commandName })
    }

    /// Whether a command line that begins with `word` is ours to parse and not makepkg's.
    static func owns(_ word: String) -> Bool {
        names.contains(word) || DistmakeManual.answers(word)
    }
}

/// Only for the help: the arguments are makepkg's and never parsed here.
struct BuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Build in place of makepkg (the default).",
        usage: "distmake build [MAKEPKG OPTION ...] [VAR=VALUE ...]")

    @OptionGroup
    var options: BuildOptions
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print distmake's version.")

    func run() {
        print("distmake \(ProductVersion.text)")
    }
}
