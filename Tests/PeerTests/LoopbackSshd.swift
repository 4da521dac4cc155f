import ByteStrings
import Glibc
import Processes
import Testing

/// A real sshd on an address of its own, with keys made for it, gone afterwards with all its sessions.
struct LoopbackSshd {
    /// Where its files are.
    let directory: ByteString
    let address: ByteString
    let port: Int
    private let daemon: DetachedProcess

    /// Lines of sshd_config.
    enum Form: ByteString {
        case plain = ""
        /// Nothing may be forwarded: jobs are sessions.
        case sessionsOnly = "AllowTcpForwarding no\n"
        /// Whatever is to run fails at once: jobs are forwarded.
        case forwardingOnly = "ForceCommand /bin/false\n"
    }

    /// DISTCC_SSH for it. Nothing of the user's own configuration is read.
    var command: ByteString {
        ssh(knownHosts: "/dev/null", checking: "no", key: "key")
    }

    func ssh(
        knownHosts: ByteString, checking: ByteString, key: ByteString, port: Int? = nil
    ) -> ByteString {
        [
            "DISTCC_SSH=ssh", "-F", "none", "-p", ByteString("\(port ?? self.port)"), "-i",
            directory.appending(path: key),
            "-oIdentitiesOnly=yes", "-oStrictHostKeyChecking=" + checking,
            "-oUserKnownHostsFile=" + knownHosts,
        ].joined(separator: " ")
    }

    /// What it has logged.
    var log: ByteString { Files.text(directory.appending(path: "log")) ?? "" }

    /// Connections that were let in.
    var connections: Int {
        log.split("\n").count { $0.hasPrefix("Accepted publickey") }
    }

    @discardableResult
    static func with<Result: Sendable>(
        _ form: Form = .plain, _ body: (LoopbackSshd) async throws -> Result
    ) async throws -> Result {
        var template = Array("/tmp/distmake-sshd-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let directory = unsafe ByteString(cString: template)
        defer { Files.remove(directory) }
        for name: ByteString in ["host", "key", "stranger"] {
            try await capture(
                "/usr/bin/ssh-keygen",
                arguments: ["-q", "-t", "ed25519", "-N", "", "-f", directory.appending(path: name)]
            ).mustSucceed()
        }
        let address: ByteString = "127.94.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let port = Int.random(in: 20_000..<32_000)
        let configuration: ByteString = [
            "ListenAddress " + address, ByteString("Port \(port)"),
            "HostKey " + directory.appending(path: "host"), "PidFile none", "UsePAM no", "StrictModes no",
            "AuthorizedKeysFile " + directory.appending(path: "key.pub"), "PermitRootLogin yes",
            // Many jobs at once are the point.
            "MaxStartups 100", "MaxSessions 100", form.rawValue,
        ].joined(separator: "\n")
        try Files.write(directory.appending(path: "config"), configuration.bytes + [UInt8(ascii: "\n")])
        // Of no use but to a daemon that root starts.
        _ = unsafe mkdir("/run/sshd", 0o755)
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let daemon = try DetachedProcess.start(
            "/usr/sbin/sshd",
            arguments: [
                "-D", "-f", directory.appending(path: "config"), "-E", directory.appending(path: "log"),
            ], environment: ["PATH=/usr/bin:/bin:/usr/sbin"], standardInput: null, output: null)
        let sshd = LoopbackSshd(directory: directory, address: address, port: port, daemon: daemon)
        let outcome: Swift.Result<Result, any Error>
        do {
            try #require(waitUntil { Sockets.canConnect(to: sshd.address, sshd.port) }, "\(sshd.log)")
            outcome = .success(try await body(sshd))
        } catch {
            outcome = .failure(error)
        }
        sshd.crash()
        _ = await daemon.wait()
        return try outcome.get()
    }

    /// Ends the daemon and the processes of all sessions, as a crash of the volunteer would.
    func crash() {
        let sessions = Processlist.descendants(of: daemon.processIdentifier)
        kill(daemon.processIdentifier, SIGKILL)
        for session in sessions { kill(session, SIGKILL) }
    }
}

/// Processes of this machine whose command line names something.
enum Processlist {
    static func descendants(of process: pid_t) -> [pid_t] {
        let path: ByteString = "/proc/\(process)/task/\(process)/children"
        let children = (Files.text(path) ?? "").split(" ").compactMap { pid_t($0.trimmed.string) }
        return children + children.flatMap { descendants(of: $0) }
    }

    static func naming(_ text: ByteString) -> [ByteString] {
        Files.names(in: "/proc").compactMap { name in
            guard pid_t(name.string) != nil, let line = Files.text("/proc/" + name + "/cmdline"),
                line.contains(text)
            else { return nil }
            return ByteString(line.bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 })
        }
    }
}
