extension HistoryPage {
    /// The page, each line ended by a newline: the build, then a table for each thing there is to tell.
    ///
    /// - Parameter utcOffset: what local time is ahead of UTC.
    public func render(width: Int?, utcOffset: Duration, style: Style, utf8: Bool = true) -> String {
        let sections = [
            facts(utcOffset, style), hostTable, reasonTable("why local", localReasons),
            reasonTable("accidents", accidents), slowTable,
        ]
        return sections.map { $0.lines(width: width, style: style, utf8: utf8) }.filter { !$0.isEmpty }
            .map { $0.map { $0 + "\n" }.joined() }.joined(separator: "\n")
    }

    private func facts(_ utcOffset: Duration, _ style: Style) -> TextTable {
        var table = TextTable([.init(""), .init("", overflow: .cutEnd(minimum: 20))], showsHeader: false)
        let optional: (String, String) -> Void = { label, text in
            if !text.isEmpty { table.append([label, text]) }
        }
        table.append(["build", build.identifier])
        table.append(["package", build.version.isEmpty ? build.package : "\(build.package) \(build.version)"])
        table.append(["started", CivilTime(build.started, offset: utcOffset).text])
        table.append(["time", build.wall.map(Figures.clock) ?? "-"])
        table.append(["result", build.result.text])
        table.append(["compiles", compilesText])
        optional("bypassed", bypassedObjects > 0 ? Figures.counted(bypassedObjects, "object") : "")
        optional("not recorded", droppedJobs > 0 ? Figures.counted(droppedJobs, "job") : "")
        optional("command", command)
        optional("directory", directory)
        optional("MAKEFLAGS", makeflags)
        optional("compiler", compiler)
        optional("hosts", build.hosts)
        for package in packages {
            table.append(["made", "\(package.name), \(Figures.bytes(package.size))"])
        }
        return table
    }

    private var compilesText: String {
        guard build.compiles > 0 else { return "none" }
        let remote = "\(build.remote) remote (\(Figures.percent(build.remote, of: build.compiles)))"
        return "\(build.compiles): \(remote), \(local) local, \(failedOver) failed over"
    }

    /// `slots` is how many of the host's slots were busy at once, on average over the build.
    private var hostTable: TextTable {
        var table = TextTable([
            .init("host", overflow: .cutEnd(minimum: 8)), .init("jobs", .right), .init("busy", .right),
            .init("slots", .right), .init("each", .right), .init("sent", .right), .init("received", .right),
            .init("accidents", .right),
        ])
        for host in hosts {
            table.append([
                host.name, "\(host.jobs)", Figures.clock(host.busy), slots(host.busy),
                host.jobs > 0 ? Figures.brief(host.busy / host.jobs) : "-", Figures.bytes(host.bytesSent),
                Figures.bytes(host.bytesReceived), host.accidents > 0 ? "\(host.accidents)" : "",
            ])
        }
        return table
    }

    private func slots(_ busy: Duration) -> String {
        guard let wall = build.wall, wall > .zero else { return "-" }
        let tenth = Int((busy / wall * 10).rounded())
        return "\(tenth / 10).\(tenth % 10)"
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

    private var slowTable: TextTable {
        var table = TextTable([
            .init("slowest", overflow: .cutStart(minimum: 12)), .init("host"), .init("preprocess", .right),
            .init("compile", .right), .init("total", .right),
        ])
        for job in slowest {
            table.append([
                job.file, job.host, Figures.brief(job.preprocess), Figures.brief(job.compile),
                Figures.brief(job.total),
            ])
        }
        return table
    }
}
