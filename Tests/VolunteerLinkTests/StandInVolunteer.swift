import DistccWire
import NIOCore
import NIOPosix
import Synchronization

/// A volunteer that behaves as a test wants, on an address of its own in 127/8.
final class StandInVolunteer: Sendable {
    enum Behaviour: Sendable {
        /// Answers each whole request.
        case answer(DistccResponse)
        /// Answers, so many bytes at a time, with a pause after each.
        case dribble(DistccResponse, pieces: Int, pause: TimeAmount = .nanoseconds(0))
        /// Sends these bytes after the request and closes, or stays silent.
        case bytes([UInt8], thenCloses: Bool)
        /// Closes before it has read a byte.
        case closeAtOnce
        /// Reads the head of the request and closes with the rest unread, as a refusing distccd does.
        case closeAfterHead
        case silence
    }

    private struct Counts {
        var requests: [DistccRequest] = []
        var closed = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    let host: String
    let port: Int
    private let behaviour: Behaviour
    private let channel: any Channel
    private let counts: CountsBox

    private final class CountsBox: Sendable {
        let mutex = Mutex(Counts())
    }

    private static let nextAddress = Atomic<Int>(1)

    /// Runs `body` with a volunteer that is gone afterwards.
    static func with<Result: Sendable>(
        _ behaviour: Behaviour, on address: String? = nil, _ body: (StandInVolunteer) async throws -> Result
    ) async throws -> Result {
        let number = nextAddress.add(1, ordering: .relaxed).newValue
        let ownAddress = "127.91.\(number / 250).\(number % 250 + 1)"
        let volunteer = try await StandInVolunteer(behaviour, host: address ?? ownAddress)
        do {
            let result = try await body(volunteer)
            try await volunteer.channel.close()
            return result
        } catch {
            try await volunteer.channel.close()
            throw error
        }
    }

    private init(_ behaviour: Behaviour, host: String) async throws {
        let counts = CountsBox()
        self.host = host
        self.behaviour = behaviour
        self.counts = counts
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        Connection(
                            behaviour,
                            onRequest: { request in counts.mutex.withLock { $0.requests.append(request) } },
                            onClose: { counts.mutex.withLock { Self.close(&$0) } }))
                }
            }
            .bind(host: host, port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    private static func close(_ counts: inout Counts) {
        counts.closed += 1
        for waiter in counts.waiters { waiter.resume() }
        counts.waiters = []
    }

    var requests: [DistccRequest] { counts.mutex.withLock { $0.requests } }

    /// Returns when a client has closed a connection.
    func waitForClose() async {
        await withCheckedContinuation { continuation in
            let isClosed = counts.mutex.withLock { counts in
                if counts.closed == 0 { counts.waiters.append(continuation) }
                return counts.closed > 0
            }
            if isClosed { continuation.resume() }
        }
    }
}

private final class Connection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let behaviour: StandInVolunteer.Behaviour
    private let onRequest: (DistccRequest) -> Void
    private let onClose: () -> Void
    private var decoder = DistccRequestDecoder(limit: 64 << 20)

    init(
        _ behaviour: StandInVolunteer.Behaviour, onRequest: @escaping (DistccRequest) -> Void,
        onClose: @escaping () -> Void
    ) {
        self.behaviour = behaviour
        self.onRequest = onRequest
        self.onClose = onClose
    }

    func channelActive(context: ChannelHandlerContext) {
        if case .closeAtOnce = behaviour { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .closeAfterHead = behaviour { return context.close(promise: nil) }
        let chunk = unwrapInboundIn(data)
        do {
            if let request = try decoder.receive(chunk.readableBytesSpan) {
                onRequest(request)
                try answer(request, context)
            }
        } catch {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        onClose()
    }

    private func answer(_ request: DistccRequest, _ context: ChannelHandlerContext) throws {
        switch behaviour {
        case .answer(let response):
            write(try response.encoded(version: request.version)[...], context, thenCloses: true)
        case .dribble(let response, let size, let pause):
            dribble(try response.encoded(version: request.version)[...], size, pause, context)
        case .bytes(let bytes, let closes):
            write(bytes[...], context, thenCloses: closes)
        case .silence, .closeAtOnce, .closeAfterHead:
            break
        }
    }

    private func dribble(
        _ bytes: ArraySlice<UInt8>, _ size: Int, _ pause: TimeAmount, _ context: ChannelHandlerContext
    ) {
        guard !bytes.isEmpty else { return context.close(promise: nil) }
        write(bytes.prefix(size), context)
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) {
            self.dribble(bytes.dropFirst(size), size, pause, context)
        }
    }

    /// Closing at once would drop what is not sent yet.
    private func write(_ bytes: ArraySlice<UInt8>, _ context: ChannelHandlerContext, thenCloses: Bool = false)
    {
        let sent = context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes))).assumeIsolated()
        if thenCloses { sent.whenComplete { _ in context.close(promise: nil) } }
    }
}
