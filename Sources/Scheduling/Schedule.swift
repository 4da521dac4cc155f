public import ByteStrings
public import HostSpec

/// Which job runs where, and which waits: the slots of all hosts and of this machine as one value.
///
/// The coordinator tells what happened and carries out the steps that come back. Nothing here sleeps, polls or
/// asks for the time: `now` is the time since the coordinator began. A job waits in one of three queues
/// (volunteers, local work, preprocessing). Local work is served in order of arrival; in the others long
/// translation units have a head start (`JobQueue`). A job that cannot go to the host that has room does not hold up
/// those that can.
///
/// While a host is being tried again after a back-off, the others' jobs do not wait for the result.
///
/// A remote job goes to the fastest host that has room. Speeds come from earlier builds and from this one's jobs; a
/// host without counts as fast, so that it gets its chance, and what differs by less than a fifth is taken for equal.
/// Of equals the one with the smallest share of its slots in use is taken, and the list's order breaks ties, or with
/// `--randomize` one that was drawn. While jobs wait, every slot that becomes free is taken at once and the choice is
/// among jobs and not among hosts.
/// When no host may take it (all down, refusing, or tried), it is handed back at once as `unplaced`: waiting
/// for a dead host would be worse than plain makepkg.
///
/// - Complexity: O(log n) for each change, n being the jobs that wait, times the number of hosts.
public struct Schedule: Sendable {
    let hosts: [HostSpec]
    /// The place of each host in the order in which equals are tried.
    let rank: [Int]
    var slots: [SlotSet]
    var health: [HostHealth]
    var paces: [HostPace]
    let order: HostOrder
    var local: SlotSet
    var preprocess: SlotSet
    /// How many slots of `local` distributable jobs may use: the limit of `localhost` in the list.
    let localShare: Int
    var localShareInUse = 0
    /// How many slots of `local` links may hold: not those that only `localhost` in the list adds to it.
    let linkLimit: Int
    var linkSlotsInUse = 0

    var remoteQueue = RemoteQueue()
    var localQueue = JobQueue()
    var preprocessQueue = JobQueue()
    var running: [JobIdentifier: Running] = [:]
    private var lastTicket = 0

    struct Running: Sendable {
        var entry: JobQueue.Entry
        var lease: Lease
        var since: Duration

        var request: SlotRequest { entry.request }
    }

    /// - Parameters:
    ///   - hosts: the user's list. `localhost` in it lends local slots to distributable jobs.
    ///   - localSlots: compiles and links at once on this machine, normally its processors.
    ///   - preprocessSlots: preprocessors at once on this machine.
    ///   - longestBackOff: DISTCC_BACKOFF_PERIOD.
    ///   - shuffleSeed: `--randomize`: the order of the list is shuffled once, by this seed; `nil` keeps it. stock
    ///     distcc does so for each compile, since each is a process; here many builds with one list are spread.
    ///   - order: DISTMAKE_ORDER.
    ///   - speeds: bytes of text per second in earlier builds, by `HostSpec.name`.
    public init(
        hosts: [HostSpec], localSlots: Int, preprocessSlots: Int, longestBackOff: Duration,
        shuffleSeed: UInt64? = nil, order: HostOrder = .measured, speeds: [ByteString: Double] = [:]
    ) {
        self.hosts = hosts
        rank = Self.ranks(hosts.count, shuffleSeed: shuffleSeed)
        localShare = hosts.filter { $0.transport == .local }.map(\.limit).reduce(0, +)
        slots = hosts.map { SlotSet(limit: $0.transport == .local || !$0.isUsable ? 0 : $0.limit) }
        health = hosts.map { _ in HostHealth(longestBackOff: longestBackOff) }
        paces = hosts.map { HostPace(known: speeds[$0.name]) }
        self.order = order
        linkLimit = max(1, localSlots)
        local = SlotSet(limit: max(linkLimit, localShare))
        preprocess = SlotSet(limit: max(1, preprocessSlots))
    }

