public import ByteStrings
public import DistccWire
import Glibc
public import HostSpec
public import NIOCore
import NIOPosix
import Processes

/// The way to stock distccd volunteers, by TCP or ssh: one connection per job, as the protocol wants it.
///
/// A link keeps the addresses of the hosts it has spoken to, and one ssh connection to each host that is reached so;
/// it is shared by all jobs of a build. The volunteer says nothing while it compiles; only `ioTimeout` bounds its silence, and whoever knows
/// how long a compile should take cancels the task.
public struct VolunteerLink: Sendable {
    private let group: any EventLoopGroup
    private let connectTimeout: TimeAmount
    private let ioTimeout: TimeAmount?
    private let responseLimit: Int
    private let addresses = AddressBook()
    private let ssh: SSHHosts?

    /// - Parameters:
    ///   - group: the event loops to use; `nil` for NIO's own, one for each core.
    ///   - connectTimeout: for the look-up of the name and all its addresses together.
    ///   - ioTimeout: the longest silence in either direction, as DISTCC_IO_TIMEOUT; `nil` waits for ever.
    ///   - responseLimit: the most bytes that messages and object of one job may hold, unpacked.
    ///   - ssh: `nil`: no host is reached by ssh.
    public init(
        group: (any EventLoopGroup)? = nil,
        connectTimeout: Duration = .seconds(4), ioTimeout: Duration? = .seconds(300),
        responseLimit: Int = 1 << 30, ssh: SSHSettings? = nil
    ) {
        self.group = group ?? MultiThreadedEventLoopGroup.singleton
        self.connectTimeout = TimeAmount(connectTimeout)
        self.ioTimeout = ioTimeout.map { TimeAmount($0) }
        self.responseLimit = responseLimit
        self.ssh = ssh.map { SSHHosts($0) }
    }

    /// Ends the ssh connections. To be called once no job runs any more.
    public func close() async {
        await ssh?.close()
    }

    /// Sends one job and waits for its answer. A failed compile is an answer.
    ///
    /// The request is packed on this task, off the caller's actor and off the event loops. Cancellation closes
    /// the connection at once.
    ///
    /// - Parameter began: called as each phase begins, on an event loop, which it must not keep.
    /// - Throws: `LinkError`; its `blame` says what to leave alone.
    @concurrent
    public func compile(
        _ request: DistccRequest, on host: HostSpec, began: @escaping @Sendable (LinkPhase) -> Void = { _ in }
    ) async throws(LinkError) -> LinkResult {
        try await send([try Self.encode(request, for: host)], request.version, to: host, began)
    }

    /// The same for a job whose files are encoded already.
    ///
    /// - Parameter arguments: the compiler and its arguments, in the order that the server is to read them in.
    @concurrent
    public func compile(
        _ arguments: [ByteString], of tree: EncodedTree, on host: HostSpec,
        began: @escaping @Sendable (LinkPhase) -> Void = { _ in }
    ) async throws(LinkError) -> LinkResult {
        let beginning: [UInt8]
        do throws(WireError) {
            beginning = try DistccRequest.beginning(
                arguments: arguments, directory: tree.directory, entryCount: tree.entries.count)
        } catch {
            throw LinkError(error, host: host, offset: 0)
        }
        let pieces = [ByteBuffer(bytes: beginning)] + EncodedEntry.pieces(of: tree.entries)
        return try await send(pieces, .pump, to: host, began)
    }

    private func send(
        _ request: [ByteBuffer], _ version: ProtocolVersion, to host: HostSpec,
        _ began: @escaping @Sendable (LinkPhase) -> Void
    ) async throws(LinkError) -> LinkResult {
        guard host.authentication == nil else { throw LinkError(.unsupported, host: host) }
        let plan = Plan(
            host: host, version: version, request: request, reply: PendingReply(), startedAt: .now(),
            began: began)
        switch host.transport {
        case .tcp(let name, let port):
            return try await exchange(plan) { start($0, to: Endpoint(host: name, port: port)) }
        case .ssh:
            guard let ssh else { throw LinkError(.unsupported, host: host) }
            return try await exchange(plan, over: ssh)
        case .local:
            throw LinkError(.unsupported, host: host)
        }
    }

