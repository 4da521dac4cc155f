import ByteStrings
import CompilerCommand
import History
import HostSpec
import Logging
import Placement
import Quirks
import Scheduling
import ShimWire

/// One invocation from arrival to reply: parse, decide, act. What happened is gathered in `record`.
///
/// A job runs in a task of its own that is cancelled when its shim goes away; then every wait ends at once and all
/// slots are given back.
struct Job: Sendable {
    let build: Build
    let client: ClientConnection
    let number: Int
    let request: JobRequest
    let files: JobFiles
    private(set) var command: CompilerCommand
    var record: JobRecord
    /// Bytes of the sources that stayed because text was the lighter cargo; 0: nothing was weighed.
    var weighedSources = 0
    /// Whether the client has its answer, or has run its compiler to the end.
    var isServed = false

    /// Longer response files are not opened.
    private static let responseFileLimit = 4 << 20

    init(build: Build, client: ClientConnection, number: Int, request: JobRequest, files: JobFiles) {
        self.build = build
        self.client = client
        self.number = number
        self.request = request
        self.files = files
        command = CompilerCommand(parsing: request.arguments) { path in
            files.read(path, limit: Self.responseFileLimit)
        }
        record = JobRecord(
            build: build.identifier.string, sequence: number, file: command.inputs.first?.path ?? "",
            directory: request.workingDirectory, output: command.effectiveOutput ?? "",
            kind: JobKind(command.action), mode: .local, started: build.clock.now)
    }

    var identifier: JobIdentifier { JobIdentifier(number) }

    var estimateKey: ByteString {
        Build.estimateKey(
            UnitName(
                file: record.file, output: record.output, directory: request.workingDirectory,
                root: build.facts.directory, version: build.facts.version.string))
    }

    /// Serves the job and accounts for it. Afterwards the client has its answer, or has gone.
    mutating func serve() async {
        build.tally.began(record.kind)
        let kind = record.kind
        build.log.debug(
            "job \(number): \(request.arguments.joined(separator: " ")) in \(request.workingDirectory)")
        await run()
        logEnd()
        if isServed {
            build.tally.ended(record, begunAs: kind, now: build.clock.now)
            build.recorder?.record(record)
        } else {
            build.tally.abandoned(kind)
        }
    }

    /// Waits for room, and counts the waiting.
    ///
    /// - Parameter phase: what is done with the room.
    mutating func lease(_ request: SlotRequest, for phase: JobPhase) async -> SlotDesk.Grant {
        build.board.noteBlocked(number)
        let queuedAt = build.clock.now
        let grant = await build.desk.lease(request)
        record.queued += build.clock.now - queuedAt
        if case .lease(let lease) = grant { build.board.note(number, phase, lease) }
        return grant
    }

    /// The build's runtime directory as the shim sees it, who may be in a chroot: where its socket is.
    var directoryInside: ByteString {
        guard let socket = environment("DISTMAKE_SOCKET"), !socket.isEmpty else { return build.directory }
        return socket.directoryPath
    }

    var leave: Leave { Leave { environment($0) } }

    /// The value of one of the caller's environment variables.
    func environment(_ name: ByteString) -> ByteString? {
        let prefix = name + "="
        for entry in request.environment {
            if let value = entry.dropping(prefix: prefix) { return value }
        }
        return nil
    }

    /// Both gcc and clang believe PWD if it leads to where they are (getpwd of libiberty, current_path of LLVM).
    private var compilationDirectory: ByteString {
        let directory = request.workingDirectory
        guard let logical = environment("PWD"), logical != directory, logical.isAbsolutePath,
            let identity = files.identity(of: logical + "/."),
            identity == files.identity(of: directory + "/.")
        else { return directory }
        return logical
    }

    /// Decides and acts.
    private mutating func run() async {
        let facts = await factsForPlacement()
        if facts?.family == .clang, !command.compiler.isClang {
            // `cc` is clang here, which takes some options for others.
            command = CompilerCommand(parsing: request.arguments, family: .clang) { [files] path in
                files.read(path, limit: Self.responseFileLimit)
            }
        }
        let flags = await nativeFlags()
        let context = PlacementContext(
            workingDirectory: request.workingDirectory,
            compilationDirectory: { [self] in compilationDirectory },
            environment: { [self] in environment($0) },
            compilerTarget: facts?.target, nativeFlags: flags,
            stderrWantsColour: request.standardErrorIsTerminal,
            fileExists: { [files] in files.kind(of: $0) != .missing })
        switch place(command, in: context) {
        case .local(let reason, let work):
            await runLocally(work, reason: reason.rawValue)
        case .remote(let compile):
            if isKeptByQuirk {
                await runLocally(.compile, reason: LocalReason.quirk.rawValue)
            } else if !build.distributes {
                await runLocally(
                    .compile,
                    reason: build.facts.disabledReason.isEmpty
                        ? Unplaced.noHosts.rawValue : LocalReason.disabled.rawValue)
            } else if let reason = unservedWish {
                await runLocally(.compile, reason: reason.rawValue)
            } else if files.kind(of: compile.output) == .other {
                await runLocally(.compile, reason: LocalReason.outputNotRegular.rawValue)
            } else {
                // From here on megabytes are packed and searched: nothing for the event loop.
                await withTaskExecutorPreference(globalConcurrentExecutor) {
                    await distribute(compile, context)
                }
            }
        }
    }

    /// Whether a quirk keeps this source here.
    private var isKeptByQuirk: Bool { isNamed(by: build.localFiles) }

    /// Patterns of the files that travel with this compile's source, as a quirk says.
    var shippedFiles: [Glob] {
        build.shipments.filter { isNamed(by: $0.sources) }.flatMap(\.files)
    }

    /// Why this compile leaves with its sources or not at all.
    var needOfSources: LocalReason? {
        if !shippedFiles.isEmpty { return .shippedFiles }
        return build.wish == .sources ? .jobMode : nil
    }

    /// What a quirk wants of the volunteers that none of them does.
    private var unservedWish: LocalReason? {
        let takesSources = build.hosts.contains { $0.sendsIncludes }
        return switch build.wish {
        case .unknown: .jobMode
        case .text where !shippedFiles.isEmpty: .shippedFiles
        default: takesSources ? nil : needOfSources
        }
    }

    /// Whether one of the patterns of a quirk is for this source: as the command line names it, or below the
    /// build's directory.
    private func isNamed(by globs: [Glob]) -> Bool {
        guard !globs.isEmpty else { return false }
        let whole = request.workingDirectory.appending(path: record.file).lexicallyNormalizedPath
        let relative = whole.dropping(prefix: build.facts.directory + "/") ?? whole
        return globs.contains { $0.matches(record.file) || $0.matches(relative) }
    }

    /// Waits for the report of a child that the shim was told to start; `nil` when the client has gone.
    func nextReport() async -> JobReport? {
        while let message = await client.next() {
            if case .report(let report) = message { return report }
        }
        return nil
    }
}
