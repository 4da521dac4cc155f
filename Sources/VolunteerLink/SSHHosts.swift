import ByteStrings
import Glibc
import HostSpec
import Processes
import Synchronization

/// The ssh connections of a build: one master for each host, made when its first job comes.
///
/// Invariant: of all jobs that want a host without a connection, one makes it and the others wait for the outcome;
/// a failure is not kept, so that the next job after the schedule's back-off tries anew.
final class SSHHosts: Sendable {
    private enum Entry: Sendable {
        case ready(SSHHost)
        case opening([CheckedContinuation<Turn, Never>])
    }

    private enum Turn: Sendable {
        case ready(SSHHost)
        case failed(LinkError)
        /// Nobody makes the connection: this job is to do it.
        case open
        /// Who made it was no longer wanted.
        case again
    }

    private struct State: Sendable {
        var entries: [HostSpec.Transport: Entry] = [:]
        var servants: [Int32: ServantProcess] = [:]
        var isOpenSSH: Bool?
        var sockets = 0
        var isClosed = false
    }

    private let settings: SSHSettings
    private let state = Mutex(State())

    /// Between two looks for the master's socket; making a connection takes 100 ms and more.
    private static let interval: Duration = .milliseconds(10)

    init(_ settings: SSHSettings) {
        self.settings = settings
    }

    /// The way to a host, made if it is not there.
    ///
    /// - Throws: `LinkError` with ssh's own message.
    func host(_ spec: HostSpec) async throws(LinkError) -> SSHHost {
        while true {
            switch await turn(spec) {
            case .ready(let host): return host
            case .failed(var error):
                error.host = spec
                throw error
            case .again: continue
            case .open:
                do throws(LinkError) {
                    let host = try await open(spec)
                    settle(spec, .ready(host))
                    return host
                } catch {
                    settle(spec, error.code == .cancelled ? .again : .failed(error))
                    throw error
                }
            }
        }
    }

    private func turn(_ spec: HostSpec) async -> Turn {
        await withCheckedContinuation { continuation in
            let turn = state.withLock { state -> Turn? in
                switch state.entries[spec.transport] {
                case .ready(let host) where host.isAlive:
                    return .ready(host)
                case .opening(let waiters):
                    state.entries[spec.transport] = .opening(waiters + [continuation])
                    return nil
                case .ready, nil:
                    state.entries[spec.transport] = .opening([])
                    return .open
                }
            }
            if let turn { continuation.resume(returning: turn) }
        }
    }

    private func settle(_ spec: HostSpec, _ turn: Turn) {
        let waiters = state.withLock { state in
            guard case .opening(let waiters) = state.entries[spec.transport] else {
                preconditionFailure("a connection is made by one job")
            }
            state.entries[spec.transport] = if case .ready(let host) = turn { .ready(host) } else { nil }
            return waiters
        }
        for waiter in waiters { waiter.resume(returning: turn) }
    }

    // MARK: Making a connection

    private func open(_ spec: HostSpec) async throws(LinkError) -> SSHHost {
        guard case .ssh(let user, let name, let daemon) = spec.transport else {
            preconditionFailure("only hosts by ssh come here")
        }
        let control = await controlPath()
        let command = SSHCommand(
            words: settings.command, user: user, host: name, daemon: daemon, control: control)
        guard let control else { return SSHHost(command: command) }
        let master = try await start(command.arguments(command.master), for: spec)
        try await waitForSocket(control, of: master, spec)
        // Who names a command wants that command.
        guard daemon == nil else { return SSHHost(command: command, master: master) }
        let socket = control + ".3632"
        let question = try await start(command.arguments(command.forward(socket)), for: spec)
        let answer = await question.end(within: settings.connectTimeout)
        if answer == nil { question.send(signal: SIGTERM) }
        let isForwarded = answer?.waitStatus.isSuccess ?? false
        return SSHHost(command: command, master: master, forwarded: isForwarded ? socket : nil)
    }

    /// Where the next master has its socket; `nil` when connections cannot be shared.
    private func controlPath() async -> ByteString? {
        guard await isOpenSSH() else { return nil }
        let number = state.withLock { state in
            state.sockets += 1
            return state.sockets
        }
        let path = settings.directory.appending(path: "ssh\(number)")
        // ssh makes it under a name that is 17 bytes longer (mux.c), and ours for forwarding is 5 longer.
        return path.count + 17 <= Self.longestSocketPath ? path : nil
    }

