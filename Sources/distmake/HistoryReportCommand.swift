import Analysis
import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Reporting

struct HistoryReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Say what all builds add up to, or those of one package.")

    @Argument(help: "Only builds of this package.")
    var package: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let reader = try HistoryCommand.open()
        let found = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.report(package: package, remedy: HistoryRows.remedy)
        }
        guard let report = found else {
            Console.say("no build of \(ByteString(package ?? "anything")) has been recorded")
            throw ExitCode.failure
        }
        if json { return print(HistoryJson.report(report).text) }
        print(
            report.render(
                width: Screen.width, utcOffset: LocalTime.offset, style: Screen.style, utf8: Screen.isUTF8),
            terminator: "")
    }
}
