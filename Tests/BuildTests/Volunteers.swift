import ByteStrings
import Glibc
import NIOCore
import NIOPosix
import Processes
import Testing

/// Two stock distccd, or one, each on an address of its own in 127/8; they and all they started are gone when the
/// test has run.
struct StockVolunteers: Sendable {
    struct Volunteer: Sendable {
        var address: String
        var port: Int
        var process: DetachedProcess

        /// Ends the daemon, its children and the compilers that they run.
        func kill(_ signal: Int32) {
            // distccd makes itself the leader of a group; its compilers are in it.
            Glibc.kill(-process.processIdentifier, signal)
        }
    }

    var volunteers: [Volunteer]

    /// The host list that names them, four jobs each.
    var hosts: ByteString {
        volunteers.map { ByteString("\($0.address):\($0.port)/4") }.joined(separator: " ")
    }

    func killAll() {
        for volunteer in volunteers { volunteer.kill(SIGKILL) }
    }

    /// - Parameter daemon: the command that runs distccd.
    static func with<Result>(
        _ count: Int = 2, daemon: [ByteString]? = nil, _ body: (StockVolunteers) async throws -> Result
    ) async throws -> Result {
        try await with(
            daemons: [[ByteString]](repeating: daemon ?? ["/usr/bin/distccd"], count: count), body)
    }

    /// - Parameter delays: one for each volunteer: the seconds that its gcc sleeps before it does anything.
    static func with<Result>(
        delays: [Double], _ body: (StockVolunteers) async throws -> Result
    ) async throws -> Result {
        let root = try makeTemporaryDirectory("distmake-slow")
        defer { removeTree(root) }
        var daemons: [[ByteString]] = []
        for (number, delay) in delays.enumerated() {
            let compilers = root.appending(path: ByteString("\(number)"))
            try await shell("mkdir \"$1\"", [compilers])
            try write(
                ByteString("#!/bin/sh\nsleep \(delay)\nexec /usr/bin/gcc \"$@\"\n"),
                to: compilers.appending(path: "gcc"), mode: 0o755)
            daemons.append(["/usr/bin/env", "PATH=" + compilers + ":/usr/bin:/bin", "/usr/bin/distccd"])
        }
        return try await with(daemons: daemons, body)
    }

    private static func with<Result>(
        daemons: [[ByteString]], _ body: (StockVolunteers) async throws -> Result
    ) async throws -> Result {
        let network = Int.random(in: 0...255)
        var started = StockVolunteers(volunteers: [])
        let outcome: Swift.Result<Result, any Error>
        do {
            for (number, daemon) in daemons.enumerated() {
                started.volunteers.append(try await start(daemon, on: "127.93.\(network).\(number + 1)"))
            }
            outcome = .success(try await body(started))
        } catch {
            outcome = .failure(error)
        }
        for volunteer in started.volunteers {
            volunteer.kill(SIGKILL)
            _ = await volunteer.process.wait()
        }
        return try outcome.get()
    }

    private static func start(_ daemon: [ByteString], on address: String) async throws -> Volunteer {
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        for _ in 0..<20 {
            let port = Int.random(in: 20_000..<32_000)
            // Not `--no-fork`, which costs a second for each job.
            let process = try DetachedProcess.start(
                daemon[0],
                arguments: Array(daemon.dropFirst()) + [
                    "--no-detach", "--daemon", "--jobs", "4", "--listen", ByteString(address), "--port",
                    ByteString("\(port)"), "--allow", "127.0.0.0/8", "--log-stderr",
                ],
                environment: ["PATH=/usr/bin:/bin", "TMPDIR=/tmp"], standardInput: null, output: null)
            let volunteer = Volunteer(address: address, port: port, process: process)
            if try await volunteer.listens() { return volunteer }
            volunteer.kill(SIGKILL)
            _ = await process.wait()
        }
        throw SetupError("no distccd could be started on \(address)")
    }
}

extension StockVolunteers.Volunteer {
    fileprivate func listens() async throws -> Bool {
        for _ in 0..<250 {
            let channel = try? await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: address, port: port).get()
            if let channel {
                try await channel.close()
                return true
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return false
    }
}
