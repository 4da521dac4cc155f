import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import History
import Reporting
import SystemPackage

/// What earlier builds were like.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show earlier builds.",
        subcommands: [HistoryListCommand.self, HistoryShowCommand.self],
        defaultSubcommand: HistoryListCommand.self)

    /// The database of this user.
    static var path: FilePath {
        let state = ProcessEnvironment.current.directory("XDG_STATE_HOME", homeSuffix: ".local/state")
        return FilePath(state.appending(path: "distmake/history.sqlite").string)
    }

    /// Opens the database, or says why not and ends.
    static func open() throws -> HistoryReader {
        do throws(HistoryError) {
            return try HistoryReader(path: path)
        } catch {
            if error.code == .absent {
                Console.say("no build has been recorded yet")
            } else {
                Console.say("history cannot be read: \(ByteString("\(error)"))")
            }
            throw ExitCode.failure
        }
    }
}

struct HistoryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List builds, the newest first.")

    @Argument(help: "Only builds of this package.")
    var package: String?

    @Option(name: .shortAndLong, help: "How many builds.")
    var number = 20

    func run() throws {
        let builds = try HistoryCommand.open().builds(limit: number, package: package)
        let list = HistoryList(rows: builds.map(HistoryRows.row), utcOffset: LocalTime.offset)
        print(list.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }
}

struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one build: hosts, slowest files, local reasons.")

    @Argument(help: "The build's identifier or its beginning; the newest build without one.")
    var identifier: String?

    func run() throws {
        let reader = try HistoryCommand.open()
        let found = try identifier.map { try reader.builds(identifierPrefix: $0) } ?? reader.builds(limit: 1)
        guard let build = found.first else {
            Console.say("no build is named \(ByteString(identifier ?? "")); see distmake history list")
            throw ExitCode.failure
        }
        guard found.count == 1 else {
            let names = found.map { ByteString($0.build.identifier) }.joined(separator: ", ")
            Console.say("which one? " + names)
            throw ExitCode.failure
        }
        guard let detail = try reader.detail(of: build.build.identifier) else {
            throw ExitCode.failure
        }
        print(
            HistoryRows.page(detail).render(
                width: Screen.width, utcOffset: LocalTime.offset, style: Screen.style, utf8: Screen.isUTF8),
            terminator: "")
    }
}
