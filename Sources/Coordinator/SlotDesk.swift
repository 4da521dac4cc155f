import ByteStrings
import Scheduling
import Synchronization

/// Lends slots to jobs: the schedule with its waiting jobs, and the locks that other processes see.
///
/// Invariant: a job has a continuation in `waiting` exactly while it stands in one of the schedule's queues, or has a
/// lease in `gathering`.
/// A mutex and not an actor: every operation is short and none awaits, and a cancelled job can withdraw at once.
final class SlotDesk: Sendable {
    enum Grant: Sendable {
        case lease(Lease)
        case unplaced(Unplaced)
        /// The job's client has gone away.
        case withdrawn
    }

    /// A lease of several slots of which the first are locked, and that waits for the next.
    ///
    /// It keeps what it has, or small jobs of another build could take one slot in turn for ever. Nobody waits in a
    /// circle for all that: slots are locked in ascending order, and who waits for one holds none above it.
    private struct Gathering: Sendable {
        var lease: Lease
        var locked: Int

        var missing: Int { lease.slots[locked] }
    }

    private struct State: Sendable {
        var schedule: Schedule
        var waiting: [JobIdentifier: CheckedContinuation<Grant, Never>] = [:]
        var gathering: [JobIdentifier: Gathering] = [:]
        var cancelled: Set<JobIdentifier> = []
    }

    private let state: Mutex<State>
    private let locks: SlotLocks
    private let clock: BuildClock

    init(schedule: Schedule, locks: SlotLocks, clock: BuildClock) {
        state = Mutex(State(schedule: schedule))
        self.locks = locks
        self.clock = clock
    }

    /// Waits for room. A cancelled task gets `.withdrawn`.
    func lease(_ request: SlotRequest) async -> Grant {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = clock.now
                let resumption = state.withLock { state -> [Resumption] in
                    if state.cancelled.remove(request.job) != nil || Task.isCancelled {
                        return [Resumption(continuation: continuation, grant: .withdrawn)]
                    }
                    state.waiting[request.job] = continuation
                    return carryOut(state.schedule.enqueue(request, now: now), &state, now)
                }
                resumption.forEach { $0.resume() }
            }
        } onCancel: {
            withdraw(request.job)
        }
    }

    func release(
        _ job: JobIdentifier, _ lease: Lease, outcome: Outcome, measured: Measurement? = nil
    ) {
        let now = clock.now
        let resumption = state.withLock { state in
            unlock(lease.slots, of: lease.pool)
            return carryOut(
                state.schedule.release(job, outcome: outcome, measured: measured, now: now), &state, now)
        }
        resumption.forEach { $0.resume() }
    }

    /// Slots in use on each host of the list, by its place.
    func inUse(hosts: Int) -> [Int] {
        state.withLock { state in (0..<hosts).map { state.schedule.inUse(host: $0) } }
    }

    /// How busy everything is.
    var load: ScheduleLoad {
        let now = clock.now
        return state.withLock { $0.schedule.load(at: now) }
    }

    private struct Resumption: Sendable {
        var continuation: CheckedContinuation<Grant, Never>
        var grant: Grant

        func resume() {
            continuation.resume(returning: grant)
        }
    }

    private func withdraw(_ job: JobIdentifier) {
        let now = clock.now
        let resumption = state.withLock { state -> [Resumption] in
            guard let continuation = state.waiting.removeValue(forKey: job) else {
                // Not yet in the queue; `lease` looks for this.
                state.cancelled.insert(job)
                return []
            }
            let steps: [Step]
            if let gathering = state.gathering.removeValue(forKey: job) {
                unlock(gathering.lease.slots.prefix(gathering.locked), of: gathering.lease.pool)
                steps = state.schedule.withdraw(job, missing: gathering.missing, now: now)
            } else {
                steps = state.schedule.withdraw(job, now: now)
            }
            let others = carryOut(steps, &state, now)
            return [Resumption(continuation: continuation, grant: .withdrawn)] + others
        }
        resumption.forEach { $0.resume() }
    }

    private func regained(_ slot: Int, of pool: Pool) {
        let now = clock.now
        let resumption = state.withLock { state in
            if let job = state.gathering.first(where: { $1.lease.pool == pool && $1.missing == slot })?.key,
                let gathering = state.gathering.removeValue(forKey: job)
            {
                var steps: [Step] = []
                let resumption = start(
                    job, gathering.lease, locked: gathering.locked + 1, &steps, &state, now)
                return [resumption].compactMap(\.self) + carryOut(steps, &state, now)
            }
            // The thread's lock is given up and taken again by whoever is first in our queue: if nobody is, the
            // slot is free for the other build.
            let steps = state.schedule.regained(slot: slot, of: pool, now: now)
            let isTaken = steps.contains { step in
                if case .start(_, let lease) = step {
                    lease.pool == pool && lease.slot == slot
                } else {
                    false
                }
            }
            if !isTaken { unlock([slot], of: pool) }
            return carryOut(steps, &state, now, alreadyLocked: isTaken ? (pool, slot) : nil)
        }
        resumption.forEach { $0.resume() }
    }

    private func carryOut(
        _ steps: [Step], _ state: inout State, _ now: Duration, alreadyLocked: (pool: Pool, slot: Int)? = nil
    ) -> [Resumption] {
        var resumptions: [Resumption] = []
        var pending = steps
        while let step = pending.popLast() {
            switch step {
            case .unplaced(let job, let reason):
                if let continuation = state.waiting.removeValue(forKey: job) {
                    resumptions.append(Resumption(continuation: continuation, grant: .unplaced(reason)))
                }
            case .start(let job, let lease):
                let isLocked = alreadyLocked.map { $0.pool == lease.pool && $0.slot == lease.slot } ?? false
                if let resumption = start(job, lease, locked: isLocked ? 1 : 0, &pending, &state, now) {
                    resumptions.append(resumption)
                }
            }
        }
        return resumptions
    }

    /// Locks the slots of a lease, in ascending order. Where another process has one, the job gets another slot in its
    /// place or, when there is none, waits for it.
    ///
    /// - Parameters:
    ///   - locked: how many of them, from the lowest on, are locked already.
    ///   - steps: gets what else is to be done.
    /// - Returns: `nil` when the job waits.
    private func start(
        _ job: JobIdentifier, _ lease: Lease, locked: Int, _ steps: inout [Step], _ state: inout State,
        _ now: Duration
    ) -> Resumption? {
        for (locked, slot) in lease.slots.enumerated().dropFirst(locked) {
            let isOurs =
                locks.tryLock(slot, of: lease.pool)
                || !locks.waitForLock(slot, of: lease.pool) { [self] in regained(slot, of: lease.pool) }
            if isOurs { continue }
            if locked == 0 || state.schedule.hasSpare(for: lease) {
                unlock(lease.slots.prefix(locked), of: lease.pool)
                steps += state.schedule.lost(job, slot: slot, now: now)
            } else {
                state.gathering[job] = Gathering(lease: lease, locked: locked)
            }
            return nil
        }
        return state.waiting.removeValue(forKey: job).map {
            Resumption(continuation: $0, grant: .lease(lease))
        }
    }

    private func unlock(_ slots: some Sequence<Int>, of pool: Pool) {
        for slot in slots { locks.unlock(slot, of: pool) }
    }
}
