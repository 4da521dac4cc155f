import ByteStrings
import Files
import Glibc
import Processes
import ShimWire

/// The coordinator of one build, as its driver sees it.
struct BuildCoordinator: Sendable {
    /// BUILD's directory in the runtime root.
    let directory: ByteString
    private let control: ControlConnection

    var socket: ByteString { directory.appending(path: "sock") }

    /// How long the coordinator may take to say that it is ready; it takes about 50 ms.
    private static let startLimit: Duration = .seconds(10)

    /// Starts the coordinator in a session of its own and tells it the facts.
    ///
    /// The listening socket is made here and handed over as descriptor 0, so that a connection waits for the
    /// coordinator instead of failing before it is there.
    ///
    /// - Parameters:
    ///   - executable: the running distmake.
    ///   - owner: whose coordinator it is; `nil` for ours.
    static func start(
        _ facts: BuildFacts, in location: RuntimeLocation, executable: ByteString,
        environment: ProcessEnvironment, owner: BuildOwner? = nil
    ) async throws(DriverError) -> BuildCoordinator {
        let directory = try location.makeBuildDirectory()
        do throws(DriverError) {
            let socket = directory.appending(path: "sock")
            let log = directory.appending(path: "log")
            let listener = try owner.perform { () throws(DriverError) in try UnixSocket.listen(socket) }
            defer { close(listener) }
            let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
            let output = owner.perform { unsafe log.withCString { unsafe open($0, flags, 0o600) } }
            guard output >= 0 else { throw DriverError(.file, path: log, systemError: errno) }
            defer { close(output) }
            let words = (owner?.launcher ?? []) + [executable, "coordinator", "--directory", directory]
            do {
                _ = try DetachedProcess.start(
                    words[0], arguments: Array(words.dropFirst()),
                    environment: environment.entries, standardInput: listener, output: output)
            } catch {
                throw DriverError(.coordinator, path: log, systemError: error.systemError)
            }
            let control = try ControlConnection(socket: socket)
            control.send(.control(facts.encodedPayload()))
            guard await isReady(control) else { throw DriverError(.coordinator, path: log) }
            return BuildCoordinator(directory: directory, control: control)
        } catch {
            owner.perform {
                BuildLogs.keep(directory, as: directory.lastPathComponent)
                OwnDirectory.remove(directory)
            }
            throw error
        }
    }

    private static func isReady(_ control: ControlConnection) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await case .message(let kind, let payload) in control.messages {
                    if kind == ControlKind.ready.rawValue { return true }
                    if kind == ControlKind.warning.rawValue { Console.say(ByteString(payload)) }
                }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: startLimit)
                return false
            }
            let answer = await group.next() ?? false
            group.cancelAll()
            return answer
        }
    }

    /// Removes the runtime directory, and keeps the log of a coordinator that could not do so itself.
    func removeDirectory() {
        BuildLogs.keep(directory, as: directory.lastPathComponent)
        OwnDirectory.remove(directory)
    }

    /// Hands every message to `receive` until the coordinator closes, or the task is cancelled.
    func listen(
        progress: (BuildProgress) async -> Void, warning: (ByteString) async -> Void
    ) async -> BuildReport? {
        for await message in control.messages {
            guard case .message(let kind, let payload) = message, let kind = ControlKind(rawValue: kind)
            else {
                continue
            }
            switch kind {
            case .progress:
                if let state = try? BuildProgress(payload: payload) { await progress(state) }
            case .warning:
                await warning(ByteString(payload))
            case .report:
                return try? BuildReport(payload: payload)
            case .ready, .outcome, .snapshot:
                continue
            }
        }
        return nil
    }

    /// Says that the command has ended; a `BuildReport` is the answer.
    func send(_ outcome: BuildOutcome) {
        control.send(.message(kind: ControlKind.outcome.rawValue, payload: outcome.encodedPayload()))
    }
}
