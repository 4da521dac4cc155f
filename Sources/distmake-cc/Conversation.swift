internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// One job between the shim and its coordinator: the shim asks, does as told, and ends.
struct Conversation {
    private var connection: Connection
    private let request: JobRequest
    /// `nil` when the caller's PATH has none; then only a `done` can help.
    private let compiler: Program?
    /// The socket's directory, which holds the files that `run` names.
    private let directory: ByteString

    init(at place: Place, request: JobRequest, compiler: Program?) throws(ConnectionLost) {
        connection = try place.connect()
        directory = place.directory
        self.request = request
        self.compiler = compiler
    }

    /// - Throws: `ConnectionLost` while the job is still undecided.
    mutating func run() throws(ConnectionLost) -> Never {
        try connection.send(.job(request))
        while true {
            switch try connection.next() {
            case .local(let options): try compileHere(options)
            case .run(let request): try run(request)
            case .done(let result): Ending.like(result)
            case .cancel: continue  // it crossed the report of a child that had ended
            case .message: throw ConnectionLost()
            }
        }
    }

    /// Compiles, reports, and ends as the compiler did; returns only when another copy of the job was faster.
    private mutating func compileHere(_ options: LocalOptions) throws(ConnectionLost) {
        guard let compiler else { Ending.notStarted(request.arguments.first ?? "cc", systemError: ENOENT) }
        let chosen =
            options.contains(.jobserver)
            ? compiler.withOwnJobserver : options.contains(.link) ? compiler.withoutJobserver : compiler
        let end: Child.End
        do throws(Child.StartError) {
            let child = try Child(chosen, ownsGroup: options.contains(.hedged))
            end = options.contains(.hedged) ? waitHedged(child) : child.wait()
        } catch {
            Ending.notStarted(request.arguments.first ?? chosen.path, systemError: error.systemError)
        }
        if end.report.wasCancelled {
            if end.signal != 0 { distmake_die_by_signal(end.signal) }
            try connection.send(.report(end.report))
        } else {
            // The compile is done: a coordinator that has died meanwhile changes nothing.
            try? connection.send(.report(end.report))
            Ending.like(waitStatus: end.report.waitStatus)
        }
    }

    /// Waits for the child and for a `cancel`, whichever comes first. A child that has ended has won.
    private mutating func waitHedged(_ child: consuming Child) -> Child.End {
        guard let ended = child.endDescriptor() else { return child.wait() }
        defer { close(ended) }
        var waiting = [
            pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
            pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            if !connection.hasMessage {
                let count = unsafe poll(&waiting, UInt(waiting.count), -1)
                if count < 0, errno == EINTR { continue }
                if count < 0 || waiting[0].revents != 0 { return child.wait() }
            }
            do {
                guard let message = try connection.nextIfComplete() else { continue }
                guard message == .cancel else { return child.wait() }
                child.terminate(endDescriptor: ended)
                return child.wait(wasCancelled: true)
            } catch {
                return child.wait()
            }
        }
    }

    /// Runs what the coordinator wants to know, its output into files of the build's directory.
    private func run(_ run: RunRequest) throws(ConnectionLost) {
        guard var compiler else { throw ConnectionLost() }
        if let name = run.arguments.first, name.contains(UInt8(ascii: "/")) { compiler.path = name }
        compiler.arguments = run.arguments
        for change in run.environment { compiler.environment.apply(change) }
        let input = try open("/dev/null", O_RDONLY)
        defer { close(input) }
        let output = try openOutput(run.standardOutputName)
        defer { close(output) }
        let errors = try openOutput(run.standardErrorName)
        defer { close(errors) }
        let end: Child.End
        do throws(Child.StartError) {
            end = try Child(compiler, descriptors: (input, output, errors)).wait()
        } catch {
            throw ConnectionLost()
        }
        // The caller wants us gone, whatever the child made of its copy of the signal.
        if end.signal != 0 { distmake_die_by_signal(end.signal) }
        try connection.send(.report(end.report))
    }

    private func openOutput(_ name: ByteString) throws(ConnectionLost) -> CInt {
        if name.isEmpty { return try open("/dev/null", O_WRONLY) }
        return try open(directory.appending(path: name), O_WRONLY | O_CREAT | O_TRUNC)
    }

    private func open(_ path: ByteString, _ flags: CInt) throws(ConnectionLost) -> CInt {
        let descriptor = unsafe path.withCString { unsafe Glibc.open($0, flags | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw ConnectionLost() }
        return descriptor
    }
}
