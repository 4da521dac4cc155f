import ByteStrings
import History
import Reporting

/// History's records as Reporting's rows: the two modules do not know each other.
enum HistoryRows {
    static func row(_ recorded: RecordedBuild) -> HistoryList.Row {
        let build = recorded.build
        return HistoryList.Row(
            identifier: build.identifier, package: build.package, version: build.version,
            started: build.started, wall: build.wall, result: result(build.result),
            compiles: recorded.totals.compiles, remote: recorded.totals.remote, hosts: build.hosts.string)
    }

    static func page(_ detail: BuildDetail) -> HistoryPage {
        let build = detail.build.build
        return HistoryPage(
            build: row(detail.build), command: build.command.string,
            directory: build.directory.string, makeflags: build.makeflags.string, compiler: build.compiler,
            local: detail.build.totals.local, failedOver: detail.build.totals.failedOver,
            bypassedObjects: build.bypassedObjects, droppedJobs: detail.build.droppedJobs,
            packages: build.packageFiles.map { HistoryPage.Package(name: $0.name, size: $0.size) },
            hosts: detail.hosts.map { share in
                HistoryPage.Host(
                    name: share.host ?? "here", jobs: share.jobs, busy: share.busy,
                    bytesSent: share.bytesSent, bytesReceived: share.bytesReceived,
                    accidents: share.accidents)
            },
            localReasons: detail.localReasons.map(reason), accidents: detail.fallbacks.map(reason),
            slowest: detail.slowest.map { job in
                HistoryPage.SlowJob(
                    file: job.file.string, host: job.host ?? "here", preprocess: job.preprocess,
                    compile: job.compile, total: job.total)
            })
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
