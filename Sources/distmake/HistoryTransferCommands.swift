import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Processes
import Reporting
import SystemPackage

struct HistoryExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print builds with their jobs, for programs and other machines.")

    @Argument(help: "Only builds of this package.")
    var package: String?

    @Flag(help: "Print lines of JSON, as import reads them (the default).")
    var json = false

    @Flag(help: "Print the jobs as comma-separated values.")
    var csv = false

    func validate() throws {
        guard !json || !csv else { throw ValidationError("one of --json and --csv is enough") }
    }

    func run() throws {
        let reader = try HistoryCommand.open()
        let output = LineOutput()
        try HistoryCommand.answering { () throws(HistoryError) in
            guard csv else { return try reader.exportJson(package: package) { output.write($0) } }
            try reader.query(
                "SELECT * FROM jobText" + (package == nil ? "" : " WHERE package = ?"),
                arguments: package.map { [$0] } ?? [],
                columns: { output.write(QueryForm.csv.line($0.map(QueryCell.text)) ?? "") },
                row: { output.write(QueryForm.csv.line($0.map(HistoryRows.cell)) ?? "") })
        }
        output.end()
    }
}

struct HistoryImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Take over builds from an export of another machine.",
        discussion:
            "Builds that are here already are left as they are, so an import that was interrupted is repeated."
    )

    @Argument(help: "What history export printed; - for standard input.", completion: .file())
    var file: String

    func run() throws {
        let path = file == "-" ? "/dev/stdin" : file
        let result = try HistoryCommand.answering { () throws(HistoryError) in
            try HistoryImporter(path: HistoryCommand.path).run(FilePath(path), now: WallClock.now)
        }
        let known = result.known > 0 ? ", \(result.known) were here already" : ""
        print("\(result.builds) builds with \(result.jobs) jobs imported\(known)")
    }
}

/// Lines on standard output, many at a time.
final class LineOutput {
    private var pending: [UInt8] = []

    func write(_ line: String) {
        pending += line.utf8
        pending.append(UInt8(ascii: "\n"))
        if pending.count >= 1 << 16 { end() }
    }

    /// Writes what is pending.
    func end() {
        Screen.write(ByteString(pending))
        pending = []
    }
}
