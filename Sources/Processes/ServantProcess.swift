public import ByteStrings
internal import CShims
internal import Glibc
internal import Synchronization

/// A program that works for this process alone and ends with it: ssh.
///
/// It is in a session of its own, without a terminal to ask at, with default signals and no descriptor but 0, 1 and
/// 2. The kernel ends it when this process dies in any way. What it says on standard error is read all the time, so
/// that it never blocks there, and its end is kept.
///
/// Each has a thread: the kernel's promise is about the thread that started it, and a thread of the pool may end.
public final class ServantProcess: Sendable {
    /// How the program ended.
    public struct End: Equatable, Sendable {
        public var waitStatus: WaitStatus
        /// The last bytes of its standard error, at most `messageLimit`.
        public var messages: ByteString
    }

    /// Bytes of standard error that are kept.
    public static let messageLimit = 4096

    public let processIdentifier: Int32
    private let state = Mutex(State())

    private struct State: Sendable {
        var end: End?
        var waiters: [CheckedContinuation<End, Never>] = []
    }

    private init(_ processIdentifier: Int32) {
        self.processIdentifier = processIdentifier
    }

    /// - Parameters:
    ///   - executable: a path; it is not looked up in PATH.
    ///   - arguments: what follows the program's own name.
    ///   - standardInput: a descriptor; `nil` for /dev/null. It stays open here.
    ///   - standardOutput: the same.
    public static func start(
        _ executable: ByteString, arguments: [ByteString], standardInput: Int32? = nil,
        standardOutput: Int32? = nil
    ) async throws(ProcessError) -> ServantProcess {
        let outcome = await withCheckedContinuation { continuation in
            startThread {
                serve(executable, arguments, standardInput, standardOutput) {
                    continuation.resume(returning: $0)
                }
            }
        }
        return try outcome.get()
    }

    /// How it ended; `nil` while it runs.
    public var end: End? { state.withLock { $0.end } }

    /// Waits for its end.
    public func wait() async -> End {
        await withCheckedContinuation { continuation in
            let end = state.withLock { state in
                if state.end == nil { state.waiters.append(continuation) }
                return state.end
            }
            if let end { continuation.resume(returning: end) }
        }
    }

    /// Waits for its end, but no longer than `limit`; `nil` when it still runs then, or when the task is cancelled.
    public func end(within limit: Duration) async -> End? {
        let deadline = ContinuousClock.now + limit
        while end == nil, ContinuousClock.now < deadline {
            do {
                try await Task.sleep(for: .milliseconds(5))
            } catch {
                break
            }
        }
        return end
    }

    /// Sends a signal to it and to what it has started in its session. Nothing happens when it has ended.
    public func send(signal: Int32) {
        state.withLock { state in
            // It is reaped under the same lock, so its number is still its own.
            if state.end == nil { _ = kill(-processIdentifier, signal) }
        }
    }

    // MARK: Its thread

    private typealias Start = Result<ServantProcess, ProcessError>

    private static func serve(
        _ executable: ByteString, _ arguments: [ByteString], _ input: Int32?, _ output: Int32?,
        started: (Start) -> Void
    ) {
        var ends: (reading: CInt, writing: CInt) = (-1, -1)
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        let hasPipe = unsafe withUnsafeMutablePointer(to: &ends) { pointer in
            unsafe pointer.withMemoryRebound(to: CInt.self, capacity: 2) { unsafe pipe($0) == 0 }
        }
        // Whoever is started in between closes it by itself.
        _ = fcntl(ends.reading, F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends.writing, F_SETFD, FD_CLOEXEC)
        guard null >= 0, hasPipe else {
            let failure = ProcessError(.startFailed, executable: executable, systemError: errno)
            if null >= 0 { close(null) }
            return started(.failure(failure))
        }
        defer { close(ends.reading) }
        let request = SpawnRequest(
            executable: executable, arguments: arguments, environment: ownEnvironment,
            standardDescriptors: (input ?? null, output ?? null, ends.writing), isDetached: true,
            deathSignal: SIGTERM)
        let outcome = Result { () throws(ProcessError) in try request.start() }
        close(null)
        close(ends.writing)
        switch outcome {
        case .failure(let error): started(.failure(error))
        case .success(let child):
            let process = ServantProcess(child)
            started(.success(process))
            process.finish(messages: messages(from: ends.reading, of: child))
        }
    }

    private static var ownEnvironment: [ByteString] {
        var entries: [ByteString] = []
        var cursor = unsafe distmake_environment()
        while let cursorNow = unsafe cursor, let entry = unsafe cursorNow.pointee {
            unsafe entries.append(ByteString(cString: entry))
            unsafe cursor = unsafe cursorNow + 1
        }
        return entries
    }

    /// Reads until the child has ended: others that it has started may hold the pipe for longer.
    private static func messages(from pipe: CInt, of child: pid_t) -> ByteString {
        let end = distmake_pidfd_open(child)
        defer { if end >= 0 { close(end) } }
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
        var kept: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: messageLimit)
        var isOpen = true
        while true {
            // Without a pidfd (before Linux 5.3) the end of the pipe has to do.
            var watched = [
                pollfd(fd: isOpen ? pipe : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: end, events: Int16(POLLIN), revents: 0),
            ]
            guard isOpen || end >= 0 else { return ByteString(kept) }
            let count = unsafe poll(&watched, 2, -1)
            if count < 0 && errno == EINTR { continue }
            let hasEnded = watched[1].revents != 0
            while isOpen {
                let count = unsafe read(pipe, &buffer, buffer.count)
                if count < 0 && errno == EINTR { continue }
                if count < 0 && errno == EAGAIN { break }
                guard count > 0 else {
                    isOpen = false
                    break
                }
                kept = (kept + buffer[..<count]).suffix(messageLimit)
                if hasEnded && kept.count >= messageLimit { break }
            }
            if hasEnded { return ByteString(kept) }
        }
    }

    private func finish(messages: ByteString) {
        // Without reaping: `send` relies on it.
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(processIdentifier), &information, WEXITED | WNOWAIT) < 0,
            errno == EINTR
        {}
        let (end, waiters) = state.withLock { state in
            var status: CInt = 0
            _ = unsafe waitpid(processIdentifier, &status, 0)
            let end = End(waitStatus: WaitStatus(rawValue: status), messages: messages)
            state.end = end
            defer { state.waiters = [] }
            return (end, state.waiters)
        }
        for waiter in waiters { waiter.resume(returning: end) }
    }
}
