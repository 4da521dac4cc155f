import ByteStrings
import HostSpec

/// Who goes next. Called after every change; each call starts all that can start.
extension Schedule {
    mutating func decide(now: Duration) -> [Step] {
        var steps: [Step] = []
        startPreprocessing(now: now, into: &steps)
        startLocal(now: now, into: &steps)
        startRemote(now: now, into: &steps)
        return steps
    }

    private mutating func startPreprocessing(now: Duration, into steps: inout [Step]) {
        while !preprocessQueue.isEmpty, let slots = preprocess.take(1) {
            let entry = preprocessQueue.removeFirst()
            start(entry, Lease(.preprocess, slots), now: now, into: &steps)
        }
    }

    /// In order of arrival, also where a small job could pass a link that waits for many slots: else the link
    /// would wait for as long as small jobs keep coming.
    private mutating func startLocal(now: Duration, into steps: inout [Step]) {
        while let first = localQueue.first {
            var count = 1
            if case .link(let slots) = first.request.work {
                count = min(max(1, slots), linkLimit)
                guard linkSlotsInUse + count <= linkLimit else { return }
            }
            guard let slots = local.take(count) else { return }
            start(localQueue.removeFirst(), Lease(.local, slots), now: now, into: &steps)
        }
    }

    private mutating func startRemote(now: Duration, into steps: inout [Step]) {
        while let (kind, host) = nextRemote(now: now), let lease = take(host) {
            start(remoteQueue.removeFirst(of: kind), lease, now: now, into: &steps)
        }
        for kind in remoteQueue.queues.keys {
            guard let reason = obstacle(to: kind, now: now) else { continue }
            steps += remoteQueue.removeAll(of: kind).map { .unplaced($0.request.job, reason) }
        }
    }

    private mutating func start(
        _ entry: JobQueue.Entry, _ lease: Lease, now: Duration, into steps: inout [Step]
    ) {
        running[entry.request.job] = Running(entry: entry, lease: lease, since: now)
        if entry.request.isRemote && lease.pool == .local { localShareInUse += 1 }
        if entry.request.isLink { linkSlotsInUse += lease.count }
        steps.append(.start(entry.request.job, lease))
    }

    /// The most urgent job for which some host has room, by its kind, and that host.
    private func nextRemote(now: Duration) -> (RemoteQueue.Kind, Int)? {
        guard remoteQueue.count > 0 else { return nil }
        let open = hosts.indices.filter { room(of: $0) > 0 && health[$0].isAvailable(at: now) }
        guard !open.isEmpty else { return nil }
        var next: (entry: JobQueue.Entry, kind: RemoteQueue.Kind, host: Int)?
        for (kind, queue) in remoteQueue.queues {
            guard let entry = queue.first, next.map({ entry.precedes($0.entry) }) ?? true,
                let host = best(of: open, for: kind)
            else { continue }
            next = (entry, kind, host)
        }
        return next.map { ($0.kind, $0.host) }
    }

    private func room(of host: Int) -> Int {
        guard hosts[host].transport == .local else { return slots[host].free }
        return localQueue.isEmpty ? min(local.free, localShare - localShareInUse) : 0
    }

    private func limit(of host: Int) -> Int {
        hosts[host].transport == .local ? localShare : slots[host].limit
    }

    /// A host this much slower than the fastest counts as fast too.
    private static let equalSpeed = 0.8

    /// The best of the hosts that have room; see `HostOrder`.
    private func best(of open: [Int], for kind: RemoteQueue.Kind) -> Int? {
        let candidates = open.filter { !kind.avoiding.contains($0) && !health[$0].refuses(kind.shape) }
        guard order == .measured else { return candidates.min { rank[$0] < rank[$1] } }
        let fastest = candidates.lazy.compactMap { paces[$0].speed }.max() ?? 0
        let fast = candidates.filter { (paces[$0].speed ?? fastest) >= fastest * Self.equalSpeed }
        return fast.min { left, right in
            let leftShare = room(of: left) * limit(of: right)
            let rightShare = room(of: right) * limit(of: left)
            return leftShare > rightShare || (leftShare == rightShare && rank[left] < rank[right])
        }
    }

    private mutating func take(_ host: Int) -> Lease? {
        if hosts[host].transport == .local {
            return local.take(1).map { Lease(.local, $0) }
        }
        guard let taken = slots[host].take(1) else { return nil }
        health[host].started()
        return Lease(.host(host), taken)
    }

    /// Why no host will take jobs of this kind, however long they wait; `nil` when one may.
    private func obstacle(to kind: RemoteQueue.Kind, now: Duration) -> Unplaced? {
        var reason = Unplaced.noHosts
        for host in hosts.indices where limit(of: host) > 0 {
            if kind.avoiding.contains(host) {
                reason = max(reason, .hostsFailed)
            } else if health[host].refuses(kind.shape) {
                reason = max(reason, .hostsRefuse)
            } else if !health[host].isAvailable(at: now) {
                reason = max(reason, .hostsDown)
            } else {
                return nil
            }
        }
        return reason
    }
}

extension Lease {
    fileprivate init(_ pool: Pool, _ slots: (lowest: Int, others: [Int])) {
        self.init(pool: pool, slot: slots.lowest, others: slots.others)
    }
}
