import ByteStrings
import History
import Logging
import NIOPosix
import Processes
import ShimWire

extension Session {
    /// How often the driver hears of progress.
    private static let progressInterval: Duration = .milliseconds(250)

    /// The driver's connection: the build lives as long as it does.
    func serveDriver(_ client: ClientConnection, _ payload: [UInt8]) async {
        guard build == nil, let facts = try? BuildFacts(payload: payload) else { return client.close() }
        begin(facts) { line in
            client.send(.message(kind: ControlKind.warning.rawValue, payload: Array(line.utf8)))
        }
        client.send(.message(kind: ControlKind.ready.rawValue, payload: []))
        await withDiscardingTaskGroup { group in
            var isConcluded = false
            if facts.wantsProgress { group.addTask { await self.tellProgress(client) } }
            while let message = await client.next() {
                guard case .message(ControlKind.outcome.rawValue, let payload) = message,
                    let outcome = try? BuildOutcome(payload: payload)
                else { continue }
                isConcluded = true
                let report = await conclude(outcome)
                await client.sendAll(
                    .message(kind: ControlKind.report.rawValue, payload: report.encodedPayload()))
            }
            group.cancelAll()
            if !isConcluded { abandon() }
        }
        end()
    }

    private func tellProgress(_ client: ClientConnection) async {
        var last: BuildProgress?
        while !Task.isCancelled {
            if let progress = build?.progress, progress != last {
                client.send(
                    .message(kind: ControlKind.progress.rawValue, payload: progress.encodedPayload()))
                last = progress
            }
            try? await Task.sleep(for: Self.progressInterval)
        }
    }

    /// Completes the record of the build and renders the summary.
    private func conclude(_ outcome: BuildOutcome) async -> BuildReport {
        guard let build else { return BuildReport(lines: []) }
        await counter.waitForAll(atMost: .seconds(2))
        let bypassed = await scan(outcome, build)
        finish { record in
            let now = WallClock.now
            let log = RuntimeFile.take(directory.appending(path: PhaseTimes.fileName), limit: 1 << 16) ?? []
            record.finished = now
            record.phases = PhaseTimes.read(ByteString(log), started: record.started, ended: now)
            record.headers = build.dearestHeaders
            record.usage = BuildUsage(outcome.usage)
            record.result = EndStatus(waitStatus: outcome.waitStatus)
            record.bypassedObjects = bypassed.count
            record.packageFiles = outcome.packages.map { package in
                PackageFile(
                    name: package.name.string, version: package.version.string,
                    size: Int(clamping: package.byteCount), buildinfo: package.buildInfo)
            }
            if let version = outcome.packages.first?.version { record.version = version.string }
        }
        await build.recorder?.flush()
        build.log.notice("the command ended: \(EndStatus(waitStatus: outcome.waitStatus).text)")
        // The driver removes the directory once it has the report.
        keepLog()
        return BuildReport(lines: build.summary(outcome, bypassed))
    }

    private func scan(_ outcome: BuildOutcome, _ build: Build) async -> BypassScan.Finding {
        // Where distribution is off, and the compilers perhaps not even ours, nothing was missed.
        guard !outcome.sourceDirectory.isEmpty, build.facts.disabledReason.isEmpty else {
            return BypassScan.Finding()
        }
        let tally = build.tally
        let scan = BypassScan(directory: outcome.sourceDirectory, since: outcome.startedSeconds) {
            tally.isOutput($0)
        }
        return (try? await NIOThreadPool.singleton.runIfActive { scan.run() }) ?? BypassScan.Finding()
    }
}

extension BuildUsage {
    fileprivate init(_ usage: BuildOutcome.Usage) {
        self.init(
            user: .microseconds(Int64(clamping: usage.userMicroseconds)),
            system: .microseconds(Int64(clamping: usage.systemMicroseconds)),
            peakMemory: Int(clamping: usage.peakKibibytes))
    }
}
