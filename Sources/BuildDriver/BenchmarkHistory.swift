import Analysis
import ByteStrings
import History
import SystemPackage

/// What history knows of the thing that a benchmark builds.
struct BenchmarkHistory: Sendable {
    private let path: FilePath
    private let work: BenchmarkWork

    /// More builds than these say nothing new about how long one takes.
    private static let limit = 200

    init(_ work: BenchmarkWork) {
        path = FilePath(work.environment.historyPath.string)
        self.work = work
    }

    /// The newest build of `work` that began at or after `start`.
    ///
    /// - Parameter start: since 1970.
    func build(since start: Duration) -> RecordedBuild? {
        builds(limit: 20).first { recorded in
            let build = recorded.build
            return build.started >= start && build.directory == work.recordedDirectory
                && build.finished != nil && (work.recordedCommand.map { $0 == build.command } ?? true)
        }
    }

    /// Successful builds of it, by whichever set-up, of this machine.
    func earlierBuilds() -> [BenchmarkEstimate.EarlierBuild] {
        builds(limit: Self.limit).compactMap { recorded in
            let build = recorded.build
            guard build.result?.isSuccess == true, build.imported == nil, let wall = build.wall,
                work.recordedCommand.map({ $0 == build.command }) ?? true
            else { return nil }
            let hosts = BuildSetup.oneLine(hosts: build.hosts.string)
            return BenchmarkEstimate.EarlierBuild(
                setup: BenchmarkSetup(hosts: hosts, jobLimit: build.jobLimit), wall: wall)
        }
    }

    /// The times of these builds, as far as they are still there; `nil` when history cannot be read.
    func runs(of identifiers: [String]) -> ComparedRuns? {
        let reader = try? HistoryReader(path: path)
        return try? reader?.runs(of: identifiers)
    }

    private func builds(limit: Int) -> [RecordedBuild] {
        let reader = try? HistoryReader(path: path)
        return (try? reader?.builds(limit: limit, package: work.name.string)) ?? []
    }
}
