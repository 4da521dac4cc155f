internal import Dispatch

/// Runs an actor on a thread outside the cooperative pool.
///
/// SQLite blocks: on the disk, and up to the busy timeout on another program's lock. The pool has as many
/// threads as cores, and the coordinator needs them all.
final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: UnownedJob) {
        queue.async {
            unsafe job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
