import ByteStrings
import Reporting
import ShimWire

/// The last row of the terminal while a run of a benchmark is under way: `[2/6] ▕███▌   ▏ 34/121 remote 85 % ETA 0:42`.
///
/// A run prints into a log and has no terminal, so the row is ours alone, and simply written again and again. The run is
/// watched as `distmake monitor` watches it.
struct BenchmarkDisplay: Sendable {
    private let running: RunningBuilds
    /// The package's name in history.
    private let name: ByteString
    /// What was there before the run.
    private let others: Set<ByteString>
    private let title: String
    private let style: Style
    private let isUTF8: Bool

    /// How often the row is written, and the run looked for.
    private static let interval: Duration = .milliseconds(500)

    /// Made before the run is started.
    ///
    /// - Parameter title: what the row begins with.
    /// - Returns: `nil` where no row can be written again.
    init?(_ work: BenchmarkWork, title: String) {
        guard ProgressDisplay.isPossible(work.environment), let running = try? RunningBuilds(work.environment)
        else { return nil }
        self.running = running
        name = work.name
        others = Set(running.directories)
        self.title = title
        style = Summary.style(work.environment)
        isUTF8 = Console.isUTF8(work.environment)
    }

    /// Draws until the task is cancelled, and leaves an empty row.
    func run() async {
        var seen = others
        while !Task.isCancelled {
            for directory in running.directories where !seen.contains(directory) {
                // Where nobody listens yet, somebody may soon.
                guard let connection = RunningBuilds.watch(directory, every: Self.interval) else { continue }
                seen.insert(directory)
                await follow(connection)
            }
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func follow(_ connection: ControlConnection) async {
        let start = ContinuousClock.now
        var pace = BuildPace()
        for await message in connection.messages {
            guard let snapshot = RunningBuilds.snapshot(in: message) else { continue }
            // A build of something else that began just now.
            guard snapshot.package == name else { return }
            let now = ContinuousClock.now - start
            pace.record(snapshot, at: now)
            let (count, window) = pace.compiles(at: now)
            draw(ProgressLine(snapshot, recent: count, window: window))
        }
        clear()
    }

    private func draw(_ line: ProgressLine) {
        guard ProgressDisplay.isForeground, let columns = Console.size?.columns else { return }
        let room = max(0, columns - 1 - title.utf8.count - 1)
        Console.write(
            Array("\r\u{1B}[2K\(title) \(line.render(width: room, utf8: isUTF8, style: style))".utf8))
    }

    /// What is written next begins in an empty row.
    private func clear() {
        guard ProgressDisplay.isForeground else { return }
        Console.write(Array("\r\u{1B}[2K".utf8))
    }
}
