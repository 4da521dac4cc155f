internal import Analysis

/// The mean times of set-ups as bars, the best first, with their error bars and single runs.
struct SetupChart {
    private static let shown = 12

    var comparison: SetupComparison
    var letters: SetupLetters

    /// Nothing for fewer than two set-ups.
    var html: Html {
        let rows = comparison.rows.prefix(SetupChart.shown)
        guard rows.count > 1, let top = top(rows), top > .zero else { return "" }
        let hidden = comparison.rows.count - rows.count
        let rest: Html = hidden > 0 ? " The \(hidden) slowest are in the table only." : ""
        return """
            <div class="setups">
            \(rows.map { row($0, top: top) })</div>
            <p class="note">A bar is the mean of a set-up's builds, a dot is one build. In 19 of 20 cases the true mean lies
            within the error bar, which needs two builds at least and is cut off at the edge.\(rest)</p>

            """
    }

    /// Where bars end at the right: a margin from two runs can be many times their mean, and is cut.
    private func top(_ rows: some Collection<SetupComparison.Row>) -> Duration? {
        let longest = rows.map { row in row.runs.reduce(row.time) { max($0, $1.wall) } }.max()
        let widest = rows.map { $0.time + ($0.margin ?? .zero) }.max()
        guard let longest, let widest else { return nil }
        return min(widest, longest * 4 / 3)
    }

    private func row(_ row: SetupComparison.Row, top: Duration) -> Html {
        let share: (Duration) -> Double = { min(max($0 / top * 100, 0), 100) }
        let isBest = row.fold <= 1
        var marks: Html = """
            <rect class="\(isBest ? "bar best" : "bar")" x="0" y="3" width="\(share(row.time))%" height="16"/>
            """
        if let margin = row.margin {
            let (left, right) = (share(row.time - margin), share(row.time + margin))
            marks += """
                <line class="whisker" x1="\(left)%" x2="\(right)%" y1="11" y2="11"/>\
                <line class="whisker" x1="\(left)%" x2="\(left)%" y1="6" y2="16"/>
                """
            if row.time + margin <= top {
                marks += "<line class=\"whisker\" x1=\"\(right)%\" x2=\"\(right)%\" y1=\"6\" y2=\"16\"/>"
            }
        }
        for run in row.runs where row.runs.count > 1 {
            marks += "<circle class=\"run\" cx=\"\(share(run.wall))%\" cy=\"11\" r=\"3\"/>"
        }
        let margin = row.margin.map { " ± \(Figures.brief($0))" } ?? ""
        let text = "\(Figures.clock(row.time))\(margin), \(Figures.decimal(row.fold, digits: 2)) ×"
        return """
            <div class="who"><span class="key">\(letters[row.setup])</span>\(row.setup.summary)</div>
            <svg role="img" aria-label="\(text)">\(marks)</svg>
            <div class="value">\(text)</div>

            """
    }
}

extension BuildSetup {
    /// `red/8 blue/4, -j 24, plain`.
    var summary: String {
        let limit = jobLimit.map { $0 == 0 ? "no limit of jobs" : "-j \($0)" }
        return [hosts.isEmpty ? "no hosts" : hosts, limit ?? "", mode].filter { !$0.isEmpty }.joined(
            separator: ", ")
    }
}
