// `make CC=distcc` and `export PATH=…/distmake/…:$PATH` have no build that would start a coordinator. Their shims
// share one per user and host list, which the first of them starts.
//
// The race has one winner: who holds `start.lock` binds the socket itself and hands it to the coordinator as
// descriptor 0. So nobody waits for the coordinator to get ready: connections queue in the kernel, and if it cannot
// start they are reset, which is the fallback everybody has anyway. Losers try to connect for 100 ms at most.

internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

struct SharedCoordinator {
    let directory: ByteString
    private let environment: Environment

    private var socket: ByteString { directory.appending(path: "sock") }

    init(environment: Environment) {
        let root = RuntimeRoot.path(
            runtimeDirectory: environment["XDG_RUNTIME_DIR"], userIdentifier: geteuid(),
            isOurs: { path in FileStatus(path).map { $0.isDirectory && $0.owner == geteuid() } ?? false })
        self.environment = environment
        directory = root.appending(path: RuntimeRoot.sharedDirectoryName { environment[$0] })
    }

    /// Connects, starting the coordinator first when nobody has.
    func connect() throws(ConnectionLost) -> Connection {
        try Self.makePrivate(directory.directoryPath)
        try Self.makePrivate(directory)
        if let connection = try? Connection(to: socket) { return connection }
        let lockPath = directory.appending(path: "start.lock")
        let lock = unsafe lockPath.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard lock >= 0 else { throw ConnectionLost() }
        defer { close(lock) }
        for _ in 0..<20 {
            let isWinner = flock(lock, LOCK_EX | LOCK_NB) == 0
            if let connection = try? Connection(to: socket) { return connection }
            if isWinner {
                try start()
                return try Connection(to: socket)
            }
            usleep(5000)
        }
        throw ConnectionLost()
    }

    private func start() throws(ConnectionLost) {
        guard let program = Self.program() else { throw ConnectionLost() }
        let listener = unsafe socket.withCString { unsafe distmake_listen_unix($0, 1024) }
        guard listener >= 0 else { throw ConnectionLost() }
        defer { close(listener) }
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        guard nothing >= 0 else { throw ConnectionLost() }
        defer { close(nothing) }
        let command = Program(
            path: program, arguments: ["distmake", "coordinator", "--shared", directory],
            environment: environment)
        let child = unsafe command.withCStrings { path, arguments, environment in
            var request = unsafe distmake_spawn()
            unsafe request.path = path
            unsafe request.arguments = arguments
            unsafe request.environment = environment
            unsafe request.standard_descriptors = (listener, nothing, nothing)
            unsafe request.own_session = true
            unsafe request.close_others = true
            unsafe request.clean_signals = true
            return unsafe "/".withCString { root in
                unsafe request.working_directory = root
                return unsafe distmake_spawn(&request)
            }
        }
        guard child > 0 else { throw ConnectionLost() }
    }

    /// `distmake` of the same installation: beside us, or in `bin` above us (PREFIX/lib/distmake/distmake-cc).
    private static func program() -> ByteString? {
        guard let ourselves = linkTarget("/proc/self/exe") else { return nil }
        let directory = ourselves.directoryPath
        return ["distmake", "../bin/distmake", "../../bin/distmake"].lazy
            .map { directory.appending(path: $0) }
            .first(where: isExecutable)
    }

    /// A directory that nobody else can write: in /tmp somebody may have made one of that name for us.
    private static func makePrivate(_ directory: ByteString) throws(ConnectionLost) {
        _ = unsafe directory.withCString { unsafe mkdir($0, 0o700) }
        guard let status = FileStatus(directory, followingLinks: false), status.isDirectory,
            status.owner == geteuid(), status.mode & 0o077 == 0
        else { throw ConnectionLost() }
    }
}
