import ByteStrings
import Glibc
import Processes
import Synchronization
import Testing

/// A way to a volunteer that is as narrow as a test wants: a relay on an address of its own in 127/8.
final class SlowLink: Sendable {
    /// As much as the relay takes at once, and about what the kernel keeps for it: what a client has sent, then, has
    /// nearly arrived.
    private static let chunk = 16 << 10
    /// Bytes of a packet on Ethernet without the heads of IP and TCP.
    private static let ethernetSegment = 1448

    let address: ByteString
    let port: Int
    private let listener: Int32
    private let target: (address: ByteString, port: Int)
    private let bytesPerSecond: Int
    private let connections = Mutex<Set<Int32>>([])

    /// Runs `body` with a relay that is gone afterwards.
    ///
    /// - Parameter bytesPerSecond: towards the volunteer, of each connection; the way back is as fast as it is.
    static func with<Result>(
        to address: ByteString, _ port: Int, bytesPerSecond: Int,
        _ body: (SlowLink) async throws -> Result
    ) async throws -> Result {
        let link = try SlowLink(to: (address, port), bytesPerSecond)
        defer { link.stop() }
        startThread { link.acceptAll() }
        return try await body(link)
    }

    private init(to target: (address: ByteString, port: Int), _ bytesPerSecond: Int) throws {
        address = "127.95.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        (listener, port) = try #require(Sockets.listen(on: address))
        // Connections inherit both. With segments as long as loopback's the client's kernel would take megabytes at once.
        for (level, option, value) in [
            (SOL_SOCKET, SO_RCVBUF, Self.chunk), (Int32(IPPROTO_TCP), TCP_MAXSEG, Self.ethernetSegment),
        ] {
            var value = Int32(value)
            let isSet = unsafe setsockopt(
                listener, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
            try #require(isSet == 0)
        }
        self.target = target
        self.bytesPerSecond = bytesPerSecond
    }

    private func acceptAll() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else {
                close(listener)
                return
            }
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard let volunteer = Sockets.connect(to: target.address, target.port) else {
                close(client)
                continue
            }
            connections.withLock { $0.formUnion([client, volunteer]) }
            startThread { [self] in
                let back = Mutex(false)
                startThread {
                    Self.pump(from: volunteer, to: client)
                    back.withLock { $0 = true }
                }
                Self.pump(from: client, to: volunteer, bytesPerSecond: bytesPerSecond)
                // A descriptor that is closed under a reading thread could become another connection's.
                while !back.withLock({ $0 }) { usleep(1000) }
                connections.withLock { $0.subtract([client, volunteer]) }
                close(client)
                close(volunteer)
            }
        }
    }

    private static func pump(from source: Int32, to target: Int32, bytesPerSecond: Int? = nil) {
        while true {
            let bytes = Sockets.receive(source, atMost: chunk)
            guard !bytes.isEmpty else { break }
            if let bytesPerSecond { usleep(UInt32(bytes.count * 1_000_000 / bytesPerSecond)) }
            Sockets.send(bytes, to: target)
        }
        shutdown(target, Int32(SHUT_WR))
    }

    /// Ends every thread by ending what it waits on.
    private func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        connections.withLock { for connection in $0 { shutdown(connection, Int32(SHUT_RDWR)) } }
    }
}
