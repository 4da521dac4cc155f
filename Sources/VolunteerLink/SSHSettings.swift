public import ByteStrings

/// How volunteers are reached by ssh.
public struct SSHSettings: Sendable {
    /// The words of DISTCC_SSH, the first a path: `/usr/bin/ssh -p 2222`.
    public var command: [ByteString]
    /// Where the sockets of shared connections are made. Only its owner may enter it.
    public var directory: ByteString
    /// The longest time until a connection is there, authentication included.
    public var connectTimeout: Duration

    public init(command: [ByteString], directory: ByteString, connectTimeout: Duration = .seconds(20)) {
        precondition(!command.isEmpty, "a command has at least its name")
        self.command = command
        self.directory = directory
        self.connectTimeout = connectTimeout
    }
}

/// The command lines of ssh for one host.
///
/// - Source: distcc 3.4 runs `$DISTCC_SSH [-l USER] HOST distccd --inetd --enable-tcp-insecure` (ssh.c); ssh(1).
struct SSHCommand: Sendable {
    let words: [ByteString]
    let user: ByteString?
    let host: ByteString
    /// What runs over there; `nil` for the distccd in its PATH.
    let daemon: ByteString?
    /// The socket of the shared connection; `nil` where there is none.
    let control: ByteString?

    /// A distccd that speaks over its standard input and output, for one job.
    var job: [ByteString] {
        let shared = control.map { Self.quiet + ["-o", "ControlMaster=no", "-S", $0] } ?? []
        return shared + target + [daemon ?? "distccd", "--inetd", "--enable-tcp-insecure"]
    }

    /// The process that holds the shared connection and runs nothing.
    var master: [ByteString] {
        Self.quiet + [
            "-M", "-S", control ?? "none", "-N", "-o", "ControlPersist=no", "-o", "ServerAliveInterval=15",
        ] + target
    }

    /// Asks the master to forward `socket` here to the distccd's usual port on the volunteer's loopback.
    func forward(_ socket: ByteString) -> [ByteString] {
        let way = socket + ":127.0.0.1:\(SSHCommand.daemonPort)"
        return Self.quiet + ["-S", control ?? "none", "-O", "forward", "-L", way] + target
    }

    static let daemonPort: ByteString = "3632"

    /// Nobody is there to be asked, and the user's ssh_config may want a terminal.
    private static let quiet: [ByteString] = ["-o", "BatchMode=yes", "-T"]

    private var target: [ByteString] { (user.map { ["-l", $0] } ?? []) + [host] }

    /// The whole command line after the program.
    func arguments(_ more: [ByteString]) -> [ByteString] { words.dropFirst() + more }
}
