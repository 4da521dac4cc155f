import ByteStrings
import ShimWire

/// One build on the monitor's screen.
struct MonitorSection {
    private let build: MonitorPage.Build
    private let width: Int
    private let signs: MonitorSigns

    private var snapshot: BuildSnapshot { build.snapshot }

    init(build: MonitorPage.Build, width: Int, signs: MonitorSigns) {
        self.build = build
        self.width = width
        self.signs = signs
    }

    /// The lines that show all of it, the jobs in one column.
    var wantedHeight: Int { 2 + hostLines.count + (jobs.isEmpty ? 0 : 1 + jobs.count) }

    /// At most `height` lines, which is at least 1.
    func lines(height: Int) -> [StyledLine] {
        var lines = Array([title, progress].prefix(height))
        let hosts = cut(hostLines, to: height - lines.count)
        lines += hosts
        return lines + jobLines(height: height - lines.count)
    }

    // MARK: The build

    private var title: StyledLine {
        let name = [snapshot.package, snapshot.version].filter { !$0.isEmpty }.joined(separator: " ").string
        let right =
            snapshot.identifier.string + "   " + Figures.clock(.milliseconds(snapshot.elapsedMilliseconds))
        var line = StyledLine(name.isEmpty ? "compiles outside of a build" : name, .heading)
        line = line.prefix(columns: max(0, width - right.displayWidth - 2))
        line.pad(to: width - right.displayWidth)
        line.append(right, .faint)
        return line
    }

    private var progress: StyledLine {
        let pace = build.pace.compiles(at: build.now)
        var styled = ProgressLine(snapshot, recent: pace.count, window: pace.window).styled(
            width: width, utf8: signs.utf8)
        if !snapshot.disabledReason.isEmpty {
            styled.append("  everything stays here: \(snapshot.disabledReason)", .warning)
        }
        if snapshot.failedOver > 0 { styled.append("  \(snapshot.failedOver) failed over", .bad) }
        return styled
    }

    // MARK: Its hosts

    private struct HostRow {
        var name: String
        var slots: BuildSnapshot.Slots
        var compiling: Int
        var condition: BuildSnapshot.Condition = .ready
        var counts: [String] = []
    }

    private static let countTitles = ["done", "failed", "sent", "received"]
    private static let gap = 2

    private var hostLines: [StyledLine] {
        let rows = hostRows
        let nameWidth = min(max(12, width / 4), rows.map { $0.name.displayWidth }.max() ?? 0)
        let strip = max(
            "slots".count,
            min(max(4, width / 5), rows.map { Int($0.slots.limit) }.filter { $0 <= 999 }.max() ?? 4))
        let used = rows.map { Self.usage($0.slots).count }.max() ?? 0
        let counts = Self.countTitles.indices.map { column in
            rows.compactMap { $0.counts.indices.contains(column) ? $0.counts[column].displayWidth : nil }
                .reduce(Self.countTitles[column].count, max)
        }
        let compose: (String, StyledLine, String, [String], Style.Role?) -> StyledLine = {
            name, slots, usage, values, role in
            var line = StyledLine()
            line.append(name, role, in: nameWidth)
            line.append("  ")
            line.append(slots)
            line.pad(to: nameWidth + 2 + strip + 2)
            line.append(usage, role == .heading ? role : nil, in: used, right: true)
            for (value, columns) in zip(values, counts) {
                line.append("  ")
                line.append(value, role == .heading ? role : nil, in: columns, right: true)
            }
            return line
        }
        let head = compose(
            "host", StyledLine("slots", .faint), "",
            snapshot.hosts.isEmpty ? [] : Self.countTitles, .faint)
        var lines = [head]
        for row in rows {
            let meter = meter(row, width: strip)
            var line = compose(row.name, meter, Self.usage(row.slots), row.counts, nil)
            switch row.condition {
            case .ready: break
            case .down: line.append("  down", .bad)
            case .leftOut: line.append("  other compiler", .bad)
            case .unused: line.append("  not used", .faint)
            }
            lines.append(line)
        }
        if let waiting { lines.append(waiting) }
        return lines
    }

    private var hostRows: [HostRow] {
        var rows = snapshot.hosts.enumerated().map { index, host in
            let compiling = snapshot.jobs.count { $0.place == .host(index) && $0.phase == .compile }
            return HostRow(
                name: host.name.string, slots: host.slots, compiling: compiling, condition: host.condition,
                counts: [
                    "\(host.served)", "\(host.accidents)", rate(build.pace.sent(to: index, at: build.now)),
                    rate(build.pace.received(from: index, at: build.now)),
                ])
        }
        rows.append(
            HostRow(name: "this machine", slots: snapshot.local, compiling: Int(snapshot.local.inUse)))
        rows.append(
            HostRow(
                name: "preprocessing", slots: snapshot.preprocess, compiling: Int(snapshot.preprocess.inUse)))
        return rows
    }

    private func rate(_ growth: (count: Int, window: Duration)) -> String {
        growth.count > 0 ? Figures.rate(bytes: growth.count, in: growth.window) : "-"
    }

    /// `3/8`, or without a limit where there is none to speak of.
    private static func usage(_ slots: BuildSnapshot.Slots) -> String {
        slots.limit > 999 ? "\(slots.inUse)" : "\(slots.inUse)/\(slots.limit)"
    }