    /// unix(7)
    private static let longestSocketPath = 107

    /// Asked once: whether `-V` is answered as OpenSSH does. A script that runs commands on this machine, or another
    /// program such as dbclient, does not share connections.
    private func isOpenSSH() async -> Bool {
        if let known = state.withLock({ $0.isOpenSSH }) { return known }
        let program = settings.command[0]
        let arguments = settings.command.dropFirst() + ["-V"]
        let answer = await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                let result = try? await capture(program, arguments: Array(arguments))
                return result.map { ByteString($0.standardError).contains("OpenSSH_") }
            }
            group.addTask { [settings] in
                try? await Task.sleep(for: settings.connectTimeout)
                return Task.isCancelled ? nil : false
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        // Not known when the job was no longer wanted.
        if let answer { state.withLock { $0.isOpenSSH = answer } }
        return answer ?? false
    }

    /// The master makes its socket when it is connected and authenticated; it says nothing, so it is looked for.
    private func waitForSocket(
        _ path: ByteString, of master: ServantProcess, _ spec: HostSpec
    ) async throws(LinkError) {
        let deadline = ContinuousClock.now + settings.connectTimeout
        while true {
            if unsafe path.withCString({ unsafe access($0, F_OK) }) == 0 { return }
            if let end = master.end { throw LinkError(ending: end, host: spec, otherwise: .sshFailed) }
            guard ContinuousClock.now < deadline else {
                master.send(signal: SIGTERM)
                throw LinkError(.connectTimeout, host: spec)
            }
            do {
                try await Task.sleep(for: Self.interval)
            } catch {
                master.send(signal: SIGTERM)
                throw LinkError(.cancelled, host: spec)
            }
        }
    }

    // MARK: Processes

    /// One job's session: the process, and this end of its standard input and output.
    func startJob(_ host: SSHHost, for spec: HostSpec) async throws(LinkError) -> (ServantProcess, CInt) {
        var ends: (ours: CInt, theirs: CInt) = (-1, -1)
        let type = CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue)
        let isMade = unsafe withUnsafeMutablePointer(to: &ends) { pointer in
            unsafe pointer.withMemoryRebound(to: CInt.self, capacity: 2) {
                unsafe socketpair(AF_UNIX, type, 0, $0) == 0
            }
        }
        guard isMade else { throw LinkError(.localResources, host: spec, systemError: errno) }
        defer { _ = Glibc.close(ends.theirs) }
        do throws(LinkError) {
            let process = try await start(
                host.command.arguments(host.command.job), for: spec, socket: ends.theirs)
            return (process, ends.ours)
        } catch {
            _ = Glibc.close(ends.ours)
            throw error
        }
    }

    private func start(
        _ arguments: [ByteString], for spec: HostSpec, socket: CInt? = nil
    ) async throws(LinkError) -> ServantProcess {
        let process: ServantProcess
        do {
            process = try await ServantProcess.start(
                settings.command[0], arguments: arguments, standardInput: socket, standardOutput: socket)
        } catch {
            let isMissing = error.code == .notExecutable
            throw LinkError(
                isMissing ? .sshFailed : .localResources, host: spec, systemError: error.systemError,
                message: isMissing ? settings.command[0] + " cannot be run" : "")
        }
        let isClosed = state.withLock { state in
            state.servants = state.servants.filter { $0.value.end == nil }
            state.servants[process.processIdentifier] = process
            return state.isClosed
        }
        if isClosed { process.send(signal: SIGTERM) }
        return process
    }

    /// Ends everything that was started. To be called when no job runs any more.
    func close() async {
        let servants = state.withLock { state in
            state.isClosed = true
            return Array(state.servants.values)
        }
        for servant in servants { servant.send(signal: SIGTERM) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for servant in servants { _ = await servant.wait() }
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(2))
                // What a cancelled sleep finds has ended by itself.
                for servant in servants { servant.send(signal: SIGKILL) }
            }
            await group.next()
            group.cancelAll()
        }
    }
}
