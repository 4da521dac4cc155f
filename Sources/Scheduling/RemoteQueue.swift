import ByteStrings

/// Jobs that wait for volunteers.
///
/// Which hosts may take a job depends on its shape and on the hosts where it has failed, and on nothing else; so jobs
/// that agree in both stand in one queue, and a decision looks at the first of each. There are a handful of such
/// queues, however long they are.
struct RemoteQueue: Sendable {
    struct Kind: Hashable, Sendable {
        var shape: ByteString
        var avoiding: Set<Int>
    }

    /// None is empty.
    private(set) var queues: [Kind: JobQueue] = [:]
    private(set) var count = 0

    mutating func insert(_ entry: JobQueue.Entry, _ kind: Kind) {
        queues[kind, default: JobQueue()].insert(entry)
        count += 1
    }

    mutating func removeFirst(of kind: Kind) -> JobQueue.Entry {
        guard let entry = queues[kind]?.removeFirst() else { preconditionFailure("nobody waits") }
        count -= 1
        removeIfEmpty(kind)
        return entry
    }

    /// All jobs of a kind, the most urgent first.
    mutating func removeAll(of kind: Kind) -> [JobQueue.Entry] {
        var removed: [JobQueue.Entry] = []
        while queues[kind] != nil { removed.append(removeFirst(of: kind)) }
        return removed
    }

    mutating func withdraw(_ job: JobIdentifier) {
        for kind in queues.keys where queues[kind]?.withdraw(job) == true {
            count -= 1
            return removeIfEmpty(kind)
        }
    }

    private mutating func removeIfEmpty(_ kind: Kind) {
        if queues[kind]?.isEmpty == true { queues[kind] = nil }
    }
}