    /// Jobs that wait, in all queues.
    public var waiting: Int { remoteQueue.count + localQueue.count + preprocessQueue.count }

    /// Jobs that hold a slot of `host` now.
    public func inUse(host: Int) -> Int { slots[host].lentCount }

    /// Volunteers' slots that could take work at `now`.
    public func remoteSlots(at now: Duration) -> Int {
        hosts.indices.filter { !health[$0].isDown(at: now) }.map { slots[$0].limit }.reduce(0, +)
    }

    public mutating func enqueue(_ request: SlotRequest, now: Duration) -> [Step] {
        lastTicket += 1
        append(JobQueue.Entry(request, now: now, ticket: lastTicket))
        return decide(now: now)
    }

    /// The job's client has gone away while it waited.
    public mutating func withdraw(_ job: JobIdentifier, now: Duration) -> [Step] {
        remoteQueue.withdraw(job)
        _ = localQueue.withdraw(job)
        _ = preprocessQueue.withdraw(job)
        return decide(now: now)
    }

    /// The job's client has gone away while its lease waited for a slot of it that another process holds.
    public mutating func withdraw(_ job: JobIdentifier, missing slot: Int, now: Duration) -> [Step] {
        _ = lose(slot, of: job)
        return decide(now: now)
    }

    /// The work is over and its slots are free again.
    ///
    /// - Parameter measured: what a job that was served says of its host's speed.
    public mutating func release(
        _ job: JobIdentifier, outcome: Outcome, measured: Measurement? = nil, now: Duration
    ) -> [Step] {
        let entry = finish(job)
        giveBack(entry.lease)
        if let host = entry.lease.host, case .remote(let shape) = entry.request.work {
            switch outcome {
            case .served: health[host].served(shape, now: now)
            case .hostDown: health[host].failed(startedAt: entry.since, now: now)
            case .silent: health[host].keptSilent(since: entry.since, now: now)
            case .refused(let shape): health[host].closed(on: shape, startedAt: entry.since, now: now)
            case .blameless: health[host].finishedWithoutBlame()
            }
        }
        if let measured, let host = listedHost(of: entry) { paces[host].record(measured) }
        return decide(now: now)
    }

    /// The place in the list of the host where a distributable job ran, be it this machine.
    private func listedHost(of entry: Running) -> Int? {
        guard entry.request.isRemote else { return nil }
        return entry.lease.host ?? hosts.firstIndex { $0.transport == .local }
    }

    /// Another process holds a slot that `job` was given: the job goes back to its place in the queue.
    public mutating func lost(_ job: JobIdentifier, slot: Int, now: Duration) -> [Step] {
        append(lose(slot, of: job))
        return decide(now: now)
    }

    /// Whether there is another slot for a lease in the place of one that turns out to be another process's.
    public func hasSpare(for lease: Lease) -> Bool {
        switch lease.pool {
        case .host(let host): slots[host].free > 0
        case .local: local.free > 0
        case .preprocess: preprocess.free > 0
        }
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
        if entry.request.isLink { linkSlotsInUse -= entry.lease.count }
        return entry
    }

    private mutating func giveBack(_ lease: Lease) {
        change(lease.pool) { pool in lease.slots.forEach { pool.giveBack($0) } }
    }

    private mutating func lose(_ slot: Int, of job: JobIdentifier) -> JobQueue.Entry {
        let entry = finish(job)
        giveBack(entry.lease)
        change(entry.lease.pool) { $0.lose(slot) }
        if let host = entry.lease.host { health[host].finishedWithoutBlame() }
        return entry.entry
    }

    private mutating func append(_ entry: JobQueue.Entry) {
        let request = entry.request
        switch request.work {
        case .remote(let shape): remoteQueue.insert(entry, .init(shape: shape, avoiding: request.avoiding))
        case .compile, .link: localQueue.insert(entry)
        case .preprocess: preprocessQueue.insert(entry)
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
