/// A table of the HTML report. Wider than the screen, it scrolls in a frame of its own.
struct HtmlTable {
    struct Column {
        enum Form: Sendable {
            case text, number
            /// Sentences and lists, which are broken at blanks.
            case prose
            /// A path: it may be broken anywhere, and its row is named by it.
            case path
        }

        var title: String
        var form: Form

        init(_ title: String, _ form: Form = .text) {
            self.title = title
            self.form = form
        }
    }

    var caption: String
    var columns: [Column]
    private(set) var rows: [[Html]] = []

    init(_ caption: String, _ columns: [Column]) {
        self.caption = caption
        self.columns = columns
    }

    /// Adds a row of text, one for each column.
    mutating func append(_ cells: [String]) {
        append(markup: cells.map { "\($0)" as Html })
    }

    /// The same of cells that are markup. The name tells them apart: a row of literals would else be taken for text.
    mutating func append(markup cells: [Html]) {
        precondition(cells.count == columns.count, "a row has one cell for each column")
        rows.append(cells)
    }

    /// Nothing when there are no rows.
    var html: Html {
        guard !rows.isEmpty else { return "" }
        let heads = columns.map { "<th scope=\"col\"\($0.form.mark)>\($0.title)</th>" as Html }
        let body = rows.map { cells -> Html in
            let parts = zip(columns, cells).enumerated().map { index, item -> Html in
                let (column, cell) = item
                return index == 0
                    ? "<th scope=\"row\"\(column.form.mark)>\(cell)</th>"
                    : "<td\(column.form.mark)>\(cell)</td>"
            }
            return "<tr>\(parts)</tr>\n"
        }
        return """
            <div class="frame" role="region" tabindex="0" aria-label="\(caption)"><table>
            <caption><span>\(caption)</span></caption>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(body)</tbody></table></div>

            """
    }
}

extension HtmlTable.Column.Form {
    fileprivate var mark: Html {
        switch self {
        case .text: ""
        case .number: " class=\"number\""
        case .prose: " class=\"prose\""
        case .path: " class=\"path\""
        }
    }
}
