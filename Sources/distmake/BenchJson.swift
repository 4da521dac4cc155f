import Analysis
import Reporting

/// What `distmake bench` says, for programs. Times are in seconds.
enum BenchJson {
    /// What `--dry-run` prints.
    static func outline(_ outline: BenchmarkOutline) -> Json {
        let plan = outline.plan
        let remaining = Set(plan.remaining)
        return .object([
            (
                "runs",
                .list(
                    plan.order.map { run in
                        let estimate = outline.estimates[run.setup]
                        return .object(
                            members(of: plan.setups[run.setup]) + [
                                ("round", .number(run.round + 1)), ("done", .flag(!remaining.contains(run))),
                                (
                                    "expectedSeconds",
                                    HistoryJson.optional(estimate) { HistoryJson.seconds($0.wall) }
                                ),
                                ("isOfSameSetup", HistoryJson.optional(estimate) { .flag($0.isOfSameSetup) }),
                            ])
                    })
            ),
            (
                "remainingSeconds",
                HistoryJson.optional(plan.remainingTime(outline.estimates), HistoryJson.seconds)
            ),
        ])
    }

    /// What is printed at the end.
    static func report(_ report: BenchmarkReport) -> Json {
        let verdict = report.verdict
        return .object([
            (
                "comparison",
                HistoryJson.comparison(verdict.comparison, isBuildPhase: report.isBuildPhase)
            ),
            (
                "failures",
                .list(
                    report.failures.map {
                        .object(
                            members(of: $0.setup) + [
                                ("reason", .string($0.reason)), ("log", .string($0.log)),
                            ])
                    })
            ),
            ("best", HistoryJson.optional(verdict.best, setup)),
            ("perhapsAsFast", .list(verdict.rivals.map(setup))),
            ("notKnownFromOneRun", .list(verdict.unsure.map(setup))),
        ])
    }

    private static func setup(_ setup: BenchmarkSetup) -> Json { .object(members(of: setup)) }

    private static func members(of setup: BenchmarkSetup) -> [(key: String, value: Json)] {
        [("hosts", .string(setup.hosts)), ("jobLimit", HistoryJson.optional(setup.jobLimit, Json.number))]
    }
}
