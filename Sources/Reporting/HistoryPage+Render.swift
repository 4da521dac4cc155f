import Analysis

extension HistoryPage {
    /// The page, each line ended by a newline: the build, then a table for each thing there is to tell.
    ///
    /// - Parameter utcOffset: what local time is ahead of UTC.
    public func render(width: Int?, utcOffset: Duration, style: Style, utf8: Bool = true) -> String {
        let sections = [
            facts(utcOffset, style), hostTable, reasonTable("why local", localReasons),
            reasonTable("accidents", accidents), slowTable("slowest", slowest),
            slowTable("critical path", path?.longest ?? []), headerTable,
        ]
        let blocks =
            sections.map { $0.lines(width: width, style: style, utf8: utf8) } + [adviceLines(width, style)]
        return blocks.filter { !$0.isEmpty }.map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private func adviceLines(_ width: Int?, _ style: Style) -> [String] {
        guard !advice.isEmpty else { return [] }
        let lines = advice.flatMap { sentence in
            sentence.printable.wrapped(to: width.map { max(1, $0 - 2) }).enumerated().map { index, line in
                (index == 0 ? "- " : "  ") + line
            }
        }
        return [style.apply(.heading, "what would have helped")] + lines
    }

    private func facts(_ utcOffset: Duration, _ style: Style) -> TextTable {
        var table = TextTable([.init(""), .init("", overflow: .cutEnd(minimum: 20))], showsHeader: false)
        let optional: (String, String) -> Void = { label, text in
            if !text.isEmpty { table.append([label, text]) }
        }
        table.append(["build", build.identifier])
        table.append(["package", build.name])
        table.append(["started", CivilTime(build.started, offset: utcOffset).text])
        table.append(["time", build.wall.map(Figures.clock) ?? "-"])
        table.append(["result", build.result.text])
        optional("phases", phases.map { "\($0.name) \(Figures.clock($0.wall))" }.joined(separator: ", "))
        optional("cost", cost)
        table.append(["compiles", compilesText])
        optional("at once", parallelismText)
        optional("waited for", pathText)
        optional("jobs", hasJobs ? "" : "pruned; their sums are left")
        optional("bypassed", bypassedObjects > 0 ? Figures.counted(bypassedObjects, "object") : "")
        optional("not recorded", droppedJobs > 0 ? Figures.counted(droppedJobs, "job") : "")
        optional("command", command)
        optional("directory", directory)
        optional("MAKEFLAGS", makeflags)
        optional("-j", jobLimit)
        optional("compiler", compiler)
        for setting in settings { table.append(["setting", setting]) }
        optional("machine", machine)
        optional("hosts", build.hosts)
        for package in packages {
            table.append(["made", "\(package.name), \(Figures.bytes(package.size))"])
        }
        return table
    }

    private var compilesText: String {
        guard build.compiles > 0 else { return "none" }
        let remote = "\(build.remote) remote (\(Figures.percent(build.remote, of: build.compiles)))"
        return
            "\(build.compiles): \(remote), \(local) local, \(Figures.failures(failedOver, givenUp: givenUp))"
    }

    private var parallelismText: String {
        guard let parallelism, parallelism.most > 0 else { return "" }
        return
            "\(Figures.decimal(parallelism.mean, digits: 1)) jobs on average, \(parallelism.most) at most; "
            + "\(Figures.clock(parallelism.idle)) with none, \(Figures.clock(parallelism.single)) with one"
    }

    private var pathText: String {
        guard let path, path.jobs > 0 else { return "" }
        return
            "\(Figures.counted(path.jobs, "job")) one after the other: \(Figures.clock(path.work)) at work, "
            + "\(Figures.clock(path.queued)) in the queue, \(Figures.clock(path.gaps)) between them"
    }

    /// `slots` is how many of the host's slots were busy at once, on average while jobs were under way, and how many
    /// it has.
    private var hostTable: TextTable {
        var table = TextTable([
            .init("host", overflow: .cutEnd(minimum: 8)), .init("jobs", .right), .init("busy", .right),
            .init("slots", .right), .init("each", .right), .init("sent", .right), .init("received", .right),
            .init("accidents", .right),
        ])
        for host in hosts {
            table.append([
                host.name, "\(host.jobs)", Figures.clock(host.busy), slots(host),
                host.jobs > 0 ? Figures.brief(host.busy / host.jobs) : "-", Figures.bytes(host.bytesSent),
                Figures.bytes(host.bytesReceived), host.accidents > 0 ? "\(host.accidents)" : "",
            ])
        }
        return table
    }

    func slots(_ host: Host) -> String {
        guard let span = parallelism?.span ?? build.wall, span > .zero else { return "-" }
        let inUse = Figures.decimal(host.busy / span, digits: 1)
        return host.slots.map { "\(inUse)/\($0)" } ?? inUse
    }

    private func reasonTable(_ title: String, _ reasons: [Reason]) -> TextTable {
        var table = TextTable([
            .init(title), .init("kind"), .init("jobs", .right), .init("busy", .right),
        ])
        for reason in reasons {
            table.append([reason.code, reason.kind, "\(reason.jobs)", Figures.clock(reason.busy)])
        }
        return table
    }

    /// As many as `slowest` has.
    private static let shownHeaders = 10

    /// `read` is what all units together read of it.
    private var headerTable: TextTable {
        var table = TextTable([
            .init("header", overflow: .cutStart(minimum: 12)), .init("units", .right), .init("read", .right),
        ])
        for header in headers.prefix(Self.shownHeaders) {
            table.append([header.file, "\(header.units)", Figures.bytes(header.bytes)])
        }
        return table
    }

    private func slowTable(_ title: String, _ jobs: [SlowJob]) -> TextTable {
        var table = TextTable([
            .init(title, overflow: .cutStart(minimum: 12)), .init("host"), .init("preprocess", .right),
            .init("compile", .right), .init("total", .right),
        ])
        for job in jobs {
            table.append([
                job.file, job.host, Figures.brief(job.preprocess), Figures.brief(job.compile),
                Figures.brief(job.total),
            ])
        }
        return table
    }
}
