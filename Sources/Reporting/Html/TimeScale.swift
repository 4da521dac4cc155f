/// Round moments along an axis of time.
struct TimeScale: Equatable {
    var end: Duration
    var step: Duration

    /// - Parameter most: how many steps the axis has room for.
    init(end: Duration, most: Int) {
        self.end = end
        let wanted = end / max(1, most)
        step = TimeScale.steps.first { $0 >= wanted } ?? .seconds(24 * 3600)
    }

    /// 0 and every whole step up to the end.
    var moments: [Duration] {
        var moments: [Duration] = [.zero]
        while let last = moments.last, step > .zero, last + step <= end { moments.append(last + step) }
        return moments
    }

    func text(_ moment: Duration) -> String {
        step < .seconds(1) ? Figures.decimal(moment / .seconds(1), digits: 2) + " s" : Figures.clock(moment)
    }

    /// The least multiple of the step that is not below the end.
    var ceiling: Duration {
        let steps = (end / step).rounded(.up)
        return step * max(1, Int(steps))
    }

    private static let steps: [Duration] =
        [10, 20, 50, 100, 200, 500].map { .milliseconds($0) }
        + [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200].map {
            .seconds($0)
        }
}
