import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Reporting

struct HistorySqlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Ask the history in SQL, without changing it.",
        discussion: "Tables and columns: distmake-history(5).")

    @Argument(help: ArgumentHelp("One statement, such as SELECT.", valueName: "statement"))
    var statement: String

    @Flag(exclusivity: .exclusive, help: "How the answer is printed.")
    var option: QueryOption = .table

    func run() throws {
        let form = option.form
        let reader = try HistoryCommand.open()
        let output = LineOutput()
        var columns: [String] = []
        var rows: [[QueryCell]] = []
        do throws(HistoryError) {
            try reader.query(
                statement,
                columns: { names in
                    columns = names
                    form.line(names.map(QueryCell.text)).map { output.write($0) }
                },
                row: { values in
                    let cells = values.map(HistoryRows.cell)
                    if let line = form.line(cells) { output.write(line) } else { rows.append(cells) }
                })
        } catch {
            output.end()
            switch error.code {
            case .refusedStatement:
                Console.say("history sql only reads: one statement that gives rows, such as SELECT")
            case .badStatement: Console.say("\(ByteString(error.message ?? ""))")
            default: Console.say("\(ByteString("\(error)"))")
            }
            throw ExitCode.failure
        }
        output.end()
        if form == .table || form == .json {
            print(
                form.text(columns, rows, width: Screen.width, style: Screen.style, utf8: Screen.isUTF8),
                terminator: "")
        }
    }
}

/// `QueryForm` as an option.
enum QueryOption: EnumerableFlag {
    case table, json, csv, tsv

    var form: QueryForm {
        switch self {
        case .table: .table
        case .json: .json
        case .csv: .csv
        case .tsv: .tsv
        }
    }

    static func help(for value: QueryOption) -> ArgumentHelp? {
        switch value {
        case .table: "Print a table (the default)."
        case .json: "Print JSON, a list of objects."
        case .csv: "Print comma-separated values."
        case .tsv: "Print values with tabs between them."
        }
    }
}
