import Analysis
import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Processes
import Reporting

struct HistoryReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Say what all builds add up to, or those of one package.")

    @Argument(help: "Only builds of this package.")
    var package: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var page: HtmlOption

    func validate() throws { try page.validate(json: json) }

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
        if let file = page.file {
            let last = try package.map { try lastBuild(of: $0, in: reader) } ?? nil
            return try HtmlOption.write(
                HtmlReport(
                    subject: package == nil ? .everything : .package, build: last, history: report,
                    explanations: HistoryRows.explanations, made: WallClock.now, utcOffset: LocalTime.offset),
                to: file)
        }
        print(
            report.render(
                width: Screen.width, utcOffset: LocalTime.offset, style: Screen.style, utf8: Screen.isUTF8),
            terminator: "")
    }
    /// The package's last good build whose jobs are there one by one.
    private func lastBuild(of package: String, in reader: HistoryReader) throws -> HtmlReport.Build? {
        let builds = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.builds(limit: HistoryReader.reportRows, package: package)
        }
        guard let last = builds.first(where: { $0.build.result?.isSuccess == true && $0.hasJobs }) else {
            return nil
        }
        return try HtmlOption.build(last.build.identifier, in: reader)
    }
}
