internal import Analysis

/// How many slots of each machine were in use over time: an area for each, all over the same time, then a table.
///
/// What is drawn stretches with the window and so has no text in it; text stands beside it.
struct UtilisationChart {
    private static let buckets = 240
    private static let tableRows = 12

    private struct Row {
        var name: String
        var note: String
        var style: Html
        var usage: Utilisation
        /// The upper edge of the area.
        var top: Double
    }

    private let timeline: Timeline
    private let rows: [Row]

    init(_ timeline: Timeline) {
        self.timeline = timeline
        rows = UtilisationChart.rows(timeline, buckets: UtilisationChart.buckets)
    }

    private static func rows(_ timeline: Timeline, buckets: Int) -> [Row] {
        var rows = timeline.machines.map { machine -> Row in
            let usage = timeline.utilisation(of: machine, buckets: buckets)
            let mean = Figures.decimal(usage.average, digits: 1)
            guard let slots = machine.slots, slots > 0 else {
                return Row(
                    name: machine.name ?? "this machine",
                    note: "\(mean) jobs on average, \(Figures.decimal(usage.peak, digits: 0)) at most",
                    style: " class=\"here\"", usage: usage, top: max(1, usage.peak))
            }
            let share = Figures.decimal(usage.average / Double(slots) * 100, digits: 0)
            return Row(
                name: machine.name ?? "this machine", note: "\(mean) of \(slots) slots, \(share) %",
                style: "",
                usage: usage, top: max(Double(slots), usage.peak))
        }
        let hosts = timeline.machines.indices.filter { timeline.machines[$0].slots ?? 0 > 0 }
        if hosts.count > 1 {
            let usage = hosts.dropFirst().reduce(rows[hosts[0]].usage) { $0 + rows[$1].usage }
            let slots = hosts.reduce(0) { $0 + (timeline.machines[$1].slots ?? 0) }
            let share = Figures.decimal(usage.average / Double(slots) * 100, digits: 0)
            let note = "\(Figures.decimal(usage.average, digits: 1)) of \(slots) slots, \(share) %"
            rows.insert(
                Row(
                    name: "All hosts", note: note, style: " class=\"all\"", usage: usage,
                    top: max(Double(slots), usage.peak)), at: 0)
        }
        let preprocessing = timeline.preprocessing(buckets: buckets)
        if preprocessing.peak > 0 {
            rows.append(
                Row(
                    name: "Preprocessing here",
                    note: "\(Figures.decimal(preprocessing.average, digits: 1)) jobs on average",
                    style: " class=\"prep\"", usage: preprocessing, top: max(1, preprocessing.peak)))
        }
        return rows
    }

    var html: Html {
        """
        <p class="note">Each strip is as high as the slots of its host: what is empty was free.</p>
        <div class="usage">
        \(rows.map(area))<div class="gap"></div>\(ticks)</div>
        <details><summary>The same as a table</summary>
        \(table)</details>

        """
    }

    private func area(_ row: Row) -> Html {
        var path: Html = "M0 100"
        for (place, value) in row.usage.mean.enumerated() {
            // Steps: each part of the time has one height.
            let y = 100 - value / row.top * 100
            path += "L\(place) \(y)H\(place + 1)"
        }
        path += "L\(UtilisationChart.buckets) 100Z"
        return """
            <div class="who">\(row.name)<small>\(row.note)</small></div>
            <svg\(row.style) viewBox="0 0 \(UtilisationChart.buckets) 100" preserveAspectRatio="none" role="img"
            aria-label="\(row.name): \(row.note)"><path class="area" d="\(path)"/></svg>

            """
    }

    private var ticks: Html {
        let scale = TimeScale(end: timeline.end, most: 5)
        let moments = scale.moments
        let marks = moments.map { moment -> Html in
            let share = moment / timeline.end * 100
            let last: Html = share > 96 ? " class=\"last\"" : ""
            return "<span\(last) style=\"left:\(share)%\">\(scale.text(moment))</span>"
        }
        return "<div class=\"ticks\">\(marks)</div>\n"
    }

    private var table: Html {
        let rows = UtilisationChart.rows(timeline, buckets: UtilisationChart.tableRows)
        var table = HtmlTable(
            "Slots in use on average, in twelve equal parts of the build.",
            [.init("From")] + rows.map { .init($0.name, .number) })
        let part = timeline.end / UtilisationChart.tableRows
        let isShort = part < .seconds(10)
        for place in 0..<UtilisationChart.tableRows {
            let moment = part * place
            let start =
                isShort ? Figures.decimal(moment / .seconds(1), digits: 1) + " s" : Figures.clock(moment)
            table.append([start] + rows.map { Figures.decimal($0.usage.mean[place], digits: 1) })
        }
        return table.html
    }
}
