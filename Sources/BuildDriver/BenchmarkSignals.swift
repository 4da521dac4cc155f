import Glibc
import Processes
import Synchronization

/// What ends a benchmark from outside, and the run that has to end with it.
final class BenchmarkSignals: Sendable {
    private struct State {
        var received: Int32?
        var process: ForegroundProcess?
    }

    static let numbers = [SIGINT, SIGQUIT, SIGTERM, SIGHUP]

    private let state = Mutex(State())
    private let pipe: SignalPipe

    init() throws(ProcessError) {
        pipe = try SignalPipe(Self.numbers)
    }

    /// The first signal that came, if any.
    var received: Int32? { state.withLock { $0.received } }

    /// Notes what comes, until the task is cancelled.
    func follow() async {
        for await number in pipe.numbers() where Self.numbers.contains(number) { note(number) }
    }

    /// Notes a signal that a run was seen to end by.
    func note(_ number: Int32) {
        state.withLock { state in
            state.received = state.received ?? number
            // From the terminal it has come to the run, too; from kill(1) it has not.
            state.process?.send(signal: SIGTERM)
        }
    }

    /// Waits for a run, which ends when a signal comes, or has come.
    func wait(for process: ForegroundProcess) async -> WaitStatus {
        state.withLock { state in
            state.process = process
            if state.received != nil { process.send(signal: SIGTERM) }
        }
        let end = await process.wait()
        state.withLock { $0.process = nil }
        return end.waitStatus
    }
}
