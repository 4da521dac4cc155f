internal import ByteStrings

/// Where the coordinator of a call listens.
enum Place {
    /// The build that the environment names.
    case build(socket: ByteString)
    /// The one that the calls outside of any build share.
    case shared(SharedCoordinator)

    /// `nil` when the real compiler runs at once: below a compiler that we started (LTRANS of a link), or under a
    /// masqueraded path that a finished build has left in a CMakeCache. Who put the masquerade directory into PATH
    /// himself, or calls us distcc, wants the shared coordinator.
    init?(_ invocation: Invocation, _ search: CompilerSearch) {
        let environment = invocation.environment
        if environment["DISTMAKE_NESTED"] == "1" { return nil }
        if let socket = environment["DISTMAKE_SOCKET"], !socket.isEmpty {
            self = .build(socket: socket)
        } else if invocation.role == .launcher || search.hasMasqueradeDirectory {
            self = .shared(SharedCoordinator(environment: environment))
        } else {
            return nil
        }
    }

    /// The socket's directory, where the locks of `Fallback` and the files of `run` live.
    var directory: ByteString {
        switch self {
        case .build(let socket): socket.directoryPath
        case .shared(let coordinator): coordinator.directory
        }
    }

    func connect() throws(ConnectionLost) -> Connection {
        switch self {
        case .build(let socket): try Connection(to: socket)
        case .shared(let coordinator): try coordinator.connect()
        }
    }
}
