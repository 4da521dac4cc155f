import ByteStrings
import CShims
import Glibc
import Processes
import ShimWire
import Testing

/// A coordinator that plays a script with the shims that come to it.
struct FakeCoordinator: Sendable {
    private let listener: Int32

    init(at socket: ByteString) throws {
        listener = unsafe socket.withCString { unsafe distmake_listen_unix($0, 16) }
        try #require(listener >= 0)
    }

    /// Plays `script` with the next shim, and closes.
    func serve<Result: Sendable>(
        _ script: @escaping @Sendable (borrowing Peer) throws -> Result
    ) async throws -> Result {
        let listener = listener
        return try await withOwnThread { Swift.Result { try script(Peer(acceptedOn: listener)) } }.get()
    }

    func close() {
        Glibc.close(listener)
    }

    /// One shim, seen from the coordinator's side.
    struct Peer: ~Copyable {
        private let descriptor: Int32

        init(acceptedOn listener: Int32) {
            descriptor = accept(listener, nil, nil)
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }

        deinit {
            Glibc.close(descriptor)
        }

        func send(_ message: CoordinatorMessage) {
            send(bytes: message.encoded())
        }

        func send(bytes: [UInt8]) {
            _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        /// The next message; an error at the end of the stream. The shim never says two things at once.
        func receive() throws -> ClientMessage {
            var decoder = MessageDecoder<ClientMessage>()
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { throw Gone() }
                if let message = try decoder.receive(buffer[..<count]).first { return message }
            }
        }

        func job() throws -> JobRequest {
            guard case .job(let request) = try receive() else { throw Gone() }
            return request
        }

        func report() throws -> JobReport {
            guard case .report(let report) = try receive() else { throw Gone() }
            return report
        }

        /// The shim's process.
        func process() -> pid_t {
            // struct ucred, which the Glibc module lacks: process, user, group.
            var credentials: [Int32] = [0, 0, 0]
            var size = socklen_t(12)
            _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size)
            return credentials[0]
        }

        struct Gone: Error {}
    }
}
