internal import Synchronization

/// What has happened since the last flush, in order.
struct PendingRecords: Sendable {
    var begun: [BuildRecord] = []
    var jobs: [JobRecord] = []
    var finished: [BuildRecord] = []
    var toolchains: [ToolchainChange] = []
    /// Jobs that found the buffer full, by build.
    var dropped: [String: Int] = [:]

    var isEmpty: Bool {
        begun.isEmpty && jobs.isEmpty && finished.isEmpty && toolchains.isEmpty && dropped.isEmpty
    }
}

/// The only thing that the hot path touches: an append under a lock.
///
/// A buffer without a bound would take the build's memory when the disk does not answer; a full one drops the
/// newest jobs and counts them. Builds are never dropped: there are few.
final class RecordBuffer: Sendable {
    private let capacity: Int
    private let pending = Mutex(PendingRecords())
    private let isClosed = Atomic(false)

    init(capacity: Int) {
        self.capacity = capacity
    }

    func append(_ job: JobRecord) {
        guard !isClosed.load(ordering: .relaxed) else { return }
        pending.withLock { pending in
            if pending.jobs.count < capacity {
                pending.jobs.append(job)
            } else {
                pending.dropped[job.build, default: 0] += 1
            }
        }
    }

    func append(begun build: BuildRecord) {
        guard !isClosed.load(ordering: .relaxed) else { return }
        pending.withLock { $0.begun.append(build) }
    }

    func append(finished build: BuildRecord) {
        guard !isClosed.load(ordering: .relaxed) else { return }
        pending.withLock { $0.finished.append(build) }
    }

    /// Never dropped: there are few.
    func append(_ toolchain: ToolchainChange) {
        guard !isClosed.load(ordering: .relaxed) else { return }
        pending.withLock { $0.toolchains.append(toolchain) }
    }

    func take() -> PendingRecords {
        pending.withLock { pending in
            let taken = pending
            pending = PendingRecords()
            return taken
        }
    }

    /// Puts back, before everything newer, what could not be written now.
    func putBack(_ older: PendingRecords) {
        pending.withLock { pending in
            var merged = older
            merged.begun += pending.begun
            merged.finished += pending.finished
            merged.toolchains += pending.toolchains
            merged.dropped.merge(pending.dropped, uniquingKeysWith: +)
            let room = max(0, capacity - merged.jobs.count)
            merged.jobs += pending.jobs.prefix(room)
            for job in pending.jobs.dropFirst(room) {
                merged.dropped[job.build, default: 0] += 1
            }
            pending = merged
        }
    }

    /// Forgets everything, now and from now on.
    func close() {
        isClosed.store(true, ordering: .relaxed)
        pending.withLock { $0 = PendingRecords() }
    }
}
