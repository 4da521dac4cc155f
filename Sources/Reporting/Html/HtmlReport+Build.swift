internal import Analysis

/// The sections about one build.
extension HtmlReport {
    private static let shownJobs = 15
    private static let listedJobs = 200
    private static let shownDirectories = 12
    private static let shownHeaders = 20

    var buildSections: [HtmlSection] {
        guard let build else { return [] }
        let page = build.page
        let isLast = subject == .package
        let about = isLast ? " of the last build" : ""
        return [
            HtmlSection("build", isLast ? "Last build: \(page.build.identifier)" : "", figures(page)),
            HtmlSection("advice", "What would have helped", isAdvice: true, advice(page)),
            HtmlSection("timeline-section", "Timeline" + about, timelineBody(build)),
            HtmlSection("utilisation", "Slots in use over time", utilisationBody(build.timeline)),
            HtmlSection("hosts", "Hosts" + about, hostTable(page)),
            HtmlSection("reasons", "Why jobs stayed here", reasonBody(page)),
            HtmlSection("slowest", "Slowest translation units", slowestBody(build.timeline)),
            HtmlSection("path", "Critical path", pathBody(page)),
            HtmlSection("costs", "What costs most", costBody(build.timeline, page.headers)),
            HtmlSection("setup", "Set-up" + about, facts(page)),
        ]
    }

    private func figures(_ page: HistoryPage) -> Html {
        let build = page.build
        let started = subject == .build ? "" : "started \(date(build.started))"
        var figures = [
            HtmlFigure(
                name: "Time", value: build.wall.map(Figures.clock) ?? "-",
                note: [build.result.sentence, started].filter { !$0.isEmpty }.joined(separator: ", ")),
            HtmlFigure(
                name: "Compiles", value: "\(build.compiles)",
                note: "\(build.remote) remote, \(page.local) local, "
                    + Figures.failures(page.failedOver, givenUp: page.givenUp)),
            HtmlFigure(
                name: "Remote", value: Figures.percent(build.remote, of: build.compiles), note: "of compiles"),
        ]
        if let parallelism = page.parallelism, parallelism.most > 0 {
            let limit = page.jobLimit.isEmpty ? "" : ", -j\u{A0}\(page.jobLimit)"
            figures.append(
                HtmlFigure(
                    name: "Jobs at once", value: Figures.decimal(parallelism.mean, digits: 1),
                    note: "on average, \(parallelism.most) at most" + limit))
        }
        let (sent, received) = page.hosts.reduce((0, 0)) { ($0.0 + $1.bytesSent, $0.1 + $1.bytesReceived) }
        if sent + received > 0 {
            figures.append(
                HtmlFigure(
                    name: "Sent and received", value: Figures.bytes(sent + received),
                    note: "\(Figures.bytes(sent)) sent, \(Figures.bytes(received)) received"))
        }
        return HtmlFigure.list(figures)
    }

    private func advice(_ page: HistoryPage) -> Html {
        guard !page.advice.isEmpty else { return "" }
        return "<ul>\n\(page.advice.map { "<li>\($0)</li>\n" as Html })</ul>\n"
    }

    // MARK: Timeline

    private func timelineBody(_ build: Build) -> Html {
        guard let timeline = build.timeline else {
            return
                "<p>The jobs of this build were pruned from the history. What they add up to is below.</p>\n"
        }
        guard !timeline.jobs.isEmpty else { return "" }
        return """
            <noscript><p>The timeline of single jobs needs JavaScript. The use of slots over time, the hosts and the
            slowest jobs are below.</p></noscript>
            <div id="timeline" hidden>
            <p class="note" id="timeline-note">\(timeline.jobs.count) jobs, each from the moment that it took a slot to the
            moment that it gave it back. Which of a host's slots it was is not recorded: each job is drawn in the first
            lane that was free. Its ends are lighter: sending and receiving.</p>
            <ul class="legend">
            <li><i class="remote"></i>compiled on a volunteer</li><li><i class="local"></i>compiled here (hatched)</li>
            <li><i class="failed-over"></i>failed over, or given up (crossed)</li><li><i class="link"></i>link (bars)</li>
            <li><i class="other"></i>probe, question, preprocessing</li><li><i class="error"></i>ended with an error (framed)</li>
            </ul>
            <div class="tools">
            <button type="button" class="closer">Zoom in</button><button type="button" class="farther">Zoom out</button>
            <button type="button" class="whole">Whole build</button>
            <label>Find <input type="search" class="search" placeholder="part of a file name"></label>
            <span class="found" role="status"></span>
            <label><input type="checkbox" class="path"> critical path</label>
            </div>
            <p class="note keys-help" id="timeline-keys">Drag to move; Ctrl and the wheel, or a pinch, to zoom. With the keyboard:
            arrows go from job to job, + and − zoom, Page Up and Page Down move, 0 shows the whole build.</p>
            <canvas class="strip" aria-hidden="true"></canvas>
            <canvas class="axis" aria-hidden="true"></canvas>
            <div class="scroller"><div class="spacer">
            <canvas class="jobs" tabindex="0" role="application" aria-label="Timeline of \(timeline.jobs.count) jobs"
            aria-describedby="timeline-note timeline-keys"></canvas></div></div>
            <div class="tip" hidden aria-hidden="true"></div>
            <div class="said" role="status"></div>
            </div>

            """
    }

