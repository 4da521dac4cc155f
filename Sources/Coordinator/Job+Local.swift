import ByteStrings
import CompilerCommand
import History
import Placement
import Scheduling
import ShimWire

extension Job {
    /// Lets the shim run the real compiler, within the slots of this machine.
    mutating func runLocally(_ work: LocalWork, reason: String?) async {
        record.mode = .local
        record.localReason = reason
        record.kind = JobKind(work)
        guard let slots = slotWork(for: work) else {
            // Probes and questions to the compiler are short and configure waits for each: no queue.
            build.board.noteHere(number, .compile)
            return await runHere(options: [])
        }
        let phase: JobPhase = work == .preprocess ? .preprocess : .compile
        let grant = await lease(SlotRequest(job: identifier, work: slots), for: phase)
        guard case .lease(let lease) = grant else { return }
        await runHere(options: work == .link ? .link : [])
        build.desk.release(identifier, lease, outcome: .served)
    }

    private mutating func runHere(options: LocalOptions) async {
        client.send(.local(options))
        guard let report = await nextReport() else { return }
        finishLocally(report)
    }

    /// Notes what a local child did. The shim ends with the child's status without further words.
    mutating func finishLocally(_ report: JobReport) {
        isServed = true
        record.status = EndStatus(waitStatus: report.waitStatus)
        record.compile = .nanoseconds(Int64(clamping: report.wallNanoseconds))
        record.peakMemory = Int(clamping: report.maximumResidentKibibytes)
        noteProcessorTime(report)
        for output in command.objectOutputs { build.tally.noteOutput(output, in: files) }
    }

    mutating func noteProcessorTime(_ report: JobReport) {
        record.user += .microseconds(Int64(clamping: report.userMicroseconds))
        record.system += .microseconds(Int64(clamping: report.systemMicroseconds))
    }

    /// Where memory is short a link takes more slots than it has threads, so that fewer run at once.
    private var slotsForMemory: Int {
        guard let available = MemoryInformation.available else { return 1 }
        let atOnce = build.tally.linksThatFit(into: available)
        return (build.cores + atOnce - 1) / atOnce
    }

    private func slotWork(for work: LocalWork) -> Work? {
        switch work {
        case .compile: .compile
        case .preprocess: .preprocess
        case .link: .link(slots: max(command.linkSlots(cores: build.cores), slotsForMemory))
        case .probe, .query: nil
        }
    }
}
