/// One line of a screen: runs of text with their meanings. Its width counts columns, and no colours.
struct StyledLine: Equatable, Sendable {
    private struct Run: Equatable, Sendable {
        var text: String
        var role: Style.Role?
    }

    private var runs: [Run] = []
    private(set) var width = 0

    init(_ text: String = "", _ role: Style.Role? = nil) {
        append(text, role)
    }

    /// Control characters are shown as `?`.
    mutating func append(_ text: String, _ role: Style.Role? = nil) {
        let text = text.printable
        guard !text.isEmpty else { return }
        runs.append(Run(text: text, role: role))
        width += text.displayWidth
    }

    mutating func append(_ line: StyledLine) {
        runs += line.runs
        width += line.width
    }

    /// Adds blanks up to `column`.
    mutating func pad(to column: Int) {
        append(String(repeating: " ", count: max(0, column - width)))
    }

    /// Adds text in a column of its own: cut to `width`, or filled with blanks.
    mutating func append(_ text: String, _ role: Style.Role? = nil, in width: Int, right: Bool = false) {
        let cut = text.printable.prefix(columns: width)
        let blanks = String(repeating: " ", count: width - cut.displayWidth)
        if right { append(blanks) }
        append(cut, role)
        if !right { append(blanks) }
    }

    /// What fits into `columns`.
    func prefix(columns: Int) -> StyledLine {
        guard width > columns else { return self }
        var line = StyledLine()
        for run in runs {
            line.append(run.text.prefix(columns: columns - line.width), run.role)
            if line.width == columns { break }
        }
        return line
    }

    func render(_ style: Style) -> String {
        runs.map { run in run.role.map { style.apply($0, run.text) } ?? run.text }.joined()
    }
}
