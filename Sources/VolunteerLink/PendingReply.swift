import NIOCore
import Synchronization

/// The one outcome of an exchange, on its way from an event loop to the task that waits for it.
///
/// Invariant: the task is resumed exactly once, with the first outcome; from then on the connection, present or
/// future, is closed.
final class PendingReply: Sendable {
    typealias Outcome = Result<LinkResult, LinkError>

    private struct State {
        var continuation: CheckedContinuation<Outcome, Never>?
        var outcome: Outcome?
        /// More than one while several addresses of a host are tried.
        var channels: [any Channel] = []
    }

    private let state = Mutex(State())

    /// Hands over the waiting task; `false` when it was resumed at once, because the outcome is known already.
    func deliver(to continuation: CheckedContinuation<Outcome, Never>) -> Bool {
        let outcome = state.withLock { state -> Outcome? in
            if state.outcome == nil { state.continuation = continuation }
            return state.outcome
        }
        guard let outcome else { return true }
        continuation.resume(returning: outcome)
        return false
    }

    /// Ties a connection to the outcome: it is closed with it.
    func attach(_ channel: any Channel) {
        let isOver = state.withLock { state in
            if state.outcome == nil { state.channels.append(channel) }
            return state.outcome != nil
        }
        if isOver { channel.close(promise: nil) }
    }

    /// Settles the outcome unless there is one.
    func finish(_ outcome: Outcome) {
        let taken = state.withLock { state -> State? in
            guard state.outcome == nil else { return nil }
            defer { state = State(outcome: outcome) }
            return state
        }
        taken?.continuation?.resume(returning: outcome)
        for channel in taken?.channels ?? [] { channel.close(promise: nil) }
    }
}
