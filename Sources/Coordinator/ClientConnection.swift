import CShims
import Glibc
import NIOCore
import ShimWire

/// One client of the coordinator: a shim with its job, the driver, or a monitor.
struct ClientConnection: Sendable {
    struct Peer: Sendable {
        var process: Int32
        var user: UInt32
    }

    private let channel: any Channel
    private let mailbox: Mailbox<ClientMessage>

    /// A client says little: a job and a report at a time.
    private static let mailboxLimit = 16

    /// Installs the decoder on an accepted channel.
    static func install(on channel: any Channel) -> EventLoopFuture<ClientConnection> {
        let mailbox = Mailbox<ClientMessage>(limit: mailboxLimit)
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ClientHandler(mailbox: mailbox))
            return ClientConnection(channel: channel, mailbox: mailbox)
        }
    }

    /// The next message; `nil` when the client has gone or the task is cancelled.
    func next() async -> ClientMessage? {
        await mailbox.next()
    }

    /// Sends without waiting: messages are small, and a client that has gone is noticed by `next`.
    func send(_ message: CoordinatorMessage) {
        channel.writeAndFlush(ByteBuffer(bytes: message.encoded()), promise: nil)
    }

    /// Sends, and waits until the kernel has taken all of it.
    func sendAll(_ message: CoordinatorMessage) async {
        try? await channel.writeAndFlush(ByteBuffer(bytes: message.encoded()))
    }

    func close() {
        channel.close(promise: nil)
    }

    func waitUntilClosed() async {
        try? await channel.closeFuture.get()
    }

    /// Process and user of the other end, as the kernel knows them (SO_PEERCRED, unix(7)).
    func peer() async -> Peer? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let option: EventLoopFuture<distmake_peer> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        guard let peer = try? await option.get() else { return nil }
        return Peer(process: peer.pid, user: peer.uid)
    }
}

/// Feeds one client's bytes to the decoder. A client that breaks the protocol is disconnected: a shim then runs
/// the real compiler itself.
private final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let mailbox: Mailbox<ClientMessage>
    private var decoder = MessageDecoder<ClientMessage>()

    init(mailbox: Mailbox<ClientMessage>) {
        self.mailbox = mailbox
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do throws(ShimWireError) {
            for message in try decoder.receive(buffer.readableBytesView) {
                guard mailbox.put(message) else { return context.close(promise: nil) }
            }
        } catch {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        mailbox.close()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
