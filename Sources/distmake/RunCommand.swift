import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import Makepkg
import Processes

/// `distmake run -- COMMAND`. The command's words are bytes, so they do not pass through the parser.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run make, ninja, cmake --build ... with their compiles on volunteers.",
        usage: "distmake run [OPTION ...] -- COMMAND [ARGUMENT ...]",
        discussion: "The exit status is the command's.")

    @Flag(help: "Compile everything here; history is kept all the same.")
    var local = false

    @Flag(help: "No progress line.")
    var noprogressbar = false

    @Option(
        help: .init("What the log keeps.", valueName: "level"),
        completion: .list(OwnOptions.logLevels.map(\.string)))
    var logLevel: String?

    func validate() throws {
        let levels = OwnOptions.logLevels.map(\.string)
        guard let logLevel, !levels.contains(logLevel) else { return }
        throw ValidationError(
            "unknown log level '\(logLevel)'; one of \(levels.joined(separator: ", "))")
    }

    static func run(_ words: [ByteString]) async -> Never {
        let end = words.firstIndex(of: "--") ?? words.firstIndex { !$0.hasPrefix("-") } ?? words.count
        let options = parseOrExit(words[..<end].map(\.string))
        let command = Array(words[end...].drop { $0 == "--" }.prefix(words.count))
        guard !command.isEmpty else {
            exit(withError: ValidationError("which command? distmake run -- COMMAND [ARGUMENT ...]"))
        }
        let run = CommandRun(
            command: command, environment: .current, executable: OwnArguments.executable,
            isLocal: options.local, wantsProgress: !options.noprogressbar,
            logLevel: ByteString(options.logLevel ?? ""))
        do throws(Refusal) {
            try await run.run().endLike()
        } catch {
            error.lines.forEach(Console.say)
            Glibc.exit(error.status.rawValue)
        }
    }
}
