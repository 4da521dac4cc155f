/// The answer of `distmake history sql` in one of its forms.
public enum QueryForm: Sendable {
    case table, json, csv, tsv
}

/// One cell.
public enum QueryCell: Equatable, Sendable {
    case none
    case integer(Int64)
    case real(Double)
    case text(String)

    var text: String {
        switch self {
        case .none: ""
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text
        }
    }

    private var json: Json {
        switch self {
        case .none: .none
        case .integer(let number): .number(Int(number))
        case .real(let number): .real(number)
        case .text(let text): .string(text)
        }
    }

    static func json(_ columns: [String], _ cells: [QueryCell]) -> Json {
        .object(zip(columns, cells).map { ($0, $1.json) })
    }
}

extension QueryForm {
    /// A row as one line; `nil` for the forms that need all rows first.
    public func line(_ cells: [QueryCell]) -> String? {
        switch self {
        case .table, .json: nil
        case .csv: cells.map { QueryForm.commaSeparated($0.text) }.joined(separator: ",")
        case .tsv: cells.map { QueryForm.tabSeparated($0.text) }.joined(separator: "\t")
        }
    }

    /// All rows, with a newline at the end of each line.
    public func text(
        _ columns: [String], _ rows: [[QueryCell]], width: Int?, style: Style, utf8: Bool
    ) -> String {
        switch self {
        case .json: Json.list(rows.map { QueryCell.json(columns, $0) }).text + "\n"
        case .csv, .tsv:
            ([columns.map(QueryCell.text)] + rows).compactMap(line).map { $0 + "\n" }.joined()
        case .table:
            QueryForm.table(columns, rows).render(width: width, style: style, utf8: utf8)
        }
    }

    private static func table(_ columns: [String], _ rows: [[QueryCell]]) -> TextTable {
        var table = TextTable(
            columns.indices.map { index in
                let isNumber = rows.allSatisfy { row in
                    switch row[index] {
                    case .text: false
                    case .none, .integer, .real: true
                    }
                }
                return isNumber
                    ? .init(columns[index], .right) : .init(columns[index], overflow: .cutEnd(minimum: 8))
            })
        for row in rows { table.append(row.map(\.text)) }
        return table
    }

    /// RFC 4180: in quotes only where it must be.
    private static func commaSeparated(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
            return text
        }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }

    /// As PostgreSQL's COPY writes it: a backslash before what would end a field or a line.
    private static func tabSeparated(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t": escaped += "\\t"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            case "\\": escaped += "\\\\"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
