import DistccWire
import HostSpec
import NIOCore

/// One request and one response on a connection of their own, which is how stock distccd works.
///
/// The handler feeds the decoder with the bytes as they come; nothing is queued or handed to a task before the
/// response is whole. Of the request no more than a slice goes out at a time without a word, so that a slow uplink shows progress.
final class Exchange: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// At the default timeout of 300 s this takes an uplink of 900 byte/s for dead, and none that is in use.
    private static let sliceLength = 256 << 10

    private let host: HostSpec
    private var request: [ByteBuffer]
    private var decoder: DistccResponseDecoder
    private let reply: PendingReply
    private let silence: TimeAmount?
    private let began: @Sendable (LinkPhase) -> Void

    private let requestLength: Int
    private let startedAt: NIODeadline
    private var connectedAt: NIODeadline?
    private var sentAt: NIODeadline?
    private var answeredAt: NIODeadline?
    private var lastProgress: NIODeadline
    private var received = 0
    private var watchdog: Scheduled<Void>?
    private var systemError: CInt?

    /// - Parameters:
    ///   - startedAt: when the job came, before its name was looked up.
    ///   - silence: the longest time without a byte in either direction; `nil` for any.
    ///   - began: called as each phase begins.
    init(
        host: HostSpec, request: [ByteBuffer], decoder: DistccResponseDecoder, reply: PendingReply,
        startedAt: NIODeadline, silence: TimeAmount?, began: @escaping @Sendable (LinkPhase) -> Void
    ) {
        self.host = host
        self.request = request
        self.decoder = decoder
        self.reply = reply
        self.silence = silence
        self.began = began
        self.startedAt = startedAt
        requestLength = request.reduce(0) { $0 + $1.readableBytes }
        lastProgress = startedAt
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let chunk = unwrapInboundIn(data)
        lastProgress = .now()
        if answeredAt == nil {
            answeredAt = lastProgress
            began(.receive)
        }
        received += chunk.readableBytes
        do {
            guard let response = try decoder.receive(chunk.readableBytesSpan) else { return }
            reply.finish(.success(result(response)))
        } catch {
            reply.finish(.failure(LinkError(error, host: host, offset: error.offset)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        watchdog?.cancel()
        // Does nothing when the exchange is over and this end closed the connection.
        reply.finish(.failure(closedError))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        systemError = (error as? IOError)?.errnoCode ?? systemError
        context.close(promise: nil)
    }

    /// What it means that the other end closed the connection now.
    private var closedError: LinkError {
        if received > 0 {
            return LinkError(
                .truncated, host: host, offset: received, systemError: systemError,
                wire: decoder.endOfStream())
        }
        return LinkError(
            sentAt == nil ? .closedWhileSending : .closedWithoutAnswer, host: host, systemError: systemError)
    }

    /// NIO completes a connect before it fires `channelActive`, so a handler added then sees both beginnings.
    private func begin(_ context: ChannelHandlerContext) {
        guard connectedAt == nil else { return }
        lastProgress = .now()
        connectedAt = lastProgress
        began(.send)
        watch(context)
        send(context)
    }

    private func send(_ context: ChannelHandlerContext) {
        var unconfirmed = 0
        var left = requestLength
        for piece in request {
            var piece = piece
            while let slice = piece.readSlice(length: min(Self.sliceLength, piece.readableBytes)),
                slice.readableBytes > 0
            {
                left -= slice.readableBytes
                unconfirmed += slice.readableBytes
                let isConfirmed = left == 0 || unconfirmed >= Self.sliceLength
                context.write(
                    wrapOutboundOut(slice),
                    promise: isConfirmed ? confirmation(context, isLast: left == 0) : nil)
                if isConfirmed { unconfirmed = 0 }
            }
        }
        // The slices hold the memory until they are sent; this end needs it no longer.
        request = []
        context.flush()
    }

    /// Notes when what was written with it has gone out.
    private func confirmation(_ context: ChannelHandlerContext, isLast: Bool) -> EventLoopPromise<Void> {
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { [self] result in
            switch result {
            case .success:
                lastProgress = .now()
                if isLast { noteSent() }
            case .failure(let error):
                // NIO closes the connection after this and does not pass the error on otherwise.
                systemError = (error as? IOError)?.errnoCode ?? systemError
            }
        }
        return promise
    }

    private func noteSent() {
        sentAt = lastProgress
        // An answer may overtake the last byte.
        if answeredAt == nil { began(.wait) }
    }

    /// One timer, set anew when it goes off and there was progress: bytes cost no timer.
    private func watch(_ context: ChannelHandlerContext) {
        guard let silence else { return }
        let deadline = lastProgress + silence
        watchdog = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [self] in
            if lastProgress + silence <= .now() {
                reply.finish(.failure(LinkError(.stalled, host: host, offset: received)))
            } else {
                watch(context)
            }
        }
    }

    private func result(_ response: DistccResponse) -> LinkResult {
        // An answer that overtakes the request is odd and no reason to waste it.
        let connected = connectedAt ?? startedAt
        let answered = answeredAt ?? lastProgress
        let sent = sentAt ?? answered
        return LinkResult(
            response: response,
            times: LinkTimes(
                connect: Duration(connected - startedAt), send: Duration(sent - connected),
                wait: Duration(answered - sent), receive: Duration(lastProgress - answered)),
            bytesSent: requestLength, bytesReceived: received)
    }
}
