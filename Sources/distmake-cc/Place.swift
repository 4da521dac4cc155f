internal import ByteStrings

/// Where the coordinator of a call listens.
enum Place {
    /// The build that the environment names; without a connection when nobody listens there.
    case build(socket: ByteString, Connection?)
    /// The one that the calls outside of any build share.
    case shared(SharedCoordinator)

    /// The build's, connected to at once: it accepts, on another processor, while we search for the compiler.
    init?(ofBuild environment: Environment) {
        guard let socket = environment["DISTMAKE_SOCKET"], !socket.isEmpty else { return nil }
        self = .build(socket: socket, try? Connection(to: socket))
    }

    /// The shared one, which is for those who put the masquerade directory into PATH themselves, or call us distcc;
    /// `nil` under a masqueraded path that a finished build has left in a CMakeCache.
    init?(shared invocation: Invocation, _ search: CompilerSearch) {
        guard invocation.role == .launcher || search.hasMasqueradeDirectory else { return nil }
        self = .shared(SharedCoordinator(environment: invocation.environment))
    }

    /// The socket's directory, where the locks of `Fallback` and the files of `run` live.
    var directory: ByteString {
        switch self {
        case .build(let socket, _): socket.directoryPath
        case .shared(let coordinator): coordinator.directory
        }
    }

    func connect() throws(ConnectionLost) -> Connection {
        switch self {
        case .build(_, let connection?): connection
        case .build: throw ConnectionLost()
        case .shared(let coordinator): try coordinator.connect()
        }
    }
}
