public import ByteStrings
public import DistccWire
public import HostSpec

/// Why one exchange with a volunteer came to nothing.
public struct LinkError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// Nothing listens on that port.
        case refused
        /// The network has no way to the host, or broke.
        case unreachable
        /// The name was not found within the time for connecting.
        case unresolved
        /// No connection within the time for connecting.
        case connectTimeout = "connect-timeout"
        /// No byte in either direction for the time that DISTCC_IO_TIMEOUT allows.
        case stalled
        /// The connection was closed before the whole request had left, and no answer came.
        case closedWhileSending = "closed-while-sending"
        /// The request left whole, and the connection was closed without one byte of an answer.
        case closedWithoutAnswer = "closed-without-answer"
        /// The connection was closed in the middle of an answer.
        case truncated
        /// The answer is not distcc's.
        case garbage
        /// The answer, or the request, is longer than allowed.
        case tooLarge = "too-large"
        /// This machine has no descriptor, port or memory left for a connection.
        case localResources = "local-resources"
        /// ssh could not be run, did not reach the host, or was not let in.
        case sshFailed = "ssh-failed"
        /// The host was reached by ssh and has no distccd in the place where it was looked for.
        case sshCommand = "ssh-command"
        /// The host list asks for a way that does not exist here: authentication.
        case unsupported
        case cancelled
    }

    /// Whose fault it probably is, and so what should be left alone afterwards.
    public enum Blame: String, CaseIterable, Sendable {
        /// The host is down or is no volunteer: leave it alone for a while.
        case host
        /// The host refuses commands of this shape, as a stock distccd does without a word: send it none like
        /// it. A distccd that does not allow this client behaves the same way; then it is every shape.
        case command
        /// This one file: compile it here, blame nobody.
        case file
        case nobody
    }

    public var code: Code
    public var host: HostSpec
    /// Bytes of the answer that had arrived; 0 for a volunteer that never said anything.
    public var offset: Int
    /// errno, when a system call was the cause.
    public var systemError: CInt?
    /// What was wrong with the answer, for `.garbage`, `.truncated` and `.tooLarge`.
    public var wire: WireError?
    /// What another program said of it, for `.sshFailed` and `.sshCommand`.
    public var message: ByteString

    public init(
        _ code: Code, host: HostSpec, offset: Int = 0, systemError: CInt? = nil, wire: WireError? = nil,
        message: ByteString = ""
    ) {
        self.code = code
        self.host = host
        self.offset = offset
        self.systemError = systemError
        self.wire = wire
        self.message = message
    }
}

extension LinkError {
    /// A refusal mostly shows as `.closedWhileSending`: distccd reads the arguments, dislikes one, and closes
    /// with the source still in the socket, which resets the connection.
    public var blame: Blame {
        switch code {
        case .refused, .unreachable, .unresolved, .connectTimeout, .stalled, .truncated, .garbage,
            .sshFailed, .sshCommand, .unsupported:
            .host
        case .closedWhileSending, .closedWithoutAnswer: .command
        case .tooLarge: .file
        case .localResources, .cancelled: .nobody
        }
    }

    /// Tells apart what a bad answer means.
    init(_ wire: WireError, host: HostSpec, offset: Int) {
        let code: Code =
            switch wire.code {
            case .tooLarge: .tooLarge
            case .truncated: .truncated
            case .badToken, .badNumber, .badVersion, .badCompression, .trailingBytes, .objectAfterFailure:
                .garbage
            }
        self.init(code, host: host, offset: offset, wire: wire)
    }
}

extension LinkError: CustomStringConvertible {
    /// For people: `red:3636 stopped answering at byte 40960 (stalled)`.
    public var description: String {
        let what =
            switch code {
            case .refused: "refused the connection"
            case .unreachable: "cannot be reached"
            case .unresolved: "has no known address"
            case .connectTimeout: "did not answer the connection"
            case .stalled: offset == 0 ? "never answered" : "stopped answering at byte \(offset)"
            case .closedWhileSending: "closed the connection before it had the whole job"
            case .closedWithoutAnswer: "closed the connection without an answer"
            case .truncated: "broke off at byte \(offset)"
            case .garbage: "does not speak distcc"
            case .tooLarge: "had to send or be sent too much"
            case .localResources: "could not be called: this machine is out of descriptors, ports or memory"
            case .sshFailed: "cannot be reached by ssh"
            case .sshCommand: "was reached by ssh and has no distccd there"
            case .unsupported: "asks for authentication"
            case .cancelled: "was no longer needed"
            }
        let facts = [
            code.rawValue, wire.map(\.description), systemError.map { "errno \($0)" },
            message.isEmpty ? nil : message.string,
        ].compactMap { $0 }
        return "\(host.name) \(what) (\(facts.joined(separator: "; ")))"
    }
}
