public import ShimWire

/// The line that stays at the bottom of the terminal while a build runs.
///
///     distmake build ▕██████▌     ▏ 123/456 remote 85 % 12.3/s ETA 0:42 red 5/8 blue 4/8
///
/// What does not fit is left out, the least wanted first: hosts from the last one on, the name of the phase, the
/// rate, the share, the bar, the time left; `123/456` stays.
public struct ProgressLine: Equatable, Sendable {
    public struct Host: Equatable, Sendable {
        public var name: String
        /// Slots in use.
        public var busy: Int
        public var limit: Int
        /// Left alone after failures.
        public var isDown: Bool

        public init(name: String, busy: Int, limit: Int, isDown: Bool = false) {
            self.name = name
            self.busy = busy
            self.limit = limit
            self.isDown = isDown
        }
    }

    /// The makepkg phase, `build` or `check`; empty: the line has no title.
    public var phase: String
    /// Compiles that are over.
    public var done: Int
    /// Compiles that are over and were done by volunteers.
    public var remote: Int
    /// Compiles under way or waiting.
    public var pending: Int
    /// Compiles that the whole build is expected to have; `nil` when nobody knows.
    public var expected: Int?
    /// Compiles over in the time that the rate is about.
    public var recent: Int
    /// The time that the rate is about.
    public var window: Duration
    /// `nil` when nobody knows.
    public var timeLeft: Duration?
    public var hosts: [Host]

    public init(
        phase: String, done: Int, remote: Int, pending: Int = 0, expected: Int? = nil, recent: Int = 0,
        window: Duration = .zero, timeLeft: Duration? = nil, hosts: [Host] = []
    ) {
        self.phase = phase
        self.done = done
        self.remote = remote
        self.pending = pending
        self.expected = expected
        self.recent = recent
        self.window = window
        self.timeLeft = timeLeft
        self.hosts = hosts
    }

    /// A watched build without its hosts and a title.
    ///
    /// - Parameters:
    ///   - recent: compiles over in `window`.
    public init(_ snapshot: BuildSnapshot, recent: Int, window: Duration) {
        self.init(
            phase: "", done: Int(snapshot.finished), remote: Int(snapshot.remote),
            pending: Int(snapshot.pending), expected: snapshot.expected == 0 ? nil : Int(snapshot.expected),
            recent: recent, window: window, timeLeft: snapshot.secondsLeft.map { .seconds($0) })
    }

    /// The line in at most `width` columns, without a newline.
    ///
    /// - Parameter utf8: whether the locale can show block characters; `#` stands in for them.
    public func render(width: Int, utf8: Bool, style: Style) -> String {
        styled(width: width, utf8: utf8).render(style)
    }

    func styled(width: Int, utf8: Bool) -> StyledLine {
        var pieces = pieces(utf8: utf8)
        let total: () -> Int = { pieces.reduce(-1) { $0 + $1.width + 1 } }
        while total() > width {
            // `max` takes the last of equals, so hosts go from the end.
            let least = pieces.indices.filter { pieces[$0].rank > 0 }.max {
                pieces[$0].rank <= pieces[$1].rank
            }
            guard let least else { break }
            pieces.remove(at: least)
        }
        guard total() <= width else { return StyledLine(counter.prefix(columns: width)) }
        // The bar takes what is free beyond its smallest size, within reason.
        let room = min(width - total(), ProgressLine.widestBar - ProgressLine.narrowestBar)
        var line = StyledLine()
        for piece in pieces {
            if line.width > 0 { line.append(" ") }
            if piece.isBar {
                appendBar(to: &line, width: ProgressLine.narrowestBar + room, utf8: utf8)
            } else {
                line.append(piece.text, piece.role)
            }
        }
        return line
    }

    private static let narrowestBar = 7
    private static let widestBar = 22

    private struct Piece {
        var text: String
        /// The highest goes first when room is short; 0 stays.
        var rank: Int
        var role: Style.Role?
        var isBar = false
        var width: Int { isBar ? ProgressLine.narrowestBar : text.displayWidth }
    }

    private func pieces(utf8: Bool) -> [Piece] {
        var pieces: [Piece] = []
        if !phase.isEmpty {
            pieces = [
                Piece(text: "distmake", rank: 6, role: .heading),
                Piece(text: phase.printable, rank: 7, role: .heading),
            ]
        }
        if expected != nil { pieces.append(Piece(text: "", rank: 2, isBar: true)) }
        pieces.append(Piece(text: counter, rank: 0))
        if done > 0 {
            pieces.append(Piece(text: "remote \(Figures.percent(remote, of: done))", rank: 3))
        }
        if window > .zero { pieces.append(Piece(text: Figures.rate(recent, in: window), rank: 5)) }
        if let timeLeft { pieces.append(Piece(text: "ETA \(Figures.clock(timeLeft))", rank: 1)) }
        pieces += hosts.map { host in
            let name = host.name.printable
            return host.isDown
                ? Piece(text: "\(name) down", rank: 8, role: .bad)
                : Piece(text: "\(name) \(host.busy)/\(host.limit)", rank: 8)
        }
        return pieces
    }

    private var total: Int? { expected.map { max($0, done + pending) } }

    /// Where the total is not known, of what has been seen so far: `12/20+`.
    private var counter: String {
        if let total { return "\(done)/\(total)" }
        return pending > 0 ? "\(done)/\(done + pending)+" : "\(done)"
    }

    /// A bar of `width` columns with its ends. Eighths of a block make it move with every compile.
    private func appendBar(to line: inout StyledLine, width: Int, utf8: Bool) {
        let inner = width - 2
        let eighths = (total ?? 0) > 0 ? done * inner * 8 / (total ?? 1) : 0
        guard utf8 else {
            let full = eighths / 8
            line.append("[")
            line.append(String(repeating: "#", count: full), .good)
            line.append(String(repeating: " ", count: inner - full) + "]")
            return
        }
        let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        let filled = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
        line.append("▕")
        line.append(filled, .good)
        line.append(String(repeating: " ", count: inner - filled.count) + "▏")
    }
}
