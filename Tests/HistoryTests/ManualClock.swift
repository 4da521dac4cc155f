import Synchronization

/// A clock that stands still until it is moved.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration
        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        var number: Int
        var deadline: Instant
        var continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Instant(offset: .zero)
        var sleepers: [Sleeper] = []
        var cancelled: Set<Int> = []
        var next = 0
        var watchers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation {
                (continuation: CheckedContinuation<Void, any Error>) in
                state.withLock { state in
                    if state.cancelled.contains(number) {
                        continuation.resume(throwing: CancellationError())
                        return
                    }
                    state.sleepers.append(
                        Sleeper(number: number, deadline: deadline, continuation: continuation))
                    for watcher in state.watchers { watcher.resume() }
                    state.watchers = []
                }
            }
        } onCancel: {
            state.withLock { state in
                state.cancelled.insert(number)
                for sleeper in state.sleepers where sleeper.number == number {
                    sleeper.continuation.resume(throwing: CancellationError())
                }
                state.sleepers.removeAll { $0.number == number }
            }
        }
    }

    func waitForSleeper() async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                if state.sleepers.isEmpty {
                    state.watchers.append(continuation)
                } else {
                    continuation.resume()
                }
            }
        }
    }

    func advanceWhenAsleep(by duration: Duration) async {
        await waitForSleeper()
        state.withLock { state in
            state.now = state.now.advanced(by: duration)
            for sleeper in state.sleepers where sleeper.deadline <= state.now {
                sleeper.continuation.resume()
            }
            state.sleepers.removeAll { $0.deadline <= state.now }
        }
    }
}
