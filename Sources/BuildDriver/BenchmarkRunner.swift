import Analysis
import ByteStrings
import Files
import Glibc
import History
import Processes
public import Reporting

/// How a benchmark ended.
public struct BenchmarkEnd: Sendable {
    public var report: BenchmarkReport
    /// The signal that ended it before its last run; what is done is kept for the next call.
    public var signal: Int32?
}

extension Benchmark {
    /// Runs what remains, and returns how it went.
    ///
    /// - Throws: `Refusal` when nothing can be run: sources cannot be fetched, or a tree cannot be cleaned.
    public func run() async throws(Refusal) -> BenchmarkEnd {
        let lock = try store.claim()
        defer { withExtendedLifetime(lock) {} }
        if progress.done.isEmpty { store.clear() }
        let signals: BenchmarkSignals
        do {
            signals = try BenchmarkSignals()
        } catch {
            throw Refusal(.general, ["signals cannot be caught: \(error)"])
        }
        let result = await withTaskGroup(of: Void.self) { group in
            group.addTask { await signals.follow() }
            defer { group.cancelAll() }
            var runner = BenchmarkRunner(benchmark: self, signals: signals)
            return await runner.run()
        }
        return try result.get()
    }
}

/// A benchmark that runs.
struct BenchmarkRunner {
    private var benchmark: Benchmark
    private let signals: BenchmarkSignals
    private var failures: [BenchmarkReport.Failure] = []

    private var work: BenchmarkWork { benchmark.work }

    init(benchmark: Benchmark, signals: BenchmarkSignals) {
        self.benchmark = benchmark
        self.signals = signals
    }

    mutating func run() async -> Result<BenchmarkEnd, Refusal> {
        do throws(Refusal) {
            try await prepare()
            var plan = benchmark.plan
            while let run = plan.remaining.first, signals.received == nil {
                let setup = plan.setups[run.setup]
                let place = ByteString("[\(plan.number(of: run) ?? 0)/\(plan.order.count)] ")
                Console.say(place + ByteString(setup.name))
                switch try await measure(run, setup, title: place.trimmed.string) {
                case .measured(let identifier, let text):
                    try benchmark.finish(run, as: identifier)
                    plan.finish(run)
                    Console.say(place + text)
                case .failed(let reason):
                    plan.fail(run)
                    let log = benchmark.store.log(of: run)
                    failures.append(
                        BenchmarkReport.Failure(setup: setup, reason: reason, log: log.string))
                    Console.say(place + ByteString("failed with \(reason); see ") + log)
                case .interrupted:
                    break
                }
            }
            await removeScratch()
            return .success(end(plan))
        } catch {
            await removeScratch()
            return .failure(error)
        }
    }

    private func end(_ plan: BenchmarkPlan) -> BenchmarkEnd {
        let report = benchmark.report(failures)
        let signal = plan.remaining.isEmpty ? nil : signals.received
        if let signal {
            let name = unsafe String(cString: strsignal(signal))
            Console.say(
                ByteString(
                    "\(name): \(plan.doneCount) of \(plan.order.count) runs are done; the same command goes on from there"
                ))
        } else if failures.isEmpty {
            benchmark.store.remove()
        }
        return BenchmarkEnd(report: report, signal: signal)
    }

    // MARK: Before and after

    /// Makes the directories of a package's builds, and fetches its sources.
    private func prepare() async throws(Refusal) {
        guard case .package(let files, let scratch) = work.kind else { return }
        do throws(DriverError) {
            for (_, directory) in BenchmarkWork.places {
                let path = scratch.appending(path: directory)
                guard OwnDirectory.make(path) else {
                    throw DriverError(.file, path: path, systemError: errno)
                }
            }
            try TextFile.write(
                BenchmarkWork.configurationText(files), to: BenchmarkWork.configurationPath(in: scratch))
        } catch {
            throw Refusal(.general, [error.text])
        }
        let log = benchmark.store.fetchingLog
        // Any set-up's environment has makepkg's directories.
        let environment = work.environment(benchmark.progress.setups[0])
        Console.say("fetching and verifying the sources")
        let status = try await start(
            benchmark.executable, work.fetchingWords(scratch: scratch), environment, log: log)
        guard status.isSuccess || interruption(status) != nil else {
            let last = (TextFile.read(log) ?? "").split("\n").suffix(3).map { "    " + $0 }
            throw Refusal(
                .general, ["the sources cannot be fetched and verified (\(status)); see " + log] + last)
        }
    }

    private func removeScratch() async {
        guard case .package(_, let scratch) = work.kind else { return }
        _ = try? await capture("/bin/rm", arguments: ["-rf", "--", scratch])
    }

    // MARK: One run

    private enum Outcome {
        /// `text` is its time, for people.
        case measured(identifier: String, text: ByteString)
        case failed(String)
        case interrupted
    }

    private func measure(
        _ run: BenchmarkRun, _ setup: BenchmarkSetup, title: String
    ) async throws(Refusal) -> Outcome {
        let log = benchmark.store.log(of: run)
        if case .command(_, let clean) = work.kind {
            let status = try await start("/bin/sh", ["-c", clean], work.environment, log: log)
            if interruption(status) != nil { return .interrupted }
            guard status.isSuccess else {
                throw Refusal(.general, ["cannot clean up (\(status)): " + clean + "; see " + log])
            }
        }
        let started = WallClock.now
        let display = BenchmarkDisplay(work, title: title)
        let status = try await start(
            benchmark.executable, work.words(setup), work.environment(setup), log: log, display: display)
        if interruption(status) != nil { return .interrupted }
        guard status.isSuccess else {
            return .failed(
                status.signal.map { "signal \($0)" } ?? "status \(status.shellStatus)")
        }
        guard let recorded = benchmark.history.build(since: started),
            let measured = benchmark.history.runs(of: [recorded.build.identifier])?.runs.first
        else { return .failed("no record in history") }
        let totals = recorded.totals
        return .measured(
            identifier: measured.identifier,
            text: ByteString(
                "\(Figures.clock(measured.wall)), \(totals.remote) of \(totals.compiles) compiles on volunteers"
            ))
    }

    /// The signal that makes this the last run.
    private func interruption(_ status: WaitStatus) -> Int32? {
        // The run may have ended before we hear of the signal that ended both.
        let ending = status.signal ?? status.shellStatus - 128
        if BenchmarkSignals.numbers.contains(ending) { signals.note(ending) }
        return status.isSuccess ? nil : signals.received
    }

    /// Starts a program without a terminal, and waits for it.
    ///
    /// - Parameter display: shows how it goes.
    private func start(
        _ program: ByteString, _ arguments: [ByteString], _ environment: ProcessEnvironment, log: ByteString,
        display: BenchmarkDisplay? = nil
    ) async throws(Refusal) -> WaitStatus {
        guard let output = Descriptor(opening: log, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600),
            let input = Descriptor(opening: "/dev/null", O_RDONLY)
        else { throw Refusal(.general, [DriverError(.file, path: log, systemError: errno).text]) }
        let process: ForegroundProcess
        do {
            process = try ForegroundProcess.start(
                program, arguments: arguments, environment: environment.entries,
                workingDirectory: work.directory, standardInput: input.number,
                output: output.number)
        } catch {
            throw Refusal(
                .general, [DriverError(.command, path: program, systemError: error.systemError).text])
        }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { await display?.run() }
            defer { group.cancelAll() }
            return await signals.wait(for: process)
        }
    }
}
