public import HostSpec

/// Which job runs where, and which waits: the slots of all hosts and of this machine as one value.
///
/// The coordinator tells what happened and carries out the steps that come back. Nothing here sleeps, polls or
/// asks for the time: `now` is the time since the coordinator began. A job waits in one of three queues
/// (volunteers, local work, preprocessing); each is served in order of arrival. In the queue for volunteers a job
/// that cannot go to the host that has room does not hold up those that can.
///
/// While a host is being tried again after a back-off, the others' jobs do not wait for the result.
///
/// A remote job goes to the host with the smallest share of its slots in use; the list's order breaks ties, or with
/// `--randomize` one that was drawn.
/// When no host may take it (all down, refusing, or tried), it is handed back at once as `unplaced`: waiting
/// for a dead host would be worse than plain makepkg.
public struct Schedule: Sendable {
    let hosts: [HostSpec]
    /// The place of each host in the order in which equals are tried.
    let rank: [Int]
    var slots: [SlotSet]
    var health: [HostHealth]
    var local: SlotSet
    var preprocess: SlotSet
    /// How many slots of `local` distributable jobs may use: the limit of `localhost` in the list.
    let localShare: Int
    var localShareInUse = 0

    var remoteQueue: [SlotRequest] = []
    var localQueue: [SlotRequest] = []
    var preprocessQueue: [SlotRequest] = []
    var running: [JobIdentifier: Running] = [:]

    struct Running: Sendable {
        var request: SlotRequest
        var lease: Lease
        var since: Duration
    }

    /// - Parameters:
    ///   - hosts: the user's list. `localhost` in it lends local slots to distributable jobs.
    ///   - localSlots: compiles and links at once on this machine, normally its processors.
    ///   - preprocessSlots: preprocessors at once on this machine.
    ///   - longestBackOff: DISTCC_BACKOFF_PERIOD.
    ///   - shuffleSeed: `--randomize`: the order of the list is shuffled once, by this seed; `nil` keeps it. stock
    ///     distcc does so for each compile, since each is a process; here many builds with one list are spread.
    public init(
        hosts: [HostSpec], localSlots: Int, preprocessSlots: Int, longestBackOff: Duration,
        shuffleSeed: UInt64? = nil
    ) {
        self.hosts = hosts
        rank = Self.ranks(hosts.count, shuffleSeed: shuffleSeed)
        localShare = hosts.filter { $0.transport == .local }.map(\.limit).reduce(0, +)
        slots = hosts.map { SlotSet(limit: $0.transport == .local || !$0.isUsable ? 0 : $0.limit) }
        health = hosts.map { _ in HostHealth(longestBackOff: longestBackOff) }
        local = SlotSet(limit: max(1, localSlots, localShare))
        preprocess = SlotSet(limit: max(1, preprocessSlots))
    }

    /// Jobs that wait, in all queues.
    public var waiting: Int { remoteQueue.count + localQueue.count + preprocessQueue.count }

    /// Jobs that hold a slot of `host` now.
    public func inUse(host: Int) -> Int { slots[host].lent.count }

    /// Volunteers' slots that could take work at `now`.
    public func remoteSlots(at now: Duration) -> Int {
        hosts.indices.filter { !health[$0].isDown(at: now) }.map { slots[$0].limit }.reduce(0, +)
    }

    public mutating func enqueue(_ request: SlotRequest, now: Duration) -> [Step] {
        append(request, first: false)
        return decide(now: now)
    }

    /// The job's client has gone away while it waited.
    public mutating func withdraw(_ job: JobIdentifier, now: Duration) -> [Step] {
        remoteQueue.removeAll { $0.job == job }
        localQueue.removeAll { $0.job == job }
        preprocessQueue.removeAll { $0.job == job }
        return decide(now: now)
    }

    /// The work is over and its slots are free again.
    public mutating func release(_ job: JobIdentifier, outcome: Outcome, now: Duration) -> [Step] {
        let entry = finish(job)
        change(entry.lease.pool) { $0.giveBack(entry.lease.slot) }
        if let host = entry.lease.host, case .remote(let shape) = entry.request.work {
            switch outcome {
            case .served: health[host].served(shape, now: now)
            case .hostDown: health[host].failed(startedAt: entry.since, now: now)
            case .silent: health[host].keptSilent(since: entry.since, now: now)
            case .refused(let shape): health[host].closed(on: shape, startedAt: entry.since, now: now)
            case .blameless: health[host].finishedWithoutBlame()
            }
        }
        return decide(now: now)
    }

    /// Another process holds the slot that `job` was given: the job goes back to the head of its queue.
    public mutating func lost(_ job: JobIdentifier, now: Duration) -> [Step] {
        let entry = finish(job)
        change(entry.lease.pool) { $0.lose(entry.lease.slot) }
        if let host = entry.lease.host { health[host].finishedWithoutBlame() }
        append(entry.request, first: true)
        return decide(now: now)
    }

    /// Another process has let go of a slot.
    public mutating func regained(slot: Int, of pool: Pool, now: Duration) -> [Step] {
        change(pool) { $0.regain(slot) }
        return decide(now: now)
    }

    private static func ranks(_ count: Int, shuffleSeed: UInt64?) -> [Int] {
        guard let shuffleSeed else { return Array(0..<count) }
        var generator = SeededGenerator(seed: shuffleSeed)
        return (0..<count).shuffled(using: &generator)
    }

    private mutating func finish(_ job: JobIdentifier) -> Running {
        guard let entry = running.removeValue(forKey: job) else {
            preconditionFailure("job \(job.number) holds no slot")
        }
        if entry.request.isRemote && entry.lease.pool == .local { localShareInUse -= 1 }
        return entry
    }

    private mutating func append(_ request: SlotRequest, first: Bool) {
        switch request.work {
        case .remote: remoteQueue.insert(request, at: first ? 0 : remoteQueue.count)
        case .compile, .link: localQueue.insert(request, at: first ? 0 : localQueue.count)
        case .preprocess: preprocessQueue.insert(request, at: first ? 0 : preprocessQueue.count)
        }
    }

    private mutating func change(_ pool: Pool, _ body: (inout SlotSet) -> Void) {
        switch pool {
        case .host(let host): body(&slots[host])
        case .local: body(&local)
        case .preprocess: body(&preprocess)
        }
    }
}