    /// One sign for each slot, or a share of the width where there are more slots than columns.
    private func meter(_ row: HostRow, width: Int) -> StyledLine {
        let limit = Int(row.slots.limit)
        guard limit > 0, limit <= 999 else { return StyledLine() }
        let columns = min(limit, width)
        let busy = Int(row.slots.inUse)
        let compiling = min(row.compiling, busy)
        let edge: (Int) -> Int = { count in min(columns, (count * columns + limit - 1) / limit) }
        let ends = [edge(compiling), edge(busy), edge(busy + Int(row.slots.foreign)), columns]
        let kinds: [(String, Style.Role?)] = [
            (signs.compiling, .good), (signs.network, .warning), (signs.foreign, nil), (signs.free, .faint),
        ]
        var line = StyledLine()
        var start = 0
        for (end, kind) in zip(ends, kinds) {
            line.append(String(repeating: kind.0, count: max(0, end - start)), kind.1)
            start = max(start, end)
        }
        return line
    }

    private var waiting: StyledLine? {
        let queues: [(UInt32, String)] = [
            (snapshot.waiting.volunteers, "for a volunteer"), (snapshot.waiting.preprocess, "to preprocess"),
            (snapshot.waiting.local, "for this machine"),
        ]
        let parts = queues.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        guard !parts.isEmpty else { return nil }
        return StyledLine("waiting: " + parts.joined(separator: ", "), .warning)
    }

    // MARK: Its jobs

    /// Those that run, by place and slot, so that each stays in its line from one picture to the next.
    private var jobs: [BuildSnapshot.Job] {
        let order: (BuildSnapshot.Place) -> Int = { place in
            switch place {
            case .host(let index): index
            case .here: snapshot.hosts.count
            case .undecided: snapshot.hosts.count + 1
            }
        }
        return snapshot.jobs.filter { $0.phase != .done && $0.phase != .blocked }.sorted {
            (order($0.place), $0.slot, $0.process) < (order($1.place), $1.slot, $1.process)
        }
    }

    private static let narrowestJob = 60
    /// Wider, the eye loses the line between the file and its host.
    private static let widestJob = 98
    /// Fewer lines have no titles.
    private static let leastTitled = 4

    private func jobLines(height: Int) -> [StyledLine] {
        let jobs = jobs
        guard height > 0, !jobs.isEmpty else { return [] }
        let isTitled = height >= min(Self.leastTitled, jobs.count + 1)
        let rows = isTitled ? height - 1 : height
        // Side by side only as many as are needed to show all.
        let needed = (jobs.count + rows - 1) / rows
        let columns = max(1, min(width / Self.narrowestJob, needed))
        let columnWidth = min(Self.widestJob, (width - (columns - 1) * Self.gap) / columns)
        let places = rows * columns
        let shown = jobs.count > places ? places - 1 : jobs.count
        var cells = jobs.prefix(shown).map { jobLine($0, width: columnWidth) }
        let hidden = jobs.count - shown + Int(snapshot.omittedJobs)
        if hidden > 0, cells.count < places { cells.append(StyledLine("\(hidden) more", .faint)) }
        let head = jobHead(width: columnWidth)
        let high = (cells.count + columns - 1) / columns
        return ((isTitled ? -1 : 0)..<high).map { row in
            var line = StyledLine()
            for column in 0..<columns {
                let index = column * high + row
                guard row < 0 ? column * high < cells.count : index < cells.count else { break }
                line.pad(to: column * (columnWidth + Self.gap))
                line.append(row < 0 ? head : cells[index])
            }
            return line
        }
    }

    private static let phaseWidth = 10
    private static let timeWidth = 6

    private func hostWidth(_ width: Int) -> Int {
        let longest = snapshot.hosts.map { $0.name.string.printable.displayWidth }.max() ?? 0
        return min(max("this machine".count, longest), width / 3)
    }

    private func jobHead(width: Int) -> StyledLine {
        jobLine("phase", nil, "time", "file", "host", width: width, role: .faint)
    }

    private func jobLine(_ job: BuildSnapshot.Job, width: Int) -> StyledLine {
        let role: Style.Role? =
            switch job.phase {
            case .compile: .good
            case .connect, .send, .receive: .warning
            case .startup, .blocked, .preprocess, .done: nil
            }
        let host =
            switch job.place {
            case .host(let index): snapshot.hosts[index].name.string
            case .here: "this machine"
            case .undecided: ""
            }
        return jobLine(
            job.phase.name, role, Figures.brief(.milliseconds(job.phaseMilliseconds)), job.file.string, host,
            width: width, role: nil)
    }

    private func jobLine(
        _ phase: String, _ phaseRole: Style.Role?, _ time: String, _ file: String, _ host: String, width: Int,
        role: Style.Role?
    ) -> StyledLine {
        let hostWidth = hostWidth(width)
        let fileWidth = max(4, width - Self.phaseWidth - Self.timeWidth - hostWidth - 3 * Self.gap)
        var line = StyledLine()
        line.append(phase, phaseRole ?? role, in: Self.phaseWidth)
        line.append("  ")
        line.append(time, role, in: Self.timeWidth, right: true)
        line.append("  ")
        line.append(shortened(file, to: fileWidth), role, in: fileWidth)
        line.append("  ")
        line.append(host, role, in: hostWidth)
        return line.prefix(columns: width)
    }

    /// The end of a long file name tells more than its beginning.
    private func shortened(_ text: String, to width: Int) -> String {
        let text = text.printable
        guard text.displayWidth > width else { return text }
        return signs.ellipsis + text.suffix(columns: max(0, width - signs.ellipsis.displayWidth))
    }

    private func cut(_ lines: [StyledLine], to height: Int) -> [StyledLine] {
        guard lines.count > height else { return lines }
        guard height > 1 else { return [] }
        return lines.prefix(height - 1) + [StyledLine("\(lines.count - height + 1) more", .faint)]
    }
}
