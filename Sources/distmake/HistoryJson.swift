import Analysis
import ByteStrings
import History
import Reporting

/// What the commands say of history, for programs. Times are seconds; moments are seconds since 1970-01-01 UTC.
enum HistoryJson {
    static func build(_ recorded: RecordedBuild) -> Json {
        .object(buildMembers(recorded))
    }

    private static func buildMembers(_ recorded: RecordedBuild) -> [(key: String, value: Json)] {
        let (build, totals) = (recorded.build, recorded.totals)
        return [
            ("identifier", .string(build.identifier)), ("package", .string(build.package)),
            ("version", .string(build.version)), ("started", seconds(build.started)),
            ("seconds", optional(build.wall, seconds)), ("status", optional(build.result, status)),
            ("command", text(build.command)), ("directory", text(build.directory)),
            ("hosts", text(build.hosts)), ("makeflags", text(build.makeflags)),
            ("jobLimit", optional(build.jobLimit, Json.number)), ("compiler", .string(build.compiler)),
            ("settings", .list(build.settings.map(text))), ("machine", .string(build.machine.name)),
            ("processor", .string(build.machine.processor)),
            ("cores", optional(build.machine.cores, Json.number)), ("imported", .flag(build.imported != nil)),
            ("jobs", .number(totals.jobs)), ("failures", .number(totals.failures)),
            ("compiles", .number(totals.compiles)), ("remote", .number(totals.remote)),
            ("local", .number(totals.local)), ("failedOver", .number(totals.failedOver)),
            ("givenUp", .number(totals.givenUp)),
            ("queuedSeconds", seconds(totals.queued)), ("busySeconds", seconds(totals.busy)),
            ("bytesSent", .number(totals.bytesSent)), ("bytesReceived", .number(totals.bytesReceived)),
            ("bypassedObjects", .number(build.bypassedObjects)),
            ("droppedJobs", .number(recorded.droppedJobs)), ("hasJobs", .flag(recorded.hasJobs)),
        ]
    }

    static func detail(_ detail: BuildDetail) -> Json {
        let build = detail.build.build
        let figures = detail.figures(remedy: HistoryRows.remedy)
        return .object(
            buildMembers(detail.build) + [
                (
                    "packages",
                    .list(
                        build.packageFiles.map {
                            .object([
                                ("name", .string($0.name)), ("version", .string($0.version)),
                                ("bytes", .number($0.size)),
                            ])
                        })
                ),
                (
                    "headers",
                    .list(
                        build.headers.map {
                            .object([
                                ("file", text($0.path)), ("units", .number($0.units)),
                                ("bytes", .number($0.bytes)),
                            ])
                        })
                ),
                (
                    "phases",
                    .list(
                        build.phases.map {
                            .object([
                                ("name", .string($0.name)), ("started", seconds($0.started)),
                                ("seconds", seconds($0.wall)),
                            ])
                        })
                ),
                (
                    "cost",
                    optional(build.usage) {
                        .object([
                            ("userSeconds", seconds($0.user)), ("systemSeconds", seconds($0.system)),
                            ("peakKibibytes", .number($0.peakMemory)),
                        ])
                    }
                ),
                ("byHost", .list(figures.hosts.map { host($0, in: figures) })),
                ("localReasons", .list(detail.localReasons.map(reason))),
                ("accidents", .list(detail.fallbacks.map(reason))),
                (
                    "parallelism",
                    optional(detail.parallelism) {
                        .object([
                            ("mean", .real($0.mean)), ("most", .number($0.most)),
                            ("seconds", seconds($0.span)), ("idleSeconds", seconds($0.idle)),
                            ("singleSeconds", seconds($0.single)),
                        ])
                    }
                ),
                (
                    "criticalPath",
                    optional(detail.path) {
                        .object([
                            ("jobs", .number($0.jobs)), ("gapSeconds", seconds($0.gaps)),
                            ("queuedSeconds", seconds($0.queued)),
                            ("preprocessSeconds", seconds($0.preprocess)), ("busySeconds", seconds($0.busy)),
                            ("longest", .list($0.longest.map(job))),
                        ])
                    }
                ), ("slowest", .list(detail.slowest.map(job))),
                (
                    "advice",
                    .list(
                        Advice.advice(on: figures).map {
                            .object([("code", .string($0.code)), ("text", .string($0.text))])
                        })
                ),
            ])
    }

    static func comparison(_ comparison: SetupComparison, isBuildPhase: Bool) -> Json {
        .object([
            ("timesOf", .string(isBuildPhase ? "build" : "all")),
            ("versions", .list(comparison.versions.map(Json.string))),
            ("rows", .list(comparison.rows.map(row))),
            ("leftOut", .list(comparison.partial.map { .string($0.identifier) })),
        ])
    }

