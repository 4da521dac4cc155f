import ByteStrings
import Glibc
import Processes
import Testing

/// A real distccd on an address of its own, gone afterwards with all its children.
enum StockDistccd {
    /// Runs `body` with a host list that names the daemon.
    ///
    /// - Parameters:
    ///   - options: what follows the daemon in the host list.
    ///   - launcher: what starts the daemon, with its command line as the last words.
    @discardableResult
    static func with<Result: Sendable>(
        limit: Int = 4, options: ByteString = "", allowing clients: ByteString = "127.0.0.0/8",
        at fixed: (address: ByteString, port: Int)? = nil, daemonOptions: [ByteString] = [],
        environment: [ByteString] = ["PATH=/usr/bin:/bin"], launcher: [ByteString] = [],
        _ body: (ByteString) async throws -> Result
    ) async throws -> Result {
        let address =
            fixed?.address ?? "127.93.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let port = fixed?.port ?? Int.random(in: 20_000..<32_000)
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let command: [ByteString] =
            launcher + [
                "/usr/bin/distccd", "--no-detach", "--daemon", "--jobs", "4", "--listen", address, "--port",
                "\(port)", "--allow", clients, "--log-stderr",
            ] + daemonOptions
        let daemon = try DetachedProcess.start(
            command[0], arguments: Array(command.dropFirst()),
            environment: environment + ["TMPDIR=/tmp", "LC_ALL=C.UTF-8"], standardInput: null, output: null)
        let outcome: Swift.Result<Result, any Error>
        do {
            // It opens its port before it forks its workers: who can connect is served.
            try #require(waitUntil { Sockets.canConnect(to: address, port) })
            outcome = .success(try await body("\(address):\(port)/\(limit)" + options))
        } catch {
            outcome = .failure(error)
        }
        kill(-daemon.processIdentifier, SIGTERM)
        _ = await daemon.wait()
        return try outcome.get()
    }
}

/// Whether `condition` comes true within ten seconds. For what nobody announces: a port that opens, a line in the
/// history of a coordinator that lives on.
func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<500 {
        if condition() { return true }
        usleep(20_000)
    }
    return false
}
