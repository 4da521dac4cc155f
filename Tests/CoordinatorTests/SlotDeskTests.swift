import ByteStrings
import HostSpec
import Scheduling
import Synchronization
import Testing

@testable import Coordinator

/// Two desks stand for two builds: open file description locks of one process conflict as those of two do.
@Suite struct SlotDeskTests {
    private let scratch = Scratch()

    private func desk(_ hosts: ByteString) throws -> SlotDesk {
        let list = try HostList(parsing: hosts).hosts
        let schedule = Schedule(hosts: list, localSlots: 2, preprocessSlots: 2, longestBackOff: .seconds(60))
        let locks = SlotLocks(directory: scratch.path.appending(path: "lock")) { pool, slot in
            if case .host(let index) = pool { list[index].lockName(slot: slot) } else { "local_\(slot)" }
        }
        return SlotDesk(schedule: schedule, locks: locks, clock: BuildClock())
    }

    /// What locks the slots of this machine as another build does.
    private func foreignLocks() -> SlotLocks {
        SlotLocks(directory: scratch.path.appending(path: "lock")) { _, slot in "local_\(slot)" }
    }

    private func request(_ number: Int) -> SlotRequest {
        SlotRequest(job: JobIdentifier(number), work: .remote(shape: "gcc"))
    }

    @Test(.timeLimit(.minutes(1)))
    func `two builds never hold more slots of a host than its limit, and both go on`() async throws {
        let first = try desk("red/2")
        let second = try desk("red/2")
        let held = Counter()
        await withDiscardingTaskGroup { group in
            for number in 0..<40 {
                for desk in [first, second] {
                    group.addTask {
                        let request = SlotRequest(job: JobIdentifier(number), work: .remote(shape: "gcc"))
                        guard case .lease(let lease) = await desk.lease(request) else { return }
                        #expect(held.change(+1) <= 2)
                        try? await Task.sleep(for: .milliseconds(2))
                        _ = held.change(-1)
                        desk.release(request.job, lease, outcome: .served)
                    }
                }
            }
        }
        #expect(held.total == 80)
    }

    @Test(.timeLimit(.minutes(1)))
    func `links that use all processors and small jobs of two builds never share one`() async throws {
        let desks = [try desk("red/2"), try desk("red/2")]
        let held = Counter()
        await withDiscardingTaskGroup { group in
            for number in 0..<60 {
                for desk in desks {
                    group.addTask {
                        let work: Work = number % 3 == 0 ? .compile : .link(slots: 2)
                        let request = SlotRequest(job: JobIdentifier(number), work: work)
                        guard case .lease(let lease) = await desk.lease(request) else { return }
                        #expect(held.change(+lease.count) <= 2)
                        try? await Task.sleep(for: .milliseconds(1))
                        _ = held.change(-lease.count)
                        desk.release(request.job, lease, outcome: .served)
                    }
                }
            }
        }
        #expect(held.total == 2 * (20 + 40 * 2))
    }

    /// The second slot is another build's: the first is kept meanwhile, and given up when the client goes away.
    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `a link that waits for its last slot keeps the others while it waits`(goesAway: Bool) async throws {
        let other = foreignLocks()
        try #require(other.tryLock(1, of: .local))
        let desk = try desk("red/2")
        let request = SlotRequest(job: JobIdentifier(1), work: .link(slots: 2))
        let waiting = Task { await desk.lease(request) }
        let third = foreignLocks()
        // The kernel tells when both are reached: the first slot is locked, and somebody waits for the second.
        while third.tryLock(0, of: .local) {
            third.unlock(0, of: .local)
            await Task.yield()
        }
        if goesAway { waiting.cancel() } else { other.unlock(1, of: .local) }
        switch await waiting.value {
        case .lease(let lease):
            #expect(!goesAway && lease.slots == [0, 1])
            desk.release(request.job, lease, outcome: .served)
        case .withdrawn: #expect(goesAway)
        case .unplaced(let reason): Issue.record("\(reason)")
        }
        if goesAway { other.unlock(1, of: .local) }
        guard
            case .lease(let all) = await desk.lease(SlotRequest(job: JobIdentifier(2), work: .link(slots: 2)))
        else {
            Issue.record("both slots are free again")
            return
        }
        #expect(all.slots == [0, 1])
    }

    @Test(.timeLimit(.minutes(1)))
    func `a slot that another build frees is noticed without asking`() async throws {
        let first = try desk("red/1")
        let second = try desk("red/1")
        guard case .lease(let lease) = await first.lease(request(1)) else {
            Issue.record("a free slot is lent")
            return
        }
        async let waiting = second.lease(request(1))
        try await Task.sleep(for: .milliseconds(50))
        first.release(JobIdentifier(1), lease, outcome: .served)
        guard case .lease(let gained) = await waiting else {
            Issue.record("the freed slot is lent")
            return
        }
        second.release(JobIdentifier(1), gained, outcome: .served)
    }

    @Test func `a job whose client goes away stops waiting`() async throws {
        let desk = try desk("red/1")
        guard case .lease(let lease) = await desk.lease(request(1)) else { return }
        let waiting = Task { await desk.lease(request(2)) }
        waiting.cancel()
        guard case .withdrawn = await waiting.value else {
            Issue.record("a cancelled job gets no slot")
            return
        }
        desk.release(JobIdentifier(1), lease, outcome: .served)
        guard case .lease = await desk.lease(request(3)) else {
            Issue.record("the slot is free again")
            return
        }
    }

    @Test func `without a lock directory every slot is ours`() async throws {
        let locks = SlotLocks(directory: "/proc/none/lock") { _, slot in "slot_\(slot)" }
        #expect(locks.tryLock(0, of: .host(0)))
        #expect(!locks.waitForLock(0, of: .host(0)) {})
    }

    @Test func `a slot without a name is shared with nobody`() async throws {
        let other = foreignLocks()
        try #require(other.tryLock(0, of: .local))
        let unshared = SlotLocks(directory: scratch.path.appending(path: "lock")) { _, _ in nil }
        #expect(unshared.tryLock(0, of: .local))
    }
}

/// Counts across tasks.
final class Counter: Sendable {
    private let state = Mutex((now: 0, total: 0))

    var total: Int { state.withLock { $0.total } }

    func change(_ by: Int) -> Int {
        state.withLock { state in
            state.now += by
            state.total += max(0, by)
            return state.now
        }
    }
}
