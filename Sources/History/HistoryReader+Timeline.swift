public import Analysis
internal import ByteStrings

extension HistoryReader {
    /// When each job of a build was where; `nil` when there is no such build, or its jobs are not there one by one.
    ///
    /// - Complexity: O(jobs of the build), all of them in memory.
    public func timeline(of identifier: String) throws(HistoryError) -> Timeline? {
        guard let recorded = try build(identifier), recorded.hasJobs else { return nil }
        let build = recorded.build
        return Timeline(
            jobs: try jobs(of: identifier).map(Timeline.Job.init),
            hosts: build.hostList.map { ($0.name, $0.slots) },
            phases: build.phases.map { Timeline.Phase(name: $0.name, started: $0.started, wall: $0.wall) },
            wall: build.wall)
    }
}

extension Timeline.Job {
    init(_ job: JobRecord) {
        let isListed = job.host == HostShare.localhost && job.fallback == nil
        self.init(
            span: JobSpan(
                number: job.sequence, arrived: job.started, queued: job.queued, preprocess: job.preprocess,
                busy: job.busy),
            work: Timeline.Work(job), kind: job.kind.rawValue, mode: job.mode.rawValue, file: job.file.string,
            host: job.mode.isRemote || isListed ? job.host : nil, reason: job.fallback ?? job.localReason,
            isSuccess: job.status.isSuccess, send: job.connect + job.send, compile: job.compile,
            receive: job.receive, bytesSent: job.bytesSent, bytesReceived: job.bytesReceived,
            sourceBytes: job.sourceBytes)
    }
}

extension Timeline.Work {
    fileprivate init(_ job: JobRecord) {
        self =
            switch job.kind {
            case .compile where job.mode.isRemote: .remote
            case .compile: job.fallback == nil ? .local : .failedOver
            case .link: .link
            case .probe, .query, .preprocess: .other
            }
    }
}
