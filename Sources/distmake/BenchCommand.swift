import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import Processes
import Reporting

/// `distmake bench`. A command's words are bytes, so they do not pass through the parser.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Build the same thing under several set-ups, and say which is the fastest.",
        usage: """
            distmake bench [OPTION ...] [MAKEPKG'S OPTION ...] [DIRECTORY]
            distmake bench [OPTION ...] --clean COMMAND -- COMMAND [ARGUMENT ...]
            """,
        discussion: """
            The set-ups are every host list with every -j. They take turns; ccache is off, and nothing is installed. A \
            bench that is interrupted goes on when it is called again.
            """)

    @Option(
        parsing: .unconditionalSingleValue,
        help: .init("A host list to measure; again for another one.", valueName: "list"))
    var hosts: [String] = []

    @Flag(help: "Measure without volunteers, too.")
    var local = false

    @Option(
        name: .customShort("j", allowingJoined: true),
        help: .init("A number of jobs to measure; again for another one.", valueName: "jobs"))
    var jobs: [Int] = []

    @Option(help: .init("How often each set-up is measured.", valueName: "number"))
    var runs = 1

    @Option(help: .init("A line for sh that undoes the command, before each run.", valueName: "command"))
    var clean: String?

    @Flag(help: "Only say what would be run, and how long that takes by history.")
    var dryRun = false

    @Flag(help: "Forget what an interrupted call has measured.")
    var anew = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup(title: "How the package is built")
    var package: BenchPackageOptions

    @Argument(help: "Where the PKGBUILD is.", completion: .directory)
    var directory: String?

    func validate() throws {
        guard !hosts.isEmpty || !jobs.isEmpty || local else {
            throw ValidationError(
                "which set-ups? --hosts 'red/8 blue/4', --local, -j 16, each as often as you like")
        }
        guard jobs.allSatisfy({ $0 > 0 }) else { throw ValidationError("-j takes a number from 1 on") }
        guard runs > 0 else { throw ValidationError("--runs takes a number from 1 on") }
    }

    /// What follows `bench` on the command line.
    static func run(_ words: [ByteString]) async -> Never {
        let end = words.firstIndex(of: "--") ?? words.count
        let options = parseOrExit(words[..<end].map(\.string))
        let command = Array(words[end...].dropFirst())
        if let problem = options.problem(with: command, isCommand: end < words.count) {
            exit(withError: ValidationError(problem))
        }
        await options.run(command)
    }

    private func problem(with command: [ByteString], isCommand: Bool) -> String? {
        if isCommand, command.isEmpty { return "which command? distmake bench --clean 'make clean' -- make" }
        if isCommand, let option = package.words.first {
            return "\(option) is for a package, and a command stands after --; leave one of them out"
        }
        if !isCommand, clean != nil {
            return "--clean is for a command after --; makepkg begins each run with a clean directory anyway"
        }
        if isCommand, clean == nil {
            return
                "how is the tree cleaned between runs? --clean 'make clean', or --clean true where nothing has to be"
        }
        if isCommand, directory != nil {
            return "a command runs in the current directory; leave the other one out"
        }
        return nil
    }

    private func run(_ command: [ByteString]) async -> Never {
        let request = BenchmarkRequest(
            directory: ByteString(directory ?? "."), options: package.words.map { ByteString($0) },
            buildFile: package.file.map { ByteString($0) }, command: command, clean: ByteString(clean ?? ""),
            hosts: hosts.map { ByteString($0) }, isLocalToo: local, jobLimits: jobs, rounds: runs,
            startsAnew: anew)
        do throws(Refusal) {
            let benchmark = try await Benchmark.make(
                request, environment: .current, executable: OwnArguments.executable)
            benchmark.announcement.forEach(Console.say)
            let outline = benchmark.outline
            guard !dryRun else {
                Self.print(
                    json
                        ? BenchJson.outline(outline).text + "\n"
                        : outline.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8))
                Glibc.exit(0)
            }
            if let time = outline.remainingTime { Console.say(ByteString("this takes \(time)")) }
            let end = try await benchmark.run()
            Self.print(
                json
                    ? BenchJson.report(end.report).text + "\n"
                    : end.report.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8))
            if let signal = end.signal { WaitStatus(signal: signal).endLike() }
            Glibc.exit(end.report.failures.isEmpty ? 0 : 1)
        } catch {
            error.lines.enumerated().forEach { $0 == 0 ? Console.say($1) : Console.print($1) }
            Glibc.exit(error.status.rawValue)
        }
    }

    private static func print(_ text: String) {
        Screen.write(ByteString(text))
    }
}

/// Options of a build that a benchmark passes on. Those of makepkg that say what is done with the outcome are not among
/// them: a benchmark keeps none.
struct BenchPackageOptions: ParsableArguments {
    @Option(name: .customShort("p"), help: "Use another build script than PKGBUILD.", completion: .file())
    var file: String?

    @Option(help: "Use another configuration file.", completion: .file())
    var config: String?

    @Flag(name: [.customShort("A"), .long], help: "Ignore an incomplete arch field.")
    var ignorearch = false

    @Flag(name: [.customShort("d"), .long], help: "Skip all dependency checks.")
    var nodeps = false

    @Flag(name: [.customShort("s"), .long], help: "Install missing dependencies with pacman; they stay.")
    var syncdeps = false

    @Flag(help: "Do not verify checksums.")
    var skipchecksums = false

    @Flag(help: "Verify nothing of the sources.")
    var skipinteg = false

    @Flag(help: "Do not verify PGP signatures.")
    var skippgpcheck = false

    @Flag(help: "Do not run check(); a benchmark never does.")
    var nocheck = false

    @Flag(help: "Do not update VCS sources; a benchmark never does.")
    var holdver = false

    @Flag(help: "Ask nothing; a benchmark never does.")
    var noconfirm = false

    @Flag(help: "Replace -march=native and the like in makepkg.conf by what they mean on this machine.")
    var resolveNative = false

    @OptionGroup
    var quirks: QuirkOptions

    /// The words as makepkg and distmake read them.
    var words: [String] {
        let flags = [
            ("--ignorearch", ignorearch), ("--nodeps", nodeps), ("--syncdeps", syncdeps),
            ("--skipchecksums", skipchecksums), ("--skipinteg", skipinteg), ("--skippgpcheck", skippgpcheck),
            ("--nocheck", nocheck), ("--holdver", holdver), ("--noconfirm", noconfirm),
            ("--resolve-native", resolveNative), ("--no-quirks", quirks.noQuirks),
        ]
        let values =
            [("-p", file), ("--config", config)].compactMap { name, value in value.map { (name, $0) } }
            + quirks.quirk.map { ("--quirk", $0) } + quirks.noQuirk.map { ("--no-quirk", $0) }
        return flags.filter(\.1).map(\.0) + values.flatMap { [$0, $1] }
    }
}
