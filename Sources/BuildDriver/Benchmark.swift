import Analysis
public import ByteStrings
import History
public import Reporting

/// `distmake bench`: the same thing built under several set-ups, in turns, to see which is the fastest.
public struct Benchmark: Sendable {
    let work: BenchmarkWork
    let store: BenchmarkStore
    let history: BenchmarkHistory
    /// The running distmake.
    let executable: ByteString
    let rounds: Int
    /// What is done, by the builds that history still has.
    private(set) var progress: BenchmarkProgress
    /// Lines for people: what was found of an earlier call.
    let notes: [ByteString]

    init(
        _ work: BenchmarkWork, setups: [BenchmarkSetup], request: BenchmarkRequest, executable: ByteString
    ) {
        self.work = work
        self.executable = executable
        rounds = request.rounds
        store = BenchmarkStore(work)
        history = BenchmarkHistory(work)
        let anew = BenchmarkProgress(subject: work.subject.fingerprintText.string, setups: setups)
        progress = anew
        var notes: [ByteString] = []
        if !request.startsAnew, let earlier = store.progress() {
            if earlier.setups != setups {
                notes.append("the set-ups are others than before; starting anew")
            } else if earlier.subject != anew.subject {
                notes.append(
                    work.isPackage
                        ? "the PKGBUILD or the options have changed; starting anew"
                        : "--clean has changed; starting anew")
            } else {
                let known = Set(
                    history.runs(of: earlier.done.values.sorted())?.runs.map(\.identifier) ?? [])
                progress.done = earlier.done.filter { known.contains($0.value) }
                if !progress.done.isEmpty {
                    notes.append(
                        "going on where an earlier call was interrupted; --anew forgets what that has measured"
                    )
                }
            }
        }
        self.notes = notes
    }

    var plan: BenchmarkPlan {
        BenchmarkPlan(setups: progress.setups, rounds: rounds, done: Set(progress.done.keys))
    }

    /// What would be done, and how long it would take.
    public var outline: BenchmarkOutline {
        let earlier = history.earlierBuilds()
        return BenchmarkOutline(
            plan, estimates: progress.setups.map { BenchmarkEstimate(of: $0, by: earlier) })
    }

    /// The lines before the first run: what is measured, and what an earlier call has done.
    public var announcement: [ByteString] {
        let plan = plan
        let setups = plan.setups.count == 1 ? "1 set-up" : "\(plan.setups.count) set-ups"
        let runs = plan.rounds == 1 ? "1 run" : "\(plan.rounds) runs"
        let measured = work.isPackage ? "build() is measured" : "the whole command is measured"
        return [work.title + ByteString(": \(setups), \(runs) of each; \(measured)")] + notes
    }

    /// Counts a run as done, and keeps that for the next call.
    mutating func finish(_ run: BenchmarkRun, as identifier: String) throws(Refusal) {
        progress.done[run] = identifier
        do throws(DriverError) {
            try store.write(progress)
        } catch {
            throw Refusal(.general, [error.text])
        }
    }

    /// The table and the recommendation, by what is done.
    func report(_ failures: [BenchmarkReport.Failure]) -> BenchmarkReport {
        let compared = history.runs(of: progress.done.values.sorted())
        return BenchmarkReport(
            verdict: BenchmarkVerdict(
                setups: progress.setups, done: progress.done, runs: compared?.runs ?? []),
            isBuildPhase: compared?.isBuildPhase ?? false, failures: failures, isPackage: work.isPackage)
    }
}
