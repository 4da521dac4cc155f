import ByteStrings
import Glibc
import Processes
import Reporting
import ShimWire

/// `distmake monitor` at a terminal: draws every running build of the user until a key or a signal ends it.
public struct BuildMonitor: Sendable {
    private let builds: RunningBuilds
    private let environment: ProcessEnvironment
    private let interval: Duration

    /// - Parameter interval: between two pictures.
    public init(
        _ builds: RunningBuilds, environment: ProcessEnvironment, interval: Duration
    ) {
        self.builds = builds
        self.environment = environment
        self.interval = interval
    }

    /// Whether standard output is a terminal that can be drawn on.
    public static func isPossible(_ environment: ProcessEnvironment) -> Bool {
        isatty(1) == 1 && environment.text("TERM") ?? "dumb" != "dumb"
    }

    private enum Event: Sendable {
        /// By a key, or by this signal.
        case ended(Int32?)
        case companion
    }

    /// Draws until the user has seen enough, and gives the terminal back.
    ///
    /// - Returns: the signal that ended it; `nil` for a key.
    /// - Throws: `Refusal` when the terminal cannot be taken.
    public func run() async throws(Refusal) -> Int32? {
        let signals: SignalPipe
        let screen: FullScreen
        do {
            signals = try SignalPipe([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP])
            screen = try FullScreen()
        } catch {
            throw Refusal(.general, ["the terminal cannot be drawn on: " + ByteString("\(error)")])
        }
        let pictures = MonitoredBuilds(builds, interval: interval)
        let signal: Int32? = await withTaskGroup(of: Event.self) { group in
            group.addTask { await keys(screen) }
            group.addTask { await follow(signals, screen, pictures) }
            group.addTask {
                await pictures.run()
                return .companion
            }
            group.addTask { await draw(screen, pictures) }
            defer { group.cancelAll() }
            for await event in group {
                if case .ended(let signal) = event { return signal }
            }
            return nil
        }
        screen.leave()
        return signal
    }

    private func keys(_ screen: FullScreen) async -> Event {
        for await key in screen.keys where key == UInt8(ascii: "q") || key == UInt8(ascii: "Q") {
            return .ended(nil)
        }
        // Without a keyboard only a signal ends it.
        return .companion
    }

    private func follow(
        _ signals: SignalPipe, _ screen: FullScreen, _ pictures: MonitoredBuilds
    ) async -> Event {
        for await number in signals.numbers() {
            switch number {
            case SIGWINCH:
                await show(screen, pictures)
            case SIGTSTP:
                screen.leave()
                SignalPipe.stop()
                screen.enter()
                await show(screen, pictures)
            default:
                return .ended(number == SIGINT ? nil : number)
            }
        }
        return .companion
    }

    private func draw(_ screen: FullScreen, _ pictures: MonitoredBuilds) async -> Event {
        while !Task.isCancelled {
            await show(screen, pictures)
            // The first picture comes soon, whatever the interval.
            let pause = await pictures.isSettled ? interval : min(interval, .milliseconds(50))
            try? await Task.sleep(for: pause)
        }
        return .companion
    }

    private func show(_ screen: FullScreen, _ pictures: MonitoredBuilds) async {
        let page = await pictures.page
        let size = screen.size
        screen.draw(
            page.lines(
                width: size.columns, height: size.rows, style: screen.style(environment),
                utf8: Console.isUTF8(environment)))
    }
}

/// The builds on the screen, as they were last heard of.
///
/// Invariant: a build is in `builds` as long as its connection is open and has said something.
private actor MonitoredBuilds {
    private let running: RunningBuilds
    private let interval: Duration
    private let start = ContinuousClock.now
    private var builds: [ByteString: MonitorPage.Build] = [:]
    private var followed: Set<ByteString> = []
    private(set) var isSettled = false

    /// How often new builds are looked for.
    private static let searchInterval: Duration = .milliseconds(500)

    init(_ running: RunningBuilds, interval: Duration) {
        self.running = running
        self.interval = interval
    }

    private var now: Duration { ContinuousClock.now - start }

    /// The builds in the order of their beginning.
    var page: MonitorPage {
        let now = now
        let sorted = builds.values.sorted {
            ($1.snapshot.elapsedMilliseconds, $0.snapshot.identifier.string)
                < ($0.snapshot.elapsedMilliseconds, $1.snapshot.identifier.string)
        }
        return MonitorPage(
            builds: sorted.map { .init(snapshot: $0.snapshot, pace: $0.pace, now: now) })
    }

    /// Follows all builds that there are and that come, until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for directory in running.directories where !followed.contains(directory) {
                    guard let connection = RunningBuilds.watch(directory, every: interval) else { continue }
                    followed.insert(directory)
                    group.addTask { await self.follow(directory, connection) }
                }
                if followed.isEmpty { isSettled = true }
                try? await Task.sleep(for: Self.searchInterval)
            }
        }
    }

    private func follow(_ directory: ByteString, _ connection: ControlConnection) async {
        var pace = BuildPace()
        for await message in connection.messages {
            guard let snapshot = RunningBuilds.snapshot(in: message) else { continue }
            pace.record(snapshot, at: now)
            builds[directory] = MonitorPage.Build(snapshot: snapshot, pace: pace, now: now)
            isSettled = true
        }
        builds[directory] = nil
        followed.remove(directory)
    }
}
