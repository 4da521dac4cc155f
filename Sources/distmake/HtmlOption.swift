import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Reporting

/// `--html`, of the commands that can write their answer as a page for a browser.
struct HtmlOption: ParsableArguments {
    @Option(
        name: .customLong("html"),
        help: ArgumentHelp("Write a page for a browser; - for standard output.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var file: String?

    /// - Parameter json: whether the answer is wanted as JSON.
    func validate(json: Bool) throws {
        guard let file else { return }
        guard !json else { throw ValidationError("one of --json and --html is enough") }
        guard !file.isEmpty else { throw ValidationError("--html needs the name of a file, or -") }
    }

    /// A build with all that its page shows.
    static func build(_ identifier: String, in reader: HistoryReader) throws -> HtmlReport.Build? {
        try HistoryCommand.answering { () throws(HistoryError) in
            guard let detail = try reader.detail(of: identifier) else { return nil }
            return HtmlReport.Build(
                page: HistoryRows.page(detail), timeline: try reader.timeline(of: identifier))
        }
    }

    /// Writes the page, or says why not and ends.
    static func write(_ report: HtmlReport, to file: String) throws {
        let page = report.render()
        guard file != "-" else { return Screen.write(page) }
        do throws(OutputFile.Failure) {
            try OutputFile.write(page, to: ByteString(file))
        } catch {
            Console.say(error.text)
            throw ExitCode.failure
        }
    }
}
