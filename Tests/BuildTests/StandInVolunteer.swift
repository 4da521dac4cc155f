import ByteStrings
import DistccWire
import NIOCore
import NIOPosix
import Synchronization

/// A volunteer that misbehaves, or one that stands before a real one and counts.
final class StandInVolunteer: Sendable {
    enum Behaviour: Sendable {
        /// Reads everything and never answers.
        case silence
        /// Answers the first bytes with others that are no packet.
        case randomBytes(seed: UInt64)
        case closesAtOnce
        /// Passes everything on to another volunteer and back.
        case relay(host: String, port: Int)
    }

    private struct Counts {
        /// Of a relay: jobs without an answer.
        var open = 0
        var most = 0
        var total = 0
    }

    private final class Box: Sendable {
        let counts = Mutex(Counts())
    }

    private let box: Box
    private let channel: any Channel
    private let address: String

    /// `HOST:PORT`, to which a limit can be added.
    var host: ByteString { ByteString("\(address):\(channel.localAddress?.port ?? 0)") }
    /// The largest number of jobs at one time, each from its connection until its answer goes back: the client may use
    /// the slot again as soon as it has the answer, before anyone has seen it close.
    var mostJobs: Int { box.counts.withLock { $0.most } }
    var connections: Int { box.counts.withLock { $0.total } }

    static func with<Result>(
        _ behaviour: Behaviour, _ body: (StandInVolunteer) async throws -> Result
    ) async throws -> Result {
        let volunteer = try await StandInVolunteer(behaviour)
        let outcome: Swift.Result<Result, any Error>
        do {
            outcome = .success(try await body(volunteer))
        } catch {
            outcome = .failure(error)
        }
        try await volunteer.channel.close()
        return try outcome.get()
    }

    private init(_ behaviour: Behaviour) async throws {
        let box = Box()
        self.box = box
        address = "127.94.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                box.counts.withLock { counts in
                    counts.open += 1
                    counts.total += 1
                    counts.most = max(counts.most, counts.open)
                }
                return Self.setUp(channel, behaviour) { box.counts.withLock { $0.open -= 1 } }
            }
            .bind(host: address, port: 0).get()
    }

    private static func setUp(
        _ channel: any Channel, _ behaviour: Behaviour, onEnd: @escaping @Sendable () -> Void
    ) -> EventLoopFuture<Void> {
        switch behaviour {
        case .silence:
            return channel.eventLoop.makeSucceededVoidFuture()
        case .closesAtOnce:
            return channel.close()
        case .randomBytes(let seed):
            return channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(Babbler(seed: seed))
            }
        case .relay(let host, let port):
            return ClientBootstrap(group: channel.eventLoop).connect(host: host, port: port).flatMap {
                other in
                other.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Forwarder(to: other))
                    try other.pipeline.syncOperations.addHandler(Forwarder(to: channel, onAnswer: onEnd))
                }
            }
        }
    }
}

/// Writes what it reads to another channel.
private final class Forwarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private var onAnswer: (() -> Void)?
    /// The first bytes of an answer, until they say which protocol it speaks: a toolchain's probe is not packed.
    private var head: [UInt8] = []
    private var decoder: DistccResponseDecoder?

    /// - Parameter onAnswer: called once, before the last bytes of a volunteer's answer go on, or when it closes.
    init(to other: any Channel, onAnswer: (() -> Void)? = nil) {
        self.other = other
        self.onAnswer = onAnswer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if onAnswer != nil, isWhole(bytes) { end() }
        other.writeAndFlush(bytes, promise: nil)
    }

    /// Whether the answer has come to its end.
    private func isWhole(_ bytes: ByteBuffer) -> Bool {
        guard var decoder else {
            head += Array(bytes.readableBytesView)
            // `DONE` and eight hexadecimal digits.
            guard head.count >= 12 else { return false }
            let version: ProtocolVersion = head[11] == UInt8(ascii: "1") ? .plain : .compressed
            self.decoder = DistccResponseDecoder(version: version, limit: 64 << 20)
            return isWhole(ByteBuffer(bytes: head))
        }
        defer { self.decoder = decoder }
        return (try? decoder.receive(bytes.readableBytesSpan)) != nil
    }

    private func end() {
        onAnswer?()
        onAnswer = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        other.close(promise: nil)
    }
}

/// Answers the first bytes with a kilobyte of others.
private final class Babbler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var state: UInt64
    private var hasAnswered = false

    init(seed: UInt64) {
        state = seed
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasAnswered else { return }
        hasAnswered = true
        let bytes = (0..<1024).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 56)
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
