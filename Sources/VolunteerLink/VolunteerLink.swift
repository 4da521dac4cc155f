import ByteStrings
public import DistccWire
public import HostSpec
public import NIOCore
import NIOPosix

/// The way to stock distccd volunteers over TCP: one connection per job, as the protocol wants it.
///
/// A link keeps the addresses of the hosts it has spoken to and nothing else, so one is shared by all jobs of a
/// build. The volunteer says nothing while it compiles; only `ioTimeout` bounds its silence, and whoever knows
/// how long a compile should take cancels the task.
public struct VolunteerLink: Sendable {
    private let group: any EventLoopGroup
    private let connectTimeout: TimeAmount
    private let ioTimeout: TimeAmount?
    private let responseLimit: Int
    private let addresses = AddressBook()

    /// - Parameters:
    ///   - group: the event loops to use; `nil` for NIO's own, one for each core.
    ///   - connectTimeout: for the look-up of the name and all its addresses together.
    ///   - ioTimeout: the longest silence in either direction, as DISTCC_IO_TIMEOUT; `nil` waits for ever.
    ///   - responseLimit: the most bytes that messages and object of one job may hold, unpacked.
    public init(
        group: (any EventLoopGroup)? = nil,
        connectTimeout: Duration = .seconds(4), ioTimeout: Duration? = .seconds(300),
        responseLimit: Int = 1 << 30
    ) {
        self.group = group ?? MultiThreadedEventLoopGroup.singleton
        self.connectTimeout = TimeAmount(connectTimeout)
        self.ioTimeout = ioTimeout.map { TimeAmount($0) }
        self.responseLimit = responseLimit
    }

    /// Whether this link knows the way to a host: TCP without authentication.
    public static func supports(_ host: HostSpec) -> Bool {
        if case .tcp = host.transport { host.authentication == nil } else { false }
    }

    /// Sends one job and waits for its answer. A failed compile is an answer.
    ///
    /// The request is packed on this task, off the caller's actor and off the event loops. Cancellation closes
    /// the connection at once.
    ///
    /// - Throws: `LinkError`; its `blame` says what to leave alone.
    @concurrent
    public func compile(_ request: DistccRequest, on host: HostSpec) async throws(LinkError) -> LinkResult {
        guard case .tcp(let name, let port) = host.transport, Self.supports(host) else {
            throw LinkError(.unsupported, host: host)
        }
        let exchange = Plan(
            host: host, endpoint: Endpoint(host: name, port: port), version: request.version,
            request: try Self.encode(request, for: host), reply: PendingReply(), startedAt: .now())
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if exchange.reply.deliver(to: continuation) { start(exchange) }
            }
        } onCancel: {
            exchange.reply.finish(.failure(LinkError(.cancelled, host: host)))
        }
        return try outcome.get()
    }

    /// What one exchange needs from beginning to end.
    private struct Plan: Sendable {
        var host: HostSpec
        var endpoint: Endpoint
        var version: ProtocolVersion
        var request: ByteBuffer
        var reply: PendingReply
        var startedAt: NIODeadline
    }

    private static func encode(_ request: DistccRequest, for host: HostSpec) throws(LinkError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: request.encodedCapacity)
        do throws(WireError) {
            try buffer.writeWithOutputRawSpan(minimumWritableBytes: request.encodedCapacity) {
                output throws(WireError) in try request.encode(into: &output)
            }
        } catch {
            throw LinkError(error, host: host, offset: 0)
        }
        return buffer
    }

    private func start(_ plan: Plan) {
        let loop = group.next()
        if let known = addresses.known(plan.endpoint) {
            return connect(plan, to: known, within: connectTimeout, on: loop)
        }
        let patience = loop.scheduleTask(in: connectTimeout) {
            plan.reply.finish(.failure(LinkError(.unresolved, host: plan.host)))
        }
        addresses.lookUp(plan.endpoint, on: loop).whenComplete { result in
            patience.cancel()
            switch result {
            case .success(let found):
                let left = plan.startedAt + connectTimeout - .now()
                connect(plan, to: found, within: max(left, .milliseconds(1)), on: loop)
            case .failure:
                plan.reply.finish(.failure(LinkError(.unresolved, host: plan.host)))
            }
        }
    }

    private func connect(
        _ plan: Plan, to known: [SocketAddress], within time: TimeAmount, on loop: any EventLoop
    ) {
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(time)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Objects are large: fewer reads, and a packed object that lies whole in one is not copied.
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 64 << 10, maximum: 1 << 20)
            )
            .channelInitializer { channel in
                plan.reply.attach(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        let connection =
            if known.count == 1, let only = known.first {
                bootstrap.connect(to: only)
            } else {
                bootstrap.resolver(KnownAddresses(addresses: known, loop: loop))
                    .connect(host: plan.endpoint.host.string, port: Int(plan.endpoint.port))
            }
        connection.whenComplete { result in
            switch result {
            case .success(let channel):
                begin(plan, on: channel)
            case .failure(let error):
                let failure = LinkError(connecting: error, to: plan.host)
                if failure.blame == .host { addresses.forget(plan.endpoint) }
                plan.reply.finish(.failure(failure))
            }
        }
    }

    /// Only now: of several addresses tried at once, two may have answered, and one job is to be sent.
    private func begin(_ plan: Plan, on channel: any Channel) {
        guard channel.isActive else {
            return plan.reply.finish(.failure(LinkError(.closedWhileSending, host: plan.host)))
        }
        do {
            try channel.pipeline.syncOperations.addHandler(
                Exchange(
                    host: plan.host, request: plan.request,
                    decoder: DistccResponseDecoder(version: plan.version, limit: responseLimit),
                    reply: plan.reply, startedAt: plan.startedAt, silence: ioTimeout))
        } catch {
            plan.reply.finish(.failure(LinkError(connecting: error, to: plan.host)))
        }
    }
}
