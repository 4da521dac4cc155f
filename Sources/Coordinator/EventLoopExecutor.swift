import NIOCore

/// Runs tasks on an event loop.
///
/// A job that stays here is one question and one answer. On the loop that its shim's words arrive at, that takes no
/// other thread: each change of thread costs the user as much as reading the question.
final class EventLoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