    private func utilisationBody(_ timeline: Timeline?) -> Html {
        guard let timeline, !timeline.jobs.isEmpty, timeline.end > .zero else { return "" }
        return UtilisationChart(timeline).html
    }

    // MARK: Tables

    private func hostTable(_ page: HistoryPage) -> Html {
        var table = HtmlTable(
            "What each machine did. Slots are those in use on average while jobs were under way, of those in the host list.",
            [
                .init("Host"), .init("Jobs", .number), .init("Busy", .number), .init("Slots", .number),
                .init("Each", .number), .init("Sent", .number), .init("Received", .number),
                .init("Accidents", .number),
            ])
        for host in page.hosts {
            table.append([
                host.name == "here" ? "this machine" : host.name, "\(host.jobs)", Figures.clock(host.busy),
                page.slots(host),
                host.jobs > 0 ? Figures.brief(host.busy / host.jobs) : "-", Figures.bytes(host.bytesSent),
                Figures.bytes(host.bytesReceived), "\(host.accidents)",
            ])
        }
        return table.html
    }

    private func reasonBody(_ page: HistoryPage) -> Html {
        var table = HtmlTable(
            "Jobs that were never offered to a volunteer, by reason.",
            [
                .init("Reason"), .init("Kind"), .init("Jobs", .number), .init("Busy", .number),
                .init("Explanation", .prose),
            ])
        for reason in page.localReasons {
            table.append(markup: [
                "<code>\(reason.code)</code>", "\(reason.kind)", "\(reason.jobs)",
                "\(Figures.clock(reason.busy))",
                explained(reason.code),
            ])
        }
        var accidents = HtmlTable(
            "Accidents, after which jobs were done here or given up. Their codes are explained in distmake-reasons(7).",
            [.init("Accident"), .init("Kind"), .init("Jobs", .number), .init("Busy", .number)])
        for reason in page.accidents {
            accidents.append(markup: [
                "<code>\(reason.code)</code>", "\(reason.kind)", "\(reason.jobs)",
                "\(Figures.clock(reason.busy))",
            ])
        }
        return "\(table.html)\(accidents.html)"
    }

    private func slowestBody(_ timeline: Timeline?) -> Html {
        guard let timeline else { return "" }
        let slowest = timeline.jobs.filter { $0.kind == "compile" }.sorted {
            ($1.total, $0.span.number) < ($0.total, $1.span.number)
        }
        let first = jobTable(
            "By the time for preprocessing, sending, compiling and receiving; waiting for a slot is not in it.",
            slowest.prefix(HtmlReport.shownJobs))
        let others = slowest.dropFirst(HtmlReport.shownJobs).prefix(
            HtmlReport.listedJobs - HtmlReport.shownJobs)
        guard !others.isEmpty else { return first }
        let rest = jobTable("The next \(others.count) of \(slowest.count) compiles.", others)
        return "\(first)<details><summary>The next \(others.count)</summary>\n\(rest)</details>\n"
    }

    private func jobTable(_ caption: String, _ jobs: some Sequence<Timeline.Job>) -> Html {
        var table = HtmlTable(
            caption,
            [
                .init("File", .path), .init("Host"), .init("Total", .number), .init("Compile", .number),
                .init("Preprocess", .number), .init("Send, receive", .number), .init("Waited", .number),
                .init("Stayed because"),
            ])
        for job in jobs {
            table.append([
                job.file.isEmpty ? "(no file)" : job.file, job.host ?? "this machine",
                Figures.brief(job.total),
                Figures.brief(job.compile), Figures.brief(job.span.preprocess),
                Figures.brief(job.send + job.receive), Figures.brief(job.span.queued), job.reason ?? "",
            ])
        }
        return table.html
    }

