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
        let slots: Work
        var options: LocalOptions = []
        switch work {
        case .probe, .query:
            // Probes and questions to the compiler are short and configure waits for each: no queue.
            build.board.noteHere(number, .compile)
            return await runHere(options: [])
        case .compile:
            slots = .compile
            // Its threads take tokens, and it has one slot.
            if command.compiler.isRust, hasJobserver { options.insert(.jobserver) }
        case .preprocess: slots = .preprocess
        case .link:
            let plan = linkPlan
            slots = .link(slots: plan.slots)
            options = plan.options
        }
        let phase: JobPhase = work == .preprocess ? .preprocess : .compile
        let grant = await lease(SlotRequest(job: identifier, work: slots), for: phase)
        guard case .lease(let lease) = grant else { return }
        await runHere(options: options)
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
        noteOutputs(command.objectOutputs)
    }

    mutating func noteProcessorTime(_ report: JobReport) {
        record.user += .microseconds(Int64(clamping: report.userMicroseconds))
        record.system += .microseconds(Int64(clamping: report.systemMicroseconds))
    }

    /// Remembers files that it made.
    func noteOutputs(_ paths: [ByteString]) {
        for path in paths {
            guard let identity = files.identity(of: path) else { continue }
            build.tally.noteOutput(identity, linkTimeJobs: command.linkTimeJobs)
        }
    }

    private var linkPlan: LinkPlan {
        LinkPlan(
            linkTimeJobs, hasJobserver: hasJobserver, cores: build.cores,
            atOnce: MemoryInformation.available.map {
                build.tally.linksThatFit(into: $0, like: estimateKey)
            } ?? build.localSlots, limit: build.localSlots)
    }

    private var hasJobserver: Bool { environment("MAKEFLAGS")?.contains("--jobserver-") ?? false }

    /// What a link's optimisation will use, by its options and its objects.
    private var linkTimeJobs: LinkTimeJobs? {
        var greediest = command.linkTimeJobs
        guard build.tally.hasLinkTimeObjects else { return greediest }
        for input in command.inputs where greediest != .processors {
            guard let identity = files.identity(of: input.path),
                let jobs = build.tally.linkTimeJobs(of: identity)
            else { continue }
            greediest = greediest.map { max($0, jobs) } ?? jobs
        }
        return greediest
    }
}
