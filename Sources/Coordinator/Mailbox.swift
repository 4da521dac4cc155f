import Synchronization

/// The messages of one client that the job has not asked for yet. One consumer; unlike an `AsyncStream` it outlives
/// a consumer that was cancelled.
///
/// Invariant: `waiter` is set only while `messages` is empty and the mailbox is open.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State: Sendable {
        var messages: [Message] = []
        var waiter: CheckedContinuation<Message?, Never>?
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int

    /// - Parameter limit: how many messages may wait; a client that sends more is closed by the caller.
    init(limit: Int) {
        self.limit = limit
    }

    /// - Returns: false when the mailbox is full or closed.
    func put(_ message: Message) -> Bool {
        let (isTaken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Message?, Never>?) in
            if state.isClosed { return (false, nil) }
            if let waiter = state.waiter.take() { return (true, waiter) }
            guard state.messages.count < limit else { return (false, nil) }
            state.messages.append(message)
            return (true, nil)
        }
        waiter?.resume(returning: message)
        return isTaken
    }

    func close() {
        state.withLock { state in
            state.isClosed = true
            return state.waiter.take()
        }?.resume(returning: nil)
    }

    /// The next message; `nil` when the client has gone or the task is cancelled.
    func next() async -> Message? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Message?? in
                    precondition(state.waiter == nil, "a mailbox has one consumer")
                    if !state.messages.isEmpty { return .some(state.messages.removeFirst()) }
                    if state.isClosed || Task.isCancelled { return .some(nil) }
                    state.waiter = continuation
                    return nil
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume(returning: nil)
        }
    }
}