    private func pathBody(_ page: HistoryPage) -> Html {
        guard let path = page.path, path.jobs > 0 else { return "" }
        var table = HtmlTable(
            "The longest jobs on it.",
            [
                .init("File", .path), .init("Host"), .init("Total", .number), .init("Compile", .number),
                .init("Preprocess", .number),
            ])
        for job in path.longest {
            table.append([
                job.file.isEmpty ? "(no file)" : job.file, job.host == "here" ? "this machine" : job.host,
                Figures.brief(job.total), Figures.brief(job.compile), Figures.brief(job.preprocess),
            ])
        }
        return """
            <p>The build's end waited for \(Figures.counted(path.jobs, "job")), one after the other: \(Figures.clock(path.work))
            at work, \(Figures.clock(path.queued)) in the queue, \(Figures.clock(path.gaps)) between them. Which job needs
            which is not recorded: before each stands the one that ended last before it arrived.</p>
            \(table.html)
            """
    }

    private func costBody(_ timeline: Timeline?, _ headers: [HistoryPage.Header]) -> Html {
        let jobs = timeline?.jobs ?? []
        let costs = DirectoryCost.costs(of: jobs)
        guard !costs.isEmpty || !headers.isEmpty else { return "" }
        return "\(directoryTable(costs))\(headerTable(headers))\(textTable(jobs))\n"
    }

    private func directoryTable(_ costs: [DirectoryCost]) -> Html {
        let all = costs.reduce(.zero) { $0 + $1.total }
        guard all > .zero else { return "" }
        var table = HtmlTable(
            "Directories, by the time of their compiles together.",
            [
                .init("Directory", .path), .init("Compiles", .number), .init("Total", .number),
                .init("Share", .number), .init("Each", .number),
            ])
        for cost in costs.prefix(HtmlReport.shownDirectories) {
            table.append([
                cost.directory.isEmpty ? "(the build's own)" : cost.directory, "\(cost.compiles)",
                Figures.clock(cost.total), "\(Figures.decimal(cost.total / all * 100, digits: 1)) %",
                Figures.brief(cost.total / max(1, cost.compiles)),
            ])
        }
        return table.html
    }

    private func textTable(_ jobs: [Timeline.Job]) -> Html {
        let byText = jobs.filter(\.hasWholeText).sorted {
            ($1.sourceBytes, $0.span.number) < ($0.sourceBytes, $1.span.number)
        }
        guard !byText.isEmpty else { return "" }
        var table = HtmlTable(
            "Units with the most text: the source with all its headers, after preprocessing.",
            [
                .init("File", .path), .init("Text", .number), .init("Compile", .number),
                .init("Host"),
            ])
        for job in byText.prefix(HtmlReport.shownJobs) {
            table.append([
                job.file, Figures.bytes(job.sourceBytes), Figures.brief(job.compile),
                job.host ?? "this machine",
            ])
        }
        return table.html
    }

    private func headerTable(_ headers: [HistoryPage.Header]) -> Html {
        guard !headers.isEmpty else {
            return """
                <p class="note">Which headers cost most is not known: no unit of this build was sent to a volunteer.</p>

                """
        }
        var table = HtmlTable(
            "Headers, by what all units together read of them.",
            [.init("Header", .path), .init("Units", .number), .init("Read", .number), .init("Each", .number)])
        for header in headers.prefix(HtmlReport.shownHeaders) {
            table.append([
                header.file, "\(header.units)", Figures.bytes(header.bytes),
                Figures.bytes(header.bytes / max(1, header.units)),
            ])
        }
        return table.html
    }

    private func facts(_ page: HistoryPage) -> Html {
        var facts: [(String, String)] = [
            ("Phases", page.phases.map { "\($0.name) \(Figures.clock($0.wall))" }.joined(separator: ", ")),
            ("Cost here", page.cost), ("Command", page.command), ("Directory", page.directory),
            ("MAKEFLAGS", page.makeflags), ("-j", page.jobLimit), ("Compiler", page.compiler),
            ("Machine", page.machine), ("Hosts", page.build.hosts),
        ]
        facts += page.settings.map { ("Setting", $0) }
        facts += page.packages.map { ("Made", "\($0.name), \(Figures.bytes($0.size))") }
        if page.bypassedObjects > 0 {
            facts.append(("Bypassed", Figures.counted(page.bypassedObjects, "object") + " without a job"))
        }
        if page.droppedJobs > 0 { facts.append(("Not recorded", Figures.counted(page.droppedJobs, "job"))) }
        let rows = facts.filter { !$0.1.isEmpty }.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as Html }
        return rows.isEmpty ? "" : "<dl class=\"facts\">\n\(rows)</dl>\n"
    }
}

extension BuildResult {
    /// For people who do not know the list's words.
    var sentence: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed(let status): "failed with status \(status)"
        case .killed(let signal): "killed by signal \(signal)"
        case .unfinished: "not ended"
        }
    }
}
