import Synchronization

/// Numbers the jobs of a build and knows how many are under way.
final class JobCounter: Sendable {
    private struct State: Sendable {
        var last = 0
        var active = 0
    }

    private let state = Mutex(State())

    var active: Int { state.withLock { $0.active } }

    func begin() -> Int {
        state.withLock { state in
            state.last += 1
            state.active += 1
            return state.last
        }
    }

    func end() {
        state.withLock { $0.active -= 1 }
    }

    /// Returns once no job is under way: the records of jobs whose shims ended a moment ago are complete then.
    /// A job that the build left running in the background is not waited for longer than `limit`.
    func waitForAll(atMost limit: Duration) async {
        let deadline = ContinuousClock.now + limit
        while active > 0, ContinuousClock.now < deadline {
            do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
        }
    }
}
