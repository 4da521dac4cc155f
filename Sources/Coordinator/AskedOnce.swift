import Synchronization

/// Answers of programs that are worth asking once in a build.
///
/// Invariant: for a key there is one job that asks, or an answer; the others wait.
final class AskedOnce<Key: Hashable & Sendable, Answer: Sendable>: Sendable {
    private enum State {
        case asking(waiters: [CheckedContinuation<Answer?, Never>])
        case known(Answer?)
    }

    private let states = Mutex<[Key: State]>([:])

    /// - Parameter ask: asks the program; the outer `nil` when its client has gone and another job has to, the
    ///   inner one when the program does not say.
    func answer(for key: Key, ask: () async -> Answer??) async -> Answer? {
        if let known = await known(key) { return known }
        let answer = await ask()
        let waiters = states.withLock { states -> [CheckedContinuation<Answer?, Never>] in
            guard case .asking(let waiters) = states[key] else { preconditionFailure("this job was asking") }
            states[key] = answer.map { .known($0) }
            return waiters
        }
        // Without an answer these jobs do without; the next one asks again.
        for waiter in waiters { waiter.resume(returning: answer ?? nil) }
        return answer ?? nil
    }

    /// The answer, or that of the job that is asking; `nil` when the caller is to ask.
    private func known(_ key: Key) async -> Answer?? {
        let isOurs = states.withLock { states in
            guard states[key] == nil else { return false }
            states[key] = .asking(waiters: [])
            return true
        }
        if isOurs { return nil }
        return await withCheckedContinuation { continuation in
            let answer = states.withLock { states -> Answer?? in
                switch states[key] {
                case .known(let answer): return answer
                case .asking(let waiters):
                    states[key] = .asking(waiters: waiters + [continuation])
                    return nil
                // The one that was asking has just given up.
                case nil: return .some(nil)
                }
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
