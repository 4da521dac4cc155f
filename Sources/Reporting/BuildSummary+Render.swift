extension BuildSummary {
    /// The lines for stderr, without newlines. A usual build takes about ten.
    ///
    /// - Parameters:
    ///   - width: the columns of the terminal; `nil` where nothing limits them.
    ///   - utf8: whether the locale can show the ellipsis of a cut text.
    public func render(style: Style, width: Int?, utf8: Bool = true) -> [String] {
        var lines = [headline(style)]
        lines += hostTable(width, style, utf8)
        var labelled: [(label: String, text: String, role: Style.Role?)] = []
        if !localReasons.isEmpty, local > 0 {
            labelled.append(("local", list(localReasons), nil))
            if let advice = advice(localReasons) { labelled.append(("", advice, nil)) }
        }
        if !accidents.isEmpty, failedOver + givenUp > 0 {
            labelled.append((failedOver > 0 ? "failed over" : "given up", list(accidents), .warning))
            if let advice = advice(accidents) { labelled.append(("", advice, nil)) }
        }
        if let bypassed, bypassed.count > 0 {
            labelled.append(("bypassed", text(bypassed), .warning))
        }
        if let distributionNote { labelled.append(distributionNote) }
        let room = width.map { max(1, $0 - 2 - BuildSummary.labelWidth) }
        let said = labelled.count { $0.label.isEmpty }
        for sentence in advice.prefix(max(0, BuildSummary.mostAdvice - said)) {
            // What to do stands at the end, where a cut would take it away.
            for (index, line) in sentence.printable.wrapped(to: room).enumerated() {
                labelled.append((index == 0 ? "advice" : "", line, index == 0 ? .good : nil))
            }
        }
        labelled += notes.map { ("note", $0, nil) }
        if let identifier { labelled.append(("history", "distmake history show \(identifier)", nil)) }
        let ellipsis = utf8 ? "…" : "..."
        lines += labelled.map { label, text, role in
            let column = label.padding(to: BuildSummary.labelWidth)
            let room = width.map { max(0, $0 - 2 - BuildSummary.labelWidth) }
            let cut = text.printable.cut(to: room, ellipsis)
            return "  " + (role.map { style.apply($0, column) } ?? column) + cut
        }
        return lines
    }

    private static let labelWidth = 13
    /// What to do about reasons and accidents counts, too.
    private static let mostAdvice = 3
    private static let shownHosts = 6
    private static let shownReasons = 4
    private static let shownExamples = 3

    private func headline(_ style: Style) -> String {
        let verb = succeeded ? style.apply(.good, "built") : style.apply(.bad, "failed")
        let start =
            style.apply(.heading, "distmake:") + " \(subject.printable) \(verb) "
            + "\(succeeded ? "in" : "after") \(Figures.clock(wall))"
        guard compiles > 0 else { return start + ", nothing was compiled" }
        var parts: [String] = []
        if remote > 0 { parts.append("\(remote) remote (\(Figures.percent(remote, of: compiles)))") }
        if local > 0 { parts.append("\(local) local") }
        if failedOver > 0 { parts.append("\(failedOver) failed over") }
        if givenUp > 0 { parts.append("\(givenUp) given up") }
        return start + ", " + Figures.counted(compiles, "compile") + ": " + parts.joined(separator: ", ")
    }

    /// Who did what; nothing when nobody else was there.
    private func hostTable(_ width: Int?, _ style: Style, _ utf8: Bool) -> [String] {
        guard compiles > 0, !hosts.isEmpty else { return [] }
        var table = TextTable(
            [
                .init("host", overflow: .cutEnd(minimum: 8)), .init("compiles", .right),
                .init("share", .right),
                .init("busy", .right), .init("each", .right), .init("failed", .right),
            ], indent: 2)
        let sorted = hosts.enumerated().sorted { left, right in
            (right.element.jobs, left.offset) < (left.element.jobs, right.offset)
        }.map(\.element)
        // One machine too many is no reason for a line that says so.
        let shown = sorted.count <= BuildSummary.shownHosts + 1 ? sorted.count : BuildSummary.shownHosts
        for host in sorted.prefix(shown) {
            table.append(row(host.name, host.jobs, host.busy, host.accidents))
        }
        let rest = sorted.dropFirst(shown)
        if !rest.isEmpty {
            table.append(
                row(
                    "\(rest.count) others", rest.reduce(0) { $0 + $1.jobs },
                    rest.reduce(.zero) { $0 + $1.busy }, rest.reduce(0) { $0 + $1.accidents }))
        }
        if local + failedOver > 0 {
            table.append(row("here", local + failedOver, localBusy, 0))
        }
        return table.lines(width: width, style: style, utf8: utf8)
    }

    private func row(_ name: String, _ jobs: Int, _ busy: Duration, _ accidents: Int) -> [String] {
        [
            name, "\(jobs)", Figures.percent(jobs, of: compiles), Figures.clock(busy),
            jobs > 0 ? Figures.brief(busy / jobs) : "-", accidents > 0 ? "\(accidents)" : "",
        ]
    }

    /// `12 link-step, 3 assembler-source, 5 for 2 other reasons`, most frequent first.
    private func list(_ reasons: [Reason]) -> String {
        let sorted = BuildSummary.sorted(reasons)
        var parts = sorted.prefix(BuildSummary.shownReasons).map { "\($0.count) \($0.code)" }
        let rest = sorted.dropFirst(BuildSummary.shownReasons)
        if !rest.isEmpty {
            parts.append(
                "\(rest.reduce(0) { $0 + $1.count }) for \(Figures.counted(rest.count, "other reason"))")
        }
        return parts.joined(separator: ", ")
    }

    /// What to change about the most frequent reason that can be changed.
    private func advice(_ reasons: [Reason]) -> String? {
        let first = BuildSummary.sorted(reasons).lazy.compactMap { reason in
            reason.advice.map { (reason.code, $0) }
        }.first
        return first.map { code, advice in reasons.count > 1 ? "\(code): \(advice)" : advice }
    }

    private static func sorted(_ reasons: [Reason]) -> [Reason] {
        reasons.filter { $0.count > 0 }.sorted { ($1.count, $0.code) < ($0.count, $1.code) }
    }

    private func text(_ bypassed: Bypassed) -> String {
        let shown = bypassed.examples.prefix(BuildSummary.shownExamples)
        var text = Figures.counted(bypassed.count, "object") + " compiled without distmake"
        if !shown.isEmpty {
            text += ": " + shown.joined(separator: ", ") + (bypassed.count > shown.count ? ", ..." : "")
        }
        let origin = [bypassed.compiler.map { "by \($0)" }, bypassed.place.map { "see \($0)" }].compactMap(
            \.self)
        return origin.isEmpty ? text : text + " (" + origin.joined(separator: ", ") + ")"
    }

    private var distributionNote: (label: String, text: String, role: Style.Role?)? {
        switch distribution {
        case .on: nil
        case .off(let cause): ("off", "compiles stayed here because of \(cause)", nil)
        case .noHosts:
            ("hosts", "none named; DISTCC_HOSTS=\"red/8 blue/4\" in makepkg.conf would share the work", nil)
        }
    }
}

extension String {
    func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - displayWidth))
    }

    /// The text in at most `width` columns, with an ellipsis where something is missing.
    func cut(to width: Int?, _ ellipsis: String) -> String {
        guard let width, displayWidth > width else { return self }
        let mark = ellipsis.prefix(columns: width)
        return prefix(columns: width - mark.displayWidth) + mark
    }
}
