/// Rows of text in columns, as a terminal shows them.
///
/// Columns are as wide as their widest cell. When that is too wide for the terminal, the columns that may be cut
/// give way, the widest first, down to their minimum; then lines are cut at the edge. Lines never end in blanks.
public struct TextTable: Equatable, Sendable {
    public enum Alignment: Sendable {
        case left, right
    }

    /// What happens to a cell that is wider than its column.
    public enum Overflow: Equatable, Sendable {
        /// The column is never made narrower than its cells.
        case keep
        /// The beginning is kept: a sentence.
        case cutEnd(minimum: Int)
        /// The end is kept: a path.
        case cutStart(minimum: Int)
    }

    public struct Column: Equatable, Sendable {
        public var title: String
        public var alignment: Alignment
        public var overflow: Overflow

        public init(_ title: String, _ alignment: Alignment = .left, overflow: Overflow = .keep) {
            self.title = title
            self.alignment = alignment
            self.overflow = overflow
        }
    }

    public var columns: [Column]
    public private(set) var rows: [[String]] = []
    /// Blanks before each line.
    public var indent: Int
    /// Without a header, titles are not shown.
    public var showsHeader: Bool

    public init(_ columns: [Column], indent: Int = 0, showsHeader: Bool = true) {
        self.columns = columns
        self.indent = indent
        self.showsHeader = showsHeader
    }

    /// Adds a row with one cell for each column. Control characters in cells are shown as `?`.
    public mutating func append(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has one cell for each column")
        rows.append(cells.map(\.printable))
    }

    /// The lines, each ended by a newline; empty when there are no rows.
    ///
    /// - Parameters:
    ///   - width: the columns of the terminal; `nil` where nothing limits them, as in a pipe.
    ///   - utf8: whether the locale can show the ellipsis of a cut cell.
    public func render(width: Int?, style: Style = .plain, utf8: Bool = true) -> String {
        lines(width: width, style: style, utf8: utf8).map { $0 + "\n" }.joined()
    }

    func lines(width: Int?, style: Style, utf8: Bool) -> [String] {
        guard !rows.isEmpty else { return [] }
        let widths = columnWidths(limit: width)
        let ellipsis = utf8 ? "…" : "..."
        let line: ([String]) -> String = { cells in
            let text = String(repeating: " ", count: indent) + join(cells, widths, ellipsis)
            return width.map { text.prefix(columns: $0).withoutTrailingBlanks } ?? text
        }
        let header = showsHeader ? [style.apply(.heading, line(columns.map(\.title)))] : []
        return header + rows.map(line)
    }

    private static let gap = 2

    private func columnWidths(limit: Int?) -> [Int] {
        var widths = columns.indices.map { index in
            let title = showsHeader ? columns[index].title.displayWidth : 0
            return rows.reduce(title) { max($0, $1[index].displayWidth) }
        }
        guard let limit else { return widths }
        var excess = indent + widths.reduce(0, +) + TextTable.gap * (columns.count - 1) - limit
        while excess > 0 {
            let widest = columns.indices.filter { widths[$0] > columns[$0].minimum }.max {
                widths[$0] < widths[$1]
            }
            guard let widest else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }

    private func join(_ cells: [String], _ widths: [Int], _ ellipsis: String) -> String {
        let padded = zip(zip(cells, columns), widths).map { item, width in
            let (cell, column) = item
            let text = column.cut(cell, to: width, ellipsis)
            let blanks = String(repeating: " ", count: max(0, width - text.displayWidth))
            return column.alignment == .left ? text + blanks : blanks + text
        }
        return padded.joined(separator: String(repeating: " ", count: TextTable.gap)).withoutTrailingBlanks
    }
}

extension TextTable.Column {
    fileprivate var minimum: Int {
        switch overflow {
        case .keep: .max
        case .cutEnd(let minimum), .cutStart(let minimum): max(minimum, 1)
        }
    }

    fileprivate func cut(_ text: String, to width: Int, _ ellipsis: String) -> String {
        guard text.displayWidth > width else { return text }
        let mark = ellipsis.prefix(columns: width)
        switch overflow {
        case .keep: return text
        case .cutEnd: return text.prefix(columns: width - mark.displayWidth) + mark
        case .cutStart: return mark + text.suffix(columns: width - mark.displayWidth)
        }
    }
}

extension String {
    var withoutTrailingBlanks: String {
        guard let last = lastIndex(where: { $0 != " " }) else { return "" }
        return String(self[...last])
    }
}
