import ByteStrings
import Glibc
import Reporting
import ShimWire

/// The line at the bottom of the terminal while build() or check() runs, or the command of `distmake run`.
///
/// A scroll region, as apt's: the rows above scroll with makepkg's output, the last row is ours. There is no pty
/// between makepkg and the terminal, so prompts, colours and Ctrl-Z are makepkg's own. The region is given back
/// whenever another phase runs, when the process stops, and at the end.
///
/// Some commands draw on the whole screen themselves, such as make menuconfig, which compiles its program first. They
/// read single keys, and so the terminal is not in canonical mode (termios(3)); as long as that is so, it is theirs.
actor ProgressDisplay {
    /// When there is something to show.
    enum Scope: Sendable {
        /// In the phases of makepkg that compile; the derived configuration writes the phase that runs into a file.
        case phases(file: ByteString)
        /// From the first compile to the end.
        case command
    }

    /// Invariant: the terminal has our scroll region exactly while `region` is set and `isLent` is not.
    private var region: (rows: Int, columns: Int)?
    private var latest: BuildProgress?
    private var pace = RateWindow()
    private let start = ContinuousClock.now
    private var phase: ByteString = ""
    /// Another program draws on the whole screen, and has set the scroll region that it needs.
    private var isLent = false
    /// The command has ended: what still comes in is too late to be drawn.
    private var hasEnded = false

    private let scope: Scope
    private let style: Style
    private let isUTF8: Bool

    /// Fewer rows leave no room for a build's output above the line.
    private static let fewestRows = 10

    init(_ scope: Scope, style: Style, isUTF8: Bool) {
        self.scope = scope
        self.style = style
        self.isUTF8 = isUTF8
    }

    /// Whether a line can be shown at all.
    static func isPossible(_ environment: ProcessEnvironment) -> Bool {
        let terminal = environment.text("TERM") ?? "dumb"
        return Console.isTerminal && terminal != "dumb" && (Console.size?.rows ?? 0) >= fewestRows
    }

    func show(_ progress: BuildProgress) {
        latest = progress
        pace.record(Int(progress.finished), at: ContinuousClock.now - start)
        redraw()
    }

    /// Looks whether another phase has begun, and draws what is due.
    func redraw() {
        phase = phaseNow
        guard !hasEnded, !phase.isEmpty, Self.isForeground, let latest else { return leave() }
        if readsSingleKeys {
            isLent = true
            return
        }
        if isLent {
            isLent = false
            region = nil
        }
        enter()
        guard let region else { return }
        let line = line(latest).render(width: region.columns - 1, utf8: isUTF8, style: style)
        // Save the cursor, go to the last row, clear it, write, come back.
        Console.write(Array("\u{1B}7\u{1B}[\(region.rows);1H\u{1B}[2K\(line)\u{1B}8".utf8))
    }

    /// The window has another size: the region is set anew.
    func resize() {
        leave()
        redraw()
    }

    /// Gives the whole terminal back.
    func leave() {
        guard let region else { return }
        self.region = nil
        Console.write(Array("\u{1B}7\u{1B}[r\u{1B}[\(region.rows);1H\u{1B}[2K\u{1B}8".utf8))
    }

    /// Gives it back for good. The phase file is no help: a phase that was killed still stands in it.
    func end() {
        hasEnded = true
        leave()
    }

    private func enter() {
        guard region == nil, let size = Console.size, size.rows >= Self.fewestRows else { return }
        region = size
        // An index makes room when the cursor is in the last row. Unlike a line feed, before which the terminal puts
        // a carriage return, it keeps the column: configure has printed half a line ("checking for x... ").
        Console.write(Array("\u{1B}D\u{1B}[1A\u{1B}7\u{1B}[1;\(size.rows - 1)r\u{1B}8".utf8))
    }

    /// The phase that the line is about; empty when there is nothing to show.
    private var phaseNow: ByteString {
        switch scope {
        case .phases(let file):
            let name = TextFile.read(file)?.trimmed ?? ""
            return name == "build" || name == "check" ? name : ""
        case .command:
            return latest.map { $0.finished + $0.pending > 0 } == true ? "run" : ""
        }
    }

    private var readsSingleKeys: Bool {
        var settings = termios()
        return unsafe tcgetattr(2, &settings) == 0 && settings.c_lflag & UInt32(ICANON) == 0
    }

    static var isForeground: Bool { tcgetpgrp(2) == getpgrp() }

    private func line(_ progress: BuildProgress) -> ProgressLine {
        let recent = pace.growth(at: ContinuousClock.now - start)
        return ProgressLine(
            phase: phase.string, done: Int(progress.finished), remote: Int(progress.remote),
            pending: Int(progress.pending),
            expected: progress.expected == 0 ? nil : Int(progress.expected),
            recent: recent.count, window: recent.window,
            timeLeft: progress.secondsLeft.map { .seconds($0) },
            hosts: progress.hosts.map {
                ProgressLine.Host(name: $0.name.string, busy: Int($0.inUse), limit: Int($0.limit))
            })
    }
}
