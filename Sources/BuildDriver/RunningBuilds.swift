import ByteStrings
import Files
import Glibc
public import ShimWire

/// The builds of this user that run now, with those that are shared coordinators.
public struct RunningBuilds: Sendable {
    private let root: ByteString

    /// How long a coordinator may take to say how its build is; it takes milliseconds, and one that is stopped for ever.
    private static let answerLimit: Duration = .seconds(1)

    /// - Throws: `Refusal` when the runtime root is not usable.
    public init(_ environment: ProcessEnvironment) throws(Refusal) {
        do {
            root = try RuntimeLocation(environment).root
        } catch {
            throw Refusal(.general, [error.text])
        }
    }

    /// The runtime directories of what may run; whether it does, a connection tells.
    var directories: [ByteString] {
        (root.directoryEntries ?? []).filter(RuntimeLocation.isBuildDirectory).sorted()
            .map { root.appending(path: $0) }
    }

    /// How each of them is now, the builds in the order of their directories' names.
    public func snapshots() async -> [BuildSnapshot] {
        await withTaskGroup(of: (Int, BuildSnapshot?).self) { group in
            let directories = directories
            for (index, directory) in directories.enumerated() {
                group.addTask { (index, await Self.snapshot(of: directory)) }
            }
            var found: [BuildSnapshot?] = directories.map { _ in nil }
            for await (index, snapshot) in group { found[index] = snapshot }
            return found.compactMap(\.self)
        }
    }

    /// A connection that hears of a build each `interval`; `nil` when nobody listens.
    static func watch(_ directory: ByteString, every interval: Duration) -> ControlConnection? {
        guard let connection = try? ControlConnection(socket: directory.appending(path: "sock")) else {
            return nil
        }
        let milliseconds = UInt32(clamping: Int64(interval / .milliseconds(1)))
        connection.send(.watch(WatchRequest(intervalMilliseconds: milliseconds).encodedPayload()))
        return connection
    }

    /// The build that a message of such a connection tells of.
    static func snapshot(in message: CoordinatorMessage) -> BuildSnapshot? {
        guard case .message(ControlKind.snapshot.rawValue, let payload) = message else { return nil }
        return try? BuildSnapshot(payload: payload)
    }

    private static func snapshot(of directory: ByteString) async -> BuildSnapshot? {
        guard let connection = watch(directory, every: answerLimit) else { return nil }
        return await withTaskGroup(of: BuildSnapshot?.self) { group in
            group.addTask {
                for await message in connection.messages {
                    if let snapshot = snapshot(in: message) { return snapshot }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: answerLimit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
