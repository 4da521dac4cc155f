import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import History
import Processes
import Reporting
import SystemPackage

/// What earlier builds were like.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show earlier builds.",
        subcommands: [
            HistoryListCommand.self, HistoryShowCommand.self, HistoryCompareCommand.self,
            HistoryReportCommand.self, HistoryExportCommand.self, HistoryImportCommand.self,
            HistoryPruneCommand.self, HistorySqlCommand.self,
        ],
        defaultSubcommand: HistoryListCommand.self)

    /// The database of this user.
    static var path: FilePath { FilePath(ProcessEnvironment.current.historyPath.string) }

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

    /// Runs `body`, or says what is wrong with the history and ends.
    static func answering<R>(_ body: () throws(HistoryError) -> R) throws -> R {
        do throws(HistoryError) {
            return try body()
        } catch {
            Console.say("\(ByteString("\(error)"))")
            throw ExitCode.failure
        }
    }

    /// The one build that a user means by the beginning of its identifier; without one the newest.
    static func build(_ prefix: String?, in reader: HistoryReader) throws -> RecordedBuild {
        let found = try answering { () throws(HistoryError) in
            if let prefix { try reader.builds(identifierPrefix: prefix) } else { try reader.builds(limit: 1) }
        }
        guard let first = found.first else {
            Console.say("no build is named \(ByteString(prefix ?? "")); see distmake history list")
            throw ExitCode.failure
        }
        guard found.count == 1 else {
            let names = found.map { ByteString($0.build.identifier) }.joined(separator: ", ")
            Console.say("which one? " + names)
            throw ExitCode.failure
        }
        return first
    }
}

struct HistoryListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List builds, the newest first.")

    @Argument(help: "Only builds of this package.")
    var package: String?

    @Option(name: .shortAndLong, help: "How many builds.")
    var number = 20

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard number > 0 else { throw ValidationError("the number of builds is above 0") }
    }

    func run() throws {
        let reader = try HistoryCommand.open()
        let builds = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.builds(limit: number, package: package)
        }
        if json { return print(Json.list(builds.map(HistoryJson.build)).text) }
        let list = HistoryList(rows: builds.map(HistoryRows.row), utcOffset: LocalTime.offset)
        print(list.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }
}

struct HistoryShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one build: hosts, slowest files, local reasons, and what would have helped.")

    @Argument(help: "The build's identifier or its beginning; the newest build without one.")
    var identifier: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var page: HtmlOption

    func validate() throws { try page.validate(json: json) }

    func run() throws {
        let reader = try HistoryCommand.open()
        let build = try HistoryCommand.build(identifier, in: reader)
        if let file = page.file { return try write(build, from: reader, to: file) }
        let found = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.detail(of: build.build.identifier)
        }
        guard let detail = found else { throw ExitCode.failure }
        if json { return print(HistoryJson.detail(detail).text) }
        print(
            HistoryRows.page(detail).render(
                width: Screen.width, utcOffset: LocalTime.offset, style: Screen.style, utf8: Screen.isUTF8),
            terminator: "")
    }
    private func write(_ build: RecordedBuild, from reader: HistoryReader, to file: String) throws {
        let history = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.report(package: build.build.package, remedy: HistoryRows.remedy)
        }
        try HtmlOption.write(
            HtmlReport(
                subject: .build, build: try HtmlOption.build(build.build.identifier, in: reader),
                history: history, explanations: HistoryRows.explanations, made: WallClock.now,
                utcOffset: LocalTime.offset),
            to: file)
    }
}
