public import Analysis

/// What `distmake bench --dry-run` prints: each run in its order, and how long it will take.
public struct BenchmarkOutline: Equatable, Sendable {
    public var plan: BenchmarkPlan
    /// Of one run of each set-up.
    public var estimates: [BenchmarkEstimate?]

    public init(_ plan: BenchmarkPlan, estimates: [BenchmarkEstimate?]) {
        precondition(plan.setups.count == estimates.count, "each set-up has its estimate, if only none")
        self.plan = plan
        self.estimates = estimates
    }

    /// Lines, each ended by a newline.
    public func render(width: Int?, style: Style, utf8: Bool = true) -> String {
        let remaining = Set(plan.remaining)
        var table = TextTable([
            .init("run", .right), .init("round", .right), .init("-j", .right), .init("Time (mm:ss)", .right),
            .init("DISTCC_HOSTS", overflow: .cutEnd(minimum: 12)),
        ])
        for (index, run) in plan.order.enumerated() {
            let setup = plan.setups[run.setup]
            table.append([
                "\(index + 1)", "\(run.round + 1)", setup.jobLimit.map { "\($0)" } ?? "-",
                remaining.contains(run) ? time(of: run) : "done",
                setup.hosts.isEmpty ? "(none)" : setup.hosts,
            ])
        }
        let lines = notes.flatMap { $0.wrapped(to: width) }.map { $0 + "\n" }.joined()
        return table.render(width: width, style: style, utf8: utf8) + "\n" + lines
    }

    /// How long the rest takes, in words: `about 12:30 by history`; `nil` when that is not known.
    public var remainingTime: String? {
        plan.remainingTime(estimates).map { "about \(Figures.clock($0)) by history" }
    }

    private func time(of run: BenchmarkRun) -> String {
        guard let estimate = estimates[run.setup] else { return "?" }
        return (estimate.isOfSameSetup ? "" : "~") + Figures.clock(estimate.wall)
    }

    private var notes: [String] {
        let count = Figures.counted(plan.remaining.count, "run")
        var notes = [
            remainingTime.map { "\(count) to do, \($0)" }
                ?? "\(count) to do; history has no build to say how long that takes"
        ]
        if estimates.contains(where: { $0?.isOfSameSetup == false }) {
            notes.append("~ is the time of earlier builds with other set-ups")
        }
        return notes
    }
}
