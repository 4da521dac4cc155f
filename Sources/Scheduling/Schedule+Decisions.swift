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
        while let request = preprocessQueue.first, let slot = preprocess.take(1) {
            preprocessQueue.removeFirst()
            start(request, Lease(pool: .preprocess, slot: slot, count: 1), now: now, into: &steps)
        }
    }

    /// In order of arrival, also where a small job could pass a link that waits for many slots: else the link
    /// would wait for as long as small jobs keep coming.
    private mutating func startLocal(now: Duration, into steps: inout [Step]) {
        while let request = localQueue.first {
            let count = if case .link(let slots) = request.work { min(max(1, slots), local.limit) } else { 1 }
            guard let slot = local.take(count) else { return }
            localQueue.removeFirst()
            start(request, Lease(pool: .local, slot: slot, count: count), now: now, into: &steps)
        }
    }

    private mutating func startRemote(now: Duration, into steps: inout [Step]) {
        var kept: [SlotRequest] = []
        for (position, request) in remoteQueue.enumerated() {
            guard hasRoom(now: now) else {
                // Nothing is free; the rest still must not wait for hosts that are all out of reach.
                let rest = remoteQueue[position...]
                kept += rest.filter { waits($0, now: now, into: &steps) }
                break
            }
            if let lease = place(request, now: now) {
                start(request, lease, now: now, into: &steps)
            } else if waits(request, now: now, into: &steps) {
                kept.append(request)
            }
        }
        remoteQueue = kept
    }

    private mutating func start(
        _ request: SlotRequest, _ lease: Lease, now: Duration, into steps: inout [Step]
    ) {
        running[request.job] = Running(request: request, lease: lease, since: now)
        if request.isRemote && lease.pool == .local { localShareInUse += 1 }
        steps.append(.start(request.job, lease))
    }

    private func hasRoom(now: Duration) -> Bool {
        hosts.indices.contains { health[$0].isAvailable(at: now) && room(of: $0) > 0 }
    }

    private func room(of host: Int) -> Int {
        guard hosts[host].transport == .local else { return slots[host].free }
        return localQueue.isEmpty ? min(local.free, localShare - localShareInUse) : 0
    }

    private func limit(of host: Int) -> Int {
        hosts[host].transport == .local ? localShare : slots[host].limit
    }

    /// The usable host with the smallest share of its slots in use; the first of equals.
    private mutating func place(_ request: SlotRequest, now: Duration) -> Lease? {
        guard case .remote(let shape) = request.work else { return nil }
        let candidates = hosts.indices.filter { host in
            !request.avoiding.contains(host) && !health[host].refuses(shape)
                && health[host].isAvailable(at: now) && room(of: host) > 0
        }
        let best = candidates.max { left, right in
            // The freer one is the greater; of equals the later one, so that the first wins.
            let leftShare = room(of: left) * limit(of: right)
            let rightShare = room(of: right) * limit(of: left)
            return leftShare < rightShare || (leftShare == rightShare && rank[left] > rank[right])
        }
        guard let host = best else { return nil }
        if hosts[host].transport == .local {
            return local.take(1).map { Lease(pool: .local, slot: $0, count: 1) }
        }
        guard let slot = slots[host].take(1) else { return nil }
        health[host].started()
        return Lease(pool: .host(host), slot: slot, count: 1)
    }

    /// Whether some host may still take the job; if not, it is handed back.
    private func waits(_ request: SlotRequest, now: Duration, into steps: inout [Step]) -> Bool {
        guard case .remote(let shape) = request.work else { return true }
        var reason = Unplaced.noHosts
        for host in hosts.indices where limit(of: host) > 0 {
            if request.avoiding.contains(host) {
                reason = max(reason, .hostsFailed)
            } else if health[host].refuses(shape) {
                reason = max(reason, .hostsRefuse)
            } else if !health[host].isAvailable(at: now) {
                reason = max(reason, .hostsDown)
            } else {
                return true
            }
        }
        steps.append(.unplaced(request.job, reason))
        return false
    }
}
