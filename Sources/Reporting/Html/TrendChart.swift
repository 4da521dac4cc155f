internal import Analysis

/// A package's latest builds, one bar each, as high as the build was long. The letter below a bar is its set-up's, so
/// that a bar can be found in the comparison without colours.
struct TrendChart {
    private static let height = 180.0

    var builds: [HistoryReport.Build]
    var letters: SetupLetters
    var date: (Duration) -> String

    /// Nothing for fewer than two builds.
    var html: Html {
        let longest = builds.compactMap(\.wall).max() ?? .zero
        guard builds.count > 1, longest > .zero, let first = builds.first, let last = builds.last else {
            return ""
        }
        let scale = TimeScale(end: longest, most: 4)
        let top = scale.ceiling
        let ticks = TimeScale(end: top, most: 4).moments
        let rules = ticks.map { moment -> Html in
            let y = TrendChart.height * (1 - moment / top)
            return "<line class=\"rule\" x1=\"0\" x2=\"100%\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
        let labels = ticks.map { moment -> Html in
            "<span style=\"top:\(100 * (1 - moment / top))%\">\(scale.text(moment))</span>"
        }
        let bars = builds.enumerated().map { bar($1, at: $0, top: top) }
        let keys = builds.map { build -> Html in
            build.isSuccess ? "<span>\(letters[build.setup])</span>" : "<span>✕</span>"
        }
        return """
            <div class="trend"><div class="scale">\(labels)</div>
            <svg role="img" aria-label="Times of the last \(builds.count) builds; the table below has them">
            \(rules)\(bars)</svg>
            <div class="keys" aria-hidden="true">\(keys)</div>
            <div class="dates"><span>\(date(first.started))</span><span>\(date(last.started))</span></div></div>
            <p class="note">One bar for each build, the latest at the right. The letter is that of the set-up;
            ✕ and a dashed frame mark a build that failed.</p>

            """
    }

    private func bar(_ build: HistoryReport.Build, at place: Int, top: Duration) -> Html {
        guard let wall = build.wall else { return "" }
        let width = 100 / Double(builds.count)
        let height = max(1, TrendChart.height * (wall / top))
        let style: Html = build.isSuccess ? "bar" : "bar failed"
        let result = build.isSuccess ? "" : ", failed"
        return """
            <rect class="\(style)" x="\(width * (Double(place) + 0.15))%" width="\(width * 0.7)%" \
            y="\(TrendChart.height - height)" height="\(height)"><title>\(build.identifier), \(build.version), \
            \(date(build.started)): \(Figures.clock(wall))\(result)</title></rect>

            """
    }
}

/// A letter for each set-up, the best one first: `A`, `B` … `Z`, then numbers.
struct SetupLetters {
    private var places: [BuildSetup: Int] = [:]

    init(_ comparison: SetupComparison?) {
        for (place, row) in (comparison?.rows ?? []).enumerated() { places[row.setup] = place }
    }

    /// `–` for a set-up that is not compared.
    subscript(setup: BuildSetup) -> String {
        guard let place = places[setup] else { return "–" }
        guard place < 26 else { return "\(place + 1)" }
        return String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(place)))
    }
}