    static func report(_ report: HistoryReport) -> Json {
        .object([
            ("package", optional(report.package, Json.string)), ("builds", .number(report.builds)),
            ("since", optional(report.since, seconds)), ("recent", .number(report.recent)),
            ("seconds", seconds(report.wall)),
            ("compiles", .number(report.compiles)), ("remote", .number(report.remote)),
            ("failedOver", .number(report.failedOver)), ("givenUp", .number(report.givenUp)),
            ("bytesSent", .number(report.bytesSent)), ("bytesReceived", .number(report.bytesReceived)),
            (
                "packages",
                .list(
                    report.packages.map {
                        .object([
                            ("name", .string($0.name)), ("builds", .number($0.builds)),
                            ("successes", .number($0.successes)), ("lastStarted", seconds($0.lastStarted)),
                            ("lastSeconds", optional($0.lastWall, seconds)),
                            ("bestSeconds", optional($0.bestWall, seconds)),
                            ("compiles", .number($0.compiles)),
                            ("remote", .number($0.remote)),
                        ])
                    })
            ),
            ("byHost", .list(report.hosts.map { host($0, in: nil) })),
            (
                "localReasons",
                .list(
                    report.localReasons.map {
                        .object([
                            ("code", .string($0.code)), ("compiles", .number($0.compiles)),
                            ("busySeconds", seconds($0.busy)), ("remedy", optional($0.remedy, Json.string)),
                        ])
                    })
            ),
            (
                "trend",
                .list(
                    report.trend.map {
                        .object([
                            ("identifier", .string($0.identifier)), ("version", .string($0.version)),
                            ("started", seconds($0.started)), ("seconds", optional($0.wall, seconds)),
                            ("success", .flag($0.isSuccess)), ("compiles", .number($0.compiles)),
                            ("remote", .number($0.remote)), ("setup", setup($0.setup)),
                        ])
                    })
            ),
            (
                "comparison",
                optional(report.comparison) { comparison($0, isBuildPhase: report.isBuildPhase) }
            ),
            (
                "slowest",
                .list(
                    report.slowest.map {
                        .object([
                            ("file", .string($0.file)), ("host", optional($0.host, Json.string)),
                            ("preprocessSeconds", seconds($0.preprocess)),
                            ("compileSeconds", seconds($0.compile)),
                        ])
                    })
            ),
        ])
    }

    private static func row(_ row: SetupComparison.Row) -> Json {
        .object([
            ("setup", setup(row.setup)), ("seconds", seconds(row.time)), ("fold", .real(row.fold)),
            ("marginSeconds", optional(row.margin, seconds)), ("certain", optional(row.isCertain, Json.flag)),
            (
                "runs",
                .list(
                    row.runs.map {
                        .object([
                            ("identifier", .string($0.identifier)), ("version", .string($0.version)),
                            ("seconds", seconds($0.wall)), ("compiles", .number($0.compiles)),
                        ])
                    })
            ),
        ])
    }

    private static func setup(_ setup: BuildSetup) -> Json {
        .object([
            ("hosts", .string(setup.hosts)), ("jobLimit", optional(setup.jobLimit, Json.number)),
            ("mode", .string(setup.mode)), ("compiler", .string(setup.compiler)),
            ("processor", .string(setup.processor)),
        ])
    }

    private static func host(_ host: BuildFigures.Host, in figures: BuildFigures?) -> Json {
        .object([
            ("name", optional(host.name, Json.string)), ("slots", optional(host.slots, Json.number)),
            ("slotsInUse", optional(figures?.slotsInUse(host), Json.real)),
            ("options", .string(host.options)),
            ("jobs", .number(host.jobs)), ("busySeconds", seconds(host.busy)),
            ("transferSeconds", seconds(host.transfer)), ("bytesSent", .number(host.bytesSent)),
            ("bytesReceived", .number(host.bytesReceived)),
            ("compiledBytesPerSecond", optional(host.speed, Json.real)),
            ("accidents", .number(host.accidents)),
        ])
    }

    private static func job(_ job: SlowJob) -> Json {
        .object([
            ("file", text(job.file)), ("output", text(job.output)), ("kind", .string(job.kind.rawValue)),
            ("host", optional(job.host, Json.string)), ("preprocessSeconds", seconds(job.preprocess)),
            ("compileSeconds", seconds(job.compile)), ("seconds", seconds(job.total)),
        ])
    }

    private static func reason(_ count: CodeCount) -> Json {
        .object([
            ("code", .string(count.code)), ("kind", .string(count.kind.rawValue)),
            ("jobs", .number(count.jobs)),
            ("busySeconds", seconds(count.busy)),
        ])
    }

    /// The exit code, or minus the signal, as in the database.
    private static func status(_ status: EndStatus) -> Json {
        switch status {
        case .exited(let code): .number(Int(code))
        case .signalled(let signal): .number(-Int(signal))
        }
    }

    static func seconds(_ duration: Duration) -> Json { .real(duration / .seconds(1)) }

    private static func text(_ text: ByteString) -> Json { .string(text.string) }

    static func optional<V>(_ value: V?, _ json: (V) -> Json) -> Json { value.map(json) ?? .none }
}
