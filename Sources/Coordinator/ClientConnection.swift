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

    /// Process and user of the other end, as the kernel knows them (SO_PEERCRED, unix(7)).
    let peer: Peer
    private let channel: any Channel
    private let mailbox: Mailbox<ClientMessage>

    /// A client says little: a job and a report at a time.
    private static let mailboxLimit = 16

    /// Installs the decoder on an accepted channel, and asks who is there while that costs no change of thread.
    static func install(on channel: any Channel) -> EventLoopFuture<ClientConnection> {
        let mailbox = Mailbox<ClientMessage>(limit: mailboxLimit)
        return credentials(of: channel).flatMapThrowing { peer in
            try channel.pipeline.syncOperations.addHandler(ClientHandler(mailbox: mailbox))
            return ClientConnection(
                peer: Peer(process: peer.pid, user: peer.uid), channel: channel, mailbox: mailbox)
        }
    }

    private static func credentials(of channel: any Channel) -> EventLoopFuture<distmake_peer> {
        // A peer without credentials is nobody's: it is disconnected like any stranger.
        let nobody = distmake_peer(pid: 0, uid: .max, gid: .max)
        guard let provider = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(nobody)
        }
        return provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).recover { _ in nobody }
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
