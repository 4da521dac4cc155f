import Analysis
import ByteStrings
import History
import Placement
import Reporting
import Scheduling

/// History's records as Reporting's rows: the two modules do not know each other.
enum HistoryRows {
    static func row(_ recorded: RecordedBuild) -> HistoryList.Row {
        let build = recorded.build
        return HistoryList.Row(
            identifier: build.identifier, package: build.package, version: build.version,
            started: build.started, wall: build.wall, result: result(build.result),
            compiles: recorded.totals.compiles, remote: recorded.totals.remote,
            hosts: BuildSetup.oneLine(hosts: build.hosts.string))
    }

    static func page(_ detail: BuildDetail) -> HistoryPage {
        let build = detail.build.build
        let figures = detail.figures(remedy: remedy)
        return HistoryPage(
            build: row(detail.build), command: build.command.string,
            directory: build.directory.string, makeflags: build.makeflags.string, compiler: build.compiler,
            local: detail.build.totals.local, failedOver: detail.build.totals.failedOver,
            givenUp: detail.build.totals.givenUp,
            bypassedObjects: build.bypassedObjects, droppedJobs: detail.build.droppedJobs,
            packages: build.packageFiles.map { HistoryPage.Package(name: $0.name, size: $0.size) },
            hosts: figures.hosts.map { host in
                HistoryPage.Host(
                    name: host.name ?? "here", jobs: host.jobs, slots: host.slots, busy: host.busy,
                    bytesSent: host.bytesSent, bytesReceived: host.bytesReceived, accidents: host.accidents)
            },
            localReasons: detail.localReasons.map(reason), accidents: detail.fallbacks.map(reason),
            slowest: detail.slowest.map(slowJob), machine: text(of: build.machine),
            jobLimit: build.jobLimit.map { $0 == 0 ? "no limit" : "\($0)" } ?? "",
            settings: build.settings.map(\.string),
            phases: build.phases.map { HistoryPage.Phase(name: $0.name, wall: $0.wall) },
            cost: build.usage.map(text) ?? "", parallelism: detail.parallelism,
            path: detail.path.map { path in
                HistoryPage.Path(
                    jobs: path.jobs, gaps: path.gaps, queued: path.queued, work: path.preprocess + path.busy,
                    longest: path.longest.map(slowJob))
            },
            headers: build.headers.map {
                HistoryPage.Header(file: $0.path.string, units: $0.units, bytes: $0.bytes)
            }, hasJobs: detail.build.hasJobs, advice: Advice.advice(on: figures).map(\.text))
    }

    /// What a user can change about a local reason.
    static func remedy(_ code: String) -> String? {
        LocalReason(rawValue: code)?.advice
    }

    /// What every code of a job that stayed here means.
    static var explanations: [String: HtmlReport.Explanation] {
        var explanations: [String: HtmlReport.Explanation] = [:]
        for reason in LocalReason.allCases {
            explanations[reason.rawValue] = .init(sentence: reason.explanation, remedy: reason.advice)
        }
        for reason in Unplaced.allCases {
            explanations[reason.rawValue] = .init(sentence: reason.explanation)
        }
        return explanations
    }

    private static func slowJob(_ job: SlowJob) -> HistoryPage.SlowJob {
        HistoryPage.SlowJob(
            file: job.file.string, host: job.host ?? "here", preprocess: job.preprocess, compile: job.compile,
            total: job.total)
    }

    private static func text(of machine: Machine) -> String {
        let cores = machine.cores.map { "\($0) processor\($0 == 1 ? "" : "s")" }
        return [machine.name, machine.processor, cores ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    private static func text(_ usage: BuildUsage) -> String {
        "user \(Figures.clock(usage.user)), system \(Figures.clock(usage.system)), "
            + "largest process \(Figures.bytes(usage.peakMemory * 1024))"
    }

    static func cell(_ value: QueryValue) -> QueryCell {
        switch value {
        case .none: .none
        case .integer(let number): .integer(number)
        case .real(let number): .real(number)
        case .text(let text): .text(text)
        }
    }

    private static func reason(_ count: CodeCount) -> HistoryPage.Reason {
        HistoryPage.Reason(
            code: count.code, kind: count.kind.rawValue, jobs: count.jobs, busy: count.busy)
    }

    private static func result(_ status: EndStatus?) -> BuildResult {
        switch status {
        case .exited(0): .succeeded
        case .exited(let code): .failed(Int(code))
        case .signalled(let signal): .killed(Int(signal))
        case nil: .unfinished
        }
    }
}
