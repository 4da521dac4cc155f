import ByteStrings
import CompilerCommand
import Glibc
import History
import Processes
import ShimWire
import Synchronization

/// One build from the driver's hello to the summary.
///
/// Invariant: `build` is set once, before the driver is told that jobs may come.
final class Session: Sendable {
    private struct State: Sendable {
        var build: Build?
        var record: BuildRecord?
        var hasEnded = false
        var isAbandoned = false
        var endWaiters: [CheckedContinuation<Void, Never>] = []
        var lastActivity: Duration = .zero
    }

    let directory: ByteString
    private let identifier: ByteString
    /// Moves the log to where it is found after the build.
    let keepLog: @Sendable () -> Void
    let counter = JobCounter()
    private let clock = BuildClock()
    private let state = Mutex(State())

    init(directory: ByteString, identifier: ByteString, keepLog: @escaping @Sendable () -> Void) {
        self.directory = directory
        self.identifier = identifier
        self.keepLog = keepLog
    }

    var build: Build? { state.withLock { $0.build } }

    /// Takes the facts; from here on jobs are served.
    func begin(_ facts: BuildFacts, warn: @escaping @Sendable (String) -> Void) {
        let started = WallClock.now
        let build = Build(
            facts: facts, identifier: identifier, directory: directory, clock: clock, warn: warn)
        let record = BuildRecord(
            identifier: identifier.string, package: facts.package.string,
            version: facts.version.string, directory: facts.directory, command: facts.command,
            makeflags: facts.makeflags, compiler: facts.compiler.string,
            hosts: build.distributes ? facts.hosts : "", started: started,
            machine: MachineInformation.current, jobLimit: facts.jobLimit.map(Int.init),
            settings: facts.settings, hostList: build.distributes ? build.hosts.map(ListedHost.init) : [])
        build.recorder?.begin(record)
        build.logBeginning()
        state.withLock { state in
            precondition(state.build == nil, "a build begins once")
            state.build = build
            state.record = record
        }
    }

    /// Serves one connection until it closes.
    func serve(_ client: ClientConnection) async {
        let peer = client.peer
        guard peer.user == geteuid() || peer.user == 0 else { return client.close() }
        switch await client.next() {
        case .job(let request): await serve(request, of: client, process: peer.process)
        case .control(let payload): await serveDriver(client, payload)
        case .watch(let payload): await serveWatcher(client, payload)
        default: client.close()
        }
    }

    private func serve(_ request: JobRequest, of client: ClientConnection, process: Int32) async {
        let number = counter.begin()
        state.withLock { $0.lastActivity = clock.now }
        defer {
            state.withLock { $0.lastActivity = clock.now }
            counter.end()
        }
        guard let build,
            let files = try? JobFiles(process: process, workingDirectory: request.workingDirectory)
        else {
            // The shim runs its compiler as if there were no coordinator.
            return client.close()
        }
        let job = Job(build: build, client: client, number: number, request: request, files: files)
        build.board.begin(number, process: process, file: job.record.file)
        defer { build.board.end(number) }
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                var job = job
                await job.serve()
                return true
            }
            group.addTask {
                await client.waitUntilClosed()
                return false
            }
            if await group.next() == true { client.close() }
            group.cancelAll()
        }
        job.removeRuntimeFiles()
    }

    // MARK: The end

    /// The summary's record, filled in by `body` and written.
    ///
    /// - Parameter body: runs with the state locked.
    func finish(_ body: (inout BuildRecord) -> Void) {
        let (build, record) = state.withLock { state in
            if var record = state.record {
                body(&record)
                state.record = record
            }
            return (state.build, state.record)
        }
        if let record { build?.recorder?.finish(record) }
    }

    /// Whether the driver was killed: its command may go on, and still needs what the driver has made for it.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    func abandon() {
        state.withLock { $0.isAbandoned = true }
    }

    func end() {
        let waiters = state.withLock { state in
            state.hasEnded = true
            defer { state.endWaiters = [] }
            return state.endWaiters
        }
        for waiter in waiters { waiter.resume() }
    }

    func waitForEnd() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.endWaiters.append(continuation) }
                return state.hasEnded
            }
            if hasEnded { continuation.resume() }
        }
    }

    /// Ends a shared coordinator that nobody has used for `limit`.
    func endWhenIdle(after limit: Duration) async {
        while !Task.isCancelled {
            let last = state.withLock { $0.lastActivity }
            let idle = counter.active > 0 ? .zero : clock.now - last
            if idle >= limit {
                let headers = build?.dearestHeaders ?? []
                finish { record in
                    record.finished = WallClock.now
                    record.headers = headers
                    record.result = .exited(0)
                }
                return end()
            }
            try? await Task.sleep(for: limit - idle)
        }
    }

    /// Writes history once a second while the build runs, and the rest at its end.
    func keepHistory() async {
        while build == nil, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
        await build?.recorder?.run(clock: ContinuousClock())
    }
}