    /// Begins an exchange and waits for its one outcome.
    private func exchange(
        _ plan: Plan, beginning: (Plan) -> Void
    ) async throws(LinkError) -> LinkResult {
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if plan.reply.deliver(to: continuation) { beginning(plan) }
            }
        } onCancel: {
            plan.reply.finish(.failure(LinkError(.cancelled, host: plan.host)))
        }
        return try outcome.get()
    }

    /// What one exchange needs from beginning to end.
    private struct Plan: Sendable {
        var host: HostSpec
        var version: ProtocolVersion
        /// In pieces that are sent behind each other.
        var request: [ByteBuffer]
        var reply: PendingReply
        /// When the job came, before a name was looked up or a connection shared.
        var startedAt: NIODeadline
        var began: @Sendable (LinkPhase) -> Void

        /// The same once more, by another way.
        var again: Plan {
            var plan = self
            plan.reply = PendingReply()
            return plan
        }
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

    // MARK: TCP

    private func start(_ plan: Plan, to endpoint: Endpoint) {
        let loop = group.next()
        if let known = addresses.known(endpoint) {
            return connect(plan, to: endpoint, known, within: connectTimeout, on: loop)
        }
        let patience = loop.scheduleTask(in: connectTimeout) {
            plan.reply.finish(.failure(LinkError(.unresolved, host: plan.host)))
        }
        addresses.lookUp(endpoint, on: loop).whenComplete { result in
            patience.cancel()
            switch result {
            case .success(let found):
                let left = plan.startedAt + connectTimeout - .now()
                connect(plan, to: endpoint, found, within: max(left, .milliseconds(1)), on: loop)
            case .failure:
                plan.reply.finish(.failure(LinkError(.unresolved, host: plan.host)))
            }
        }
    }

    private func connect(
        _ plan: Plan, to endpoint: Endpoint, _ known: [SocketAddress], within time: TimeAmount,
        on loop: any EventLoop
    ) {
        let bootstrap = bootstrap(plan, on: loop)
            .connectTimeout(time)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        let connection =
            if known.count == 1, let only = known.first {
                bootstrap.connect(to: only)
            } else {
                bootstrap.resolver(KnownAddresses(addresses: known, loop: loop))
                    .connect(host: endpoint.host.string, port: Int(endpoint.port))
            }
        begin(plan, on: connection) { failure in
            if failure.blame == .host { addresses.forget(endpoint) }
        }
    }

    // MARK: ssh

    private func exchange(_ plan: Plan, over ssh: SSHHosts) async throws(LinkError) -> LinkResult {
        let host = try await ssh.host(plan.host)
        if let socket = host.socket {
            do throws(LinkError) {
                let result = try await exchange(plan) { plan in
                    let loop = group.next()
                    begin(
                        plan,
                        on: bootstrap(plan, on: loop).connectTimeout(connectTimeout)
                            .connect(unixDomainSocketPath: socket.string))
                }
                host.note(forwardServes: true)
                return result
            } catch {
                if let end = host.master?.end {
                    throw LinkError(ending: end, host: plan.host, otherwise: .sshFailed)
                }
                guard error.blame == .command || error.code == .refused, !host.forwardServes else {
                    throw error
                }
            }
        }
        let result = try await exchangeBySession(plan.again, host, ssh)
        // Nobody listened there, or this one was let in by ssh alone.
        host.note(forwardServes: false)
        return result
    }

    /// One job in a process of its own over there.
    private func exchangeBySession(
        _ plan: Plan, _ host: SSHHost, _ ssh: SSHHosts
    ) async throws(LinkError) -> LinkResult {
        let (process, socket) = try await ssh.startJob(host, for: plan.host)
        do throws(LinkError) {
            return try await exchange(plan) { plan in
                begin(plan, on: bootstrap(plan, on: group.next()).withConnectedSocket(socket))
            }
        } catch {
            guard error.blame == .command else {
                process.send(signal: SIGTERM)
                throw error
            }
            // Closed without a word of distcc's: why, the end of the process may say.
            let end = await process.end(within: Self.endTimeout)
            guard let end else { throw error }
            var explained = LinkError(ending: end, host: plan.host, otherwise: error.code)
            if explained.code == error.code { explained = error }
            throw explained
        }
    }

    /// How long a session may take to end after its connection has been closed from over there.
    private static let endTimeout: Duration = .seconds(3)

    // MARK: Both

    private func bootstrap(_ plan: Plan, on loop: any EventLoop) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            // Objects are large: fewer reads, and a packed object that lies whole in one is not copied.
            .channelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 4 << 10, initial: 64 << 10, maximum: 1 << 20)
            )
            .channelInitializer { channel in
                plan.reply.attach(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
    }

    private func begin(
        _ plan: Plan, on connection: EventLoopFuture<any Channel>,
        failed: @escaping @Sendable (LinkError) -> Void = { _ in }
    ) {
        connection.whenComplete { result in
            switch result {
            case .success(let channel):
                begin(plan, on: channel)
            case .failure(let error):
                let failure = LinkError(connecting: error, to: plan.host)
                failed(failure)
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
                    reply: plan.reply, startedAt: plan.startedAt, silence: ioTimeout, began: plan.began))
        } catch {
            plan.reply.finish(.failure(LinkError(connecting: error, to: plan.host)))
        }
    }
}
