/// Jobs that wait for the same room, the most urgent first.
///
/// A job with a long estimate counts as if it had come earlier, by `headStart` times its estimate: a build ends with
/// its last job, and that should not be a long one. It is a head start and no rank, so that nobody starves: whoever
/// has waited that long goes before all that come later.
///
/// - Complexity: O(log n) for each job that comes or goes; a withdrawn job's entry stays until it would be next.
struct JobQueue: Sendable {
    static let headStart = 4

    /// A request with its place in the queue, which it keeps when its slot turns out to be another process's.
    struct Entry: Sendable {
        let request: SlotRequest
        let urgency: Duration
        let ticket: Int

        /// - Parameter ticket: a number of its own; of equals the lower goes first.
        init(_ request: SlotRequest, now: Duration, ticket: Int) {
            self.request = request
            self.ticket = ticket
            urgency = now - request.estimate * JobQueue.headStart
        }

        func precedes(_ other: Entry) -> Bool {
            (urgency, ticket) < (other.urgency, other.ticket)
        }
    }

    /// A heap: no entry precedes the one at half its index.
    private var heap: [Entry] = []
    private var tickets: [JobIdentifier: Int] = [:]

    var count: Int { tickets.count }
    var isEmpty: Bool { tickets.isEmpty }

    /// The next job. Entries of withdrawn jobs never stand first.
    var first: Entry? { heap.first }

    mutating func insert(_ entry: Entry) {
        precondition(tickets.updateValue(entry.ticket, forKey: entry.request.job) == nil, "a job waits once")
        heap.append(entry)
        var index = heap.count - 1
        while index > 0, heap[index].precedes(heap[(index - 1) / 2]) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() -> Entry {
        guard let entry = heap.first else { preconditionFailure("nobody waits") }
        tickets[entry.request.job] = nil
        dropWithdrawn()
        return entry
    }

    /// - Returns: whether the job waited here.
    mutating func withdraw(_ job: JobIdentifier) -> Bool {
        guard tickets.removeValue(forKey: job) != nil else { return false }
        dropWithdrawn()
        return true
    }

    private mutating func dropWithdrawn() {
        while let entry = heap.first, tickets[entry.request.job] != entry.ticket { removeRoot() }
    }

    private mutating func removeRoot() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var index = 0
        while true {
            let children = (2 * index + 1)..<min(2 * index + 3, max(heap.count, 2 * index + 1))
            guard let child = children.min(by: { heap[$0].precedes(heap[$1]) }),
                heap[child].precedes(heap[index])
            else { return }
            heap.swapAt(index, child)
            index = child
        }
    }
}
