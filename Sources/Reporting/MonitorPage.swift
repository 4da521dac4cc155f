public import ShimWire

/// The screen of `distmake monitor`: every build of the user with its hosts, queues and jobs.
///
///     distmake monitor, 1 build
///
///     lua 5.4.7-1                                                 abcd2345   0:12
///     ▕████████▊         ▏ 17/34 remote 94 % 5.2/s ETA 0:11
///     host           slots                   done  failed      sent  received
///     red            ███▓░░░░          4/8     12       0  1.2 MB/s  210 kB/s
///     this machine   █░                1/2      2
///     preprocessing  █░                1/2
///     2 wait for a volunteer
///     phase         time  file                                     host
///     Compile      1.2 s  lparser.c                                red
///
///     █ compiling  ▓ on the network  ▒ others  ░ free                       q: quit
///
/// A build has its first two lines always; then hosts have room before jobs. What has none is counted.
public struct MonitorPage: Equatable, Sendable {
    public struct Build: Equatable, Sendable {
        public var snapshot: BuildSnapshot
        public var pace: BuildPace
        /// The time at which it is shown, by the clock of `pace`.
        public var now: Duration

        public init(snapshot: BuildSnapshot, pace: BuildPace, now: Duration) {
            self.snapshot = snapshot
            self.pace = pace
            self.now = now
        }
    }

    public var builds: [Build]

    public init(builds: [Build]) {
        self.builds = builds
    }

    /// At most `height` lines of at most `width` columns.
    ///
    /// - Parameter utf8: whether the locale can show block characters.
    public func lines(width: Int, height: Int, style: Style, utf8: Bool) -> [String] {
        styledLines(width: width, height: height, utf8: utf8).map {
            $0.prefix(columns: width).render(style)
        }
    }

    private func styledLines(width: Int, height: Int, utf8: Bool) -> [StyledLine] {
        guard height > 0 else { return [] }
        let signs = MonitorSigns(utf8: utf8)
        var lines = [heading]
        guard !builds.isEmpty else {
            lines += [StyledLine(), StyledLine("No build of yours is running; this waits for one.")]
            return closed(Array(lines.prefix(height)), width: width, height: height, signs: signs)
        }
        // One line for the heading, one for the foot, and one before each build.
        let room = max(0, height - 2)
        let sections = builds.map { MonitorSection(build: $0, width: width, signs: signs) }
        let heights = Self.shares(of: room, wanted: sections.map { $0.wantedHeight + 1 })
        var left = builds.count
        for (section, height) in zip(sections, heights) where height > 1 {
            lines.append(StyledLine())
            lines += section.lines(height: height - 1)
            left -= 1
        }
        if left > 0, left < builds.count, lines.count < height - 1 {
            lines.append(StyledLine("\(left) more", .faint))
        }
        return closed(Array(lines.prefix(height)), width: width, height: height, signs: signs)
    }

    private var heading: StyledLine {
        var line = StyledLine("distmake monitor", .heading)
        if builds.count > 0 {
            line.append(", \(builds.count) \(builds.count == 1 ? "build" : "builds")")
        }
        return line
    }

    /// With the legend in the last line, where there is one left.
    private func closed(
        _ lines: [StyledLine], width: Int, height: Int, signs: MonitorSigns
    ) -> [StyledLine] {
        guard lines.count < height else { return lines }
        let keys = "q: quit"
        var foot = builds.isEmpty ? StyledLine() : signs.legend.prefix(columns: width - keys.count - 2)
        foot.pad(to: width - keys.count)
        foot.append(keys, .faint)
        return lines + Array(repeating: StyledLine(), count: height - lines.count - 1) + [foot]
    }

    /// Divides `room`: nobody gets more than wanted, and what one leaves goes to the others.
    static func shares(of room: Int, wanted: [Int]) -> [Int] {
        var shares = wanted.map { _ in 0 }
        var room = room
        while room > 0 {
            let open = shares.indices.filter { shares[$0] < wanted[$0] }
            guard !open.isEmpty else { break }
            let each = max(1, room / open.count)
            for index in open where room > 0 {
                let more = min(each, wanted[index] - shares[index], room)
                shares[index] += more
                room -= more
            }
        }
        return shares
    }
}

/// The signs of the slots.
struct MonitorSigns: Equatable, Sendable {
    let utf8: Bool

    var compiling: String { utf8 ? "█" : "#" }
    var network: String { utf8 ? "▓" : "+" }
    var foreign: String { utf8 ? "▒" : "x" }
    var free: String { utf8 ? "░" : "." }
    var ellipsis: String { utf8 ? "…" : "..." }

    var legend: StyledLine {
        var line = StyledLine()
        let entries: [(String, Style.Role?, String)] = [
            (compiling, .good, "compiling"), (network, .warning, "on the network"), (foreign, nil, "others"),
            (free, .faint, "free"),
        ]
        for (sign, role, meaning) in entries {
            if line.width > 0 { line.append("  ") }
            line.append(sign, role)
            line.append(" " + meaning, .faint)
        }
        return line
    }
}
