import ByteStrings
import Glibc
import Processes
import ShimWire

/// The build's command in its place at the terminal, with the progress line below it.
struct Foreground: Sendable {
    let program: ByteString
    let arguments: [ByteString]
    let environment: ProcessEnvironment
    let coordinator: BuildCoordinator
    /// `nil`: no progress line.
    let progress: ProgressDisplay.Scope?

    private var showsProgress: Bool { progress != nil }

    /// How often the line is looked at while nothing is compiled: another phase may have begun.
    private static let interval: Duration = .milliseconds(500)

    /// How long the coordinator may take to complete history; it waits for a locked database for five seconds.
    private static let reportLimit: Duration = .seconds(15)

    private enum Event: Sendable {
        case ended(ProcessEnd)
        /// `nil`: the coordinator has gone.
        case report(BuildReport?)
        case tooLate
        /// A task that only accompanies the command.
        case companion
    }

    /// Runs the command to its end, tells the coordinator how it went, and prints the summary. INT and QUIT from
    /// the terminal reach the command by themselves; it decides what they mean, and we end as it does.
    ///
    /// - Parameter outcome: what to tell of the end.
    func run(outcome: (ProcessEnd) -> BuildOutcome) async throws(DriverError) -> WaitStatus {
        // Without a line nobody hears of progress, and nothing is drawn.
        let display = ProgressDisplay(
            progress ?? .command, style: Summary.style(environment), isUTF8: Console.isUTF8(environment))
        let signals: SignalPipe
        let process: ForegroundProcess
        do {
            let drawing = showsProgress ? [SIGWINCH, SIGTSTP, SIGCONT] : []
            signals = try SignalPipe([SIGINT, SIGQUIT, SIGTERM, SIGHUP] + drawing)
            process = try ForegroundProcess.start(
                program, arguments: arguments, environment: environment.entries)
        } catch {
            throw DriverError(.command, path: program, systemError: error.systemError)
        }
        return await withTaskGroup(of: Event.self) { group in
            group.addTask { .ended(await process.wait()) }
            group.addTask { .report(await listen(display)) }
            group.addTask { await follow(signals, process, display) }
            if showsProgress { group.addTask { await watch(display) } }
            defer { group.cancelAll() }
            var status: WaitStatus?
            var coordinatorHasGone = false
            while let event = await group.next() {
                switch event {
                case .companion:
                    continue
                case .ended(let ended):
                    status = ended.waitStatus
                    await display.end()
                    if coordinatorHasGone { return ended.waitStatus }
                    coordinator.send(outcome(ended))
                    group.addTask {
                        try? await Task.sleep(for: Self.reportLimit)
                        return .tooLate
                    }
                case .report(let report?):
                    report.lines.forEach(Console.print)
                    if let status { return status }
                case .report(nil):
                    coordinatorHasGone = true
                    await display.end()
                    Console.say("the coordinator has ended; the rest is compiled here and not recorded")
                    if let status { return status }
                case .tooLate:
                    Console.say("the coordinator does not answer; there is no summary of this build")
                    if let status { return status }
                }
            }
            preconditionFailure("the command's end is among the tasks")
        }
    }

    private func follow(
        _ signals: SignalPipe, _ process: ForegroundProcess, _ display: ProgressDisplay
    ) async -> Event {
        for await number in signals.numbers() {
            switch number {
            case SIGTERM, SIGHUP:
                // kill(1) of distmake means the build; from the terminal it would have reached both.
                process.send(signal: number)
            case SIGWINCH, SIGCONT:
                await display.resize()
            case SIGTSTP:
                await display.leave()
                SignalPipe.stop()
            default:
                continue
            }
        }
        return .companion
    }

    private func listen(_ display: ProgressDisplay) async -> BuildReport? {
        await coordinator.listen(
            progress: { await display.show($0) },
            warning: { line in
                await display.leave()
                Console.say(line)
            })
    }

    private func watch(_ display: ProgressDisplay) async -> Event {
        while !Task.isCancelled {
            await display.redraw()
            try? await Task.sleep(for: Self.interval)
        }
        return .companion
    }
}

extension BuildOutcome.Usage {
    init(_ end: ProcessEnd) {
        self.init(
            userMicroseconds: UInt64(end.userTime / .microseconds(1)),
            systemMicroseconds: UInt64(end.systemTime / .microseconds(1)),
            peakKibibytes: UInt64(clamping: end.maximumResidentBytes / 1024))
    }
}
