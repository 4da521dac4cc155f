import ByteStrings
import Glibc
import Processes
import ShimWire

/// A connection to a coordinator: the driver's, as long as which it lives, or a watcher's.
final class ControlConnection: Sendable {
    private let descriptor: Int32
    /// What the coordinator says, until it closes.
    let messages: AsyncStream<CoordinatorMessage>

    init(socket path: ByteString) throws(DriverError) {
        let descriptor = try UnixSocket.connect(path)
        self.descriptor = descriptor
        let (stream, continuation) = AsyncStream<CoordinatorMessage>.makeStream(
            bufferingPolicy: .bufferingNewest(256))
        messages = stream
        startThread {
            Self.readAll(from: descriptor, into: continuation)
        }
    }

    deinit {
        // Wakes the reader, which closes the descriptor.
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    func send(_ message: ClientMessage) {
        var rest = message.encoded()[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 && errno == EINTR { continue }
            // A coordinator that has gone is noticed by the end of `messages`.
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func readAll(
        from descriptor: Int32, into continuation: AsyncStream<CoordinatorMessage>.Continuation
    ) {
        var decoder = MessageDecoder<CoordinatorMessage>()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        reading: while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0, let messages = try? decoder.receive(buffer[..<count]) else { break reading }
            for message in messages { continuation.yield(message) }
        }
        continuation.finish()
        close(descriptor)
    }
}
