internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// The coordinator is gone, or what it says cannot be understood: the real compiler runs.
struct ConnectionLost: Error {}

/// The shim's side of the socket, blocking.
struct Connection {
    let descriptor: CInt
    private var decoder = MessageDecoder<CoordinatorMessage>()
    private var received: ArraySlice<CoordinatorMessage> = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 12)

    init(to socket: ByteString) throws(ConnectionLost) {
        descriptor = unsafe socket.withCString { unsafe distmake_connect_unix($0) }
        guard descriptor >= 0 else { throw ConnectionLost() }
    }

    func send(_ message: ClientMessage) throws(ConnectionLost) {
        var rest = message.encoded()[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ConnectionLost() }
            rest = rest.dropFirst(count)
        }
    }

    /// Whether a message has arrived that nobody has asked for.
    var hasMessage: Bool { !received.isEmpty }

    /// Waits for the next message.
    mutating func next() throws(ConnectionLost) -> CoordinatorMessage {
        while received.isEmpty { try receive() }
        return received.removeFirst()
    }

    /// The next message if one has arrived; waits only when `descriptor` is not readable.
    mutating func nextIfComplete() throws(ConnectionLost) -> CoordinatorMessage? {
        if received.isEmpty { try receive() }
        return received.popFirst()
    }

    private mutating func receive() throws(ConnectionLost) {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        if count < 0, errno == EINTR { return }
        guard count > 0 else { throw ConnectionLost() }
        do {
            received += try decoder.receive(buffer[..<count])
        } catch {
            throw ConnectionLost()
        }
    }
}
