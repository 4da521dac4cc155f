import ByteStrings
import DistccWire
import Glibc
import Processes
import Synchronization
import Testing

/// A volunteer that answers as a test wants, on an address of its own in 127/8.
final class StandInVolunteer: Sendable {
    enum Answer: Sendable {
        case response(DistccResponse)
        /// The first bytes of that response only.
        case half(DistccResponse)
        /// These bytes, whatever they mean.
        case bytes([UInt8])
        /// Nothing: the connection stays open.
        case silence
    }

    private struct Counts {
        var requests: [DistccRequest] = []
        var open = 0
        var mostOpen = 0
        var connections: Set<Int32> = []
    }

    let address: ByteString
    let port: Int
    private let listener: Int32
    private let delay: Duration
    private let respond: @Sendable (DistccRequest) -> Answer
    private let counts = Mutex(Counts())

    /// Runs `body` with a volunteer that is gone afterwards.
    ///
    /// - Parameter delay: how long it "compiles".
    static func with<Result>(
        delay: Duration = .zero, _ respond: @escaping @Sendable (DistccRequest) -> Answer,
        _ body: (StandInVolunteer) async throws -> Result
    ) async throws -> Result {
        let volunteer = try StandInVolunteer(delay, respond)
        defer { volunteer.stop() }
        startThread { volunteer.acceptAll() }
        return try await body(volunteer)
    }

    private init(_ delay: Duration, _ respond: @escaping @Sendable (DistccRequest) -> Answer) throws {
        address = "127.94.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        (listener, port) = try #require(Sockets.listen(on: address))
        self.delay = delay
        self.respond = respond
    }

    func host(limit: Int) -> ByteString { address + ":\(port)/\(limit)" }

    var requests: [DistccRequest] { counts.withLock { $0.requests } }

    /// The most connections that were open at once.
    var mostOpen: Int { counts.withLock { $0.mostOpen } }

    private func acceptAll() {
        while true {
            let connection = accept(listener, nil, nil)
            // Closed here and not in `stop`: the number could be another volunteer's before this call.
            guard connection >= 0 else {
                close(listener)
                return
            }
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            counts.withLock { counts in
                counts.connections.insert(connection)
                counts.open += 1
                counts.mostOpen = max(counts.mostOpen, counts.open)
            }
            startThread { [self] in
                serve(connection)
                counts.withLock { _ = $0.connections.remove(connection) }
                close(connection)
            }
        }
    }

    private func serve(_ connection: Int32) {
        guard let request = receive(on: connection) else { return end() }
        usleep(UInt32(delay / .microseconds(1)))
        let answer = respond(request)
        if case .silence = answer {
            while !Sockets.receive(connection).isEmpty {}
            return end()
        }
        // The client may take its next slot as soon as it has the last byte.
        end()
        Sockets.send(bytes(of: answer, version: request.version), to: connection)
    }

    private func end() {
        counts.withLock { $0.open -= 1 }
    }

    private func receive(on connection: Int32) -> DistccRequest? {
        var decoder = DistccRequestDecoder(limit: 64 << 20)
        while true {
            let chunk = Sockets.receive(connection)
            guard !chunk.isEmpty else { return nil }
            guard let request = try? unsafe decoder.receive(chunk.span.bytes) else { continue }
            counts.withLock { $0.requests.append(request) }
            return request
        }
    }

    private func bytes(of answer: Answer, version: ProtocolVersion) -> [UInt8] {
        switch answer {
        case .response(let response):
            return (try? response.encoded(version: version)) ?? []
        case .half(let response):
            let whole = (try? response.encoded(version: version)) ?? []
            return Array(whole.prefix(whole.count / 2))
        case .bytes(let bytes):
            return bytes
        case .silence:
            return []
        }
    }

    /// Ends every thread by ending what it waits on.
    private func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        counts.withLock { counts in
            for connection in counts.connections { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }
}
