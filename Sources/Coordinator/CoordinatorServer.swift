public import ByteStrings
import Files
import Glibc
import NIOCore
import NIOPosix
public import ShimWire
import VolunteerLink

/// The resident process of one build: accepts shims, the driver and monitors on a unix socket, and ends when the
/// driver's connection closes. A shared coordinator has no driver; it ends after a time of idleness.
public struct CoordinatorServer: Sendable {
    /// How long a shared coordinator stays without a job.
    public static let idleTime: Duration = .seconds(60)

    private let directory: ByteString
    private let identifier: ByteString
    private let sharedFacts: BuildFacts?
    private let keepLog: @Sendable () -> Void

    /// - Parameters:
    ///   - directory: the build's runtime directory; it is removed at the end.
    ///   - identifier: names the build in history. A shared coordinator's directory has the same name each time, so
    ///     it cannot be that.
    ///   - sharedFacts: what a driver would have said, for a coordinator that has none.
    ///   - keepLog: moves the log out of `directory`, where it is to be found after the build.
    public init(
        directory: ByteString, identifier: ByteString, sharedFacts: BuildFacts?,
        keepLog: @escaping @Sendable () -> Void
    ) {
        self.directory = directory
        self.identifier = identifier
        self.sharedFacts = sharedFacts
        self.keepLog = keepLog
    }

    /// Serves until the build is over.
    ///
    /// - Parameter socket: a listening unix socket, which is taken over.
    public func run(socket: CInt) async throws {
        // Outputs are created with the umask of their job, not with ours.
        umask(0)
        // The place for preprocessed text.
        _ = unsafe directory.appending(path: "pp").withCString { unsafe mkdir($0, 0o700) }
        let session = Session(directory: directory, identifier: identifier, keepLog: keepLog)
        if let sharedFacts { session.begin(sharedFacts) { _ in } }
        // Shims have a loop of their own; the connections to volunteers, with their megabytes, use NIO's.
        let loops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = try await ServerBootstrap(group: loops).bind(socket) { ClientConnection.install(on: $0) }
        try await server.executeThenClose { clients in
            await withDiscardingTaskGroup { group in
                let channel = server.channel
                group.addTask {
                    await session.waitForEnd(); channel.close(promise: nil)
                }
                group.addTask { await session.keepHistory() }
                group.addTask { await session.writeTaskStates() }
                if sharedFacts != nil { group.addTask { await session.endWhenIdle(after: Self.idleTime) } }
                await Self.serve(clients, on: EventLoopExecutor(channel.eventLoop), for: session)
                group.cancelAll()
            }
        }
        try? await loops.shutdownGracefully()
        await session.build?.link.close()
        keepLog()
        if session.isAbandoned {
            // makepkg reads its configuration again under fakeroot. Without the socket nobody waits for us.
            RuntimeFile.remove(directory.appending(path: "sock"))
        } else {
            OwnDirectory.remove(directory)
        }
        await session.build?.pruneHistory()
    }

    /// Serves clients until no more can come, each in a task that begins on their event loop.
    private static func serve(
        _ clients: NIOAsyncChannelInboundStream<ClientConnection>, on executor: EventLoopExecutor,
        for session: Session
    ) async {
        await withDiscardingTaskGroup { group in
            group.addTask(executorPreference: executor) {
                await withDiscardingTaskGroup { jobs in
                    do {
                        for try await client in clients { jobs.addTask { await session.serve(client) } }
                    } catch {
                        // The socket is gone: shims find nobody and run their compilers.
                    }
                    jobs.cancelAll()
                }
            }
        }
    }
}
