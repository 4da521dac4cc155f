public import Analysis

extension HistoryReport {
    /// The report as text, each line ended by a newline.
    ///
    /// - Parameter utcOffset: what local time is ahead of UTC.
    public func render(width: Int?, utcOffset: Duration, style: Style, utf8: Bool = true) -> String {
        let tables = [
            facts(utcOffset), packageTable(utcOffset), trendTable(utcOffset, utf8), hostTable, reasonTable,
            slowTable,
        ].map { $0.render(width: width, style: style, utf8: utf8) }
        let setups = comparison.map { comparison in
            comparison.rows.count > 1
                ? ComparisonTable(comparison, isBuildPhase: isBuildPhase).render(
                    width: width, style: style, utf8: utf8) : ""
        }
        return (tables + [setups ?? ""]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func facts(_ utcOffset: Duration) -> TextTable {
        var table = TextTable([.init(""), .init("", overflow: .cutEnd(minimum: 20))], showsHeader: false)
        if let package { table.append(["package", package]) }
        let start = since.map { " since \(CivilTime($0, offset: utcOffset).text)" } ?? ""
        table.append(["builds", "\(builds)\(start)"])
        table.append(["time", Figures.clock(wall)])
        let remoteText = "\(remote) remote (\(Figures.percent(remote, of: compiles)))"
        table.append([
            "compiles",
            compiles == 0
                ? "none"
                : "\(compiles): \(remoteText), \(Figures.failures(failedOver, givenUp: givenUp))",
        ])
        table.append(["sent", Figures.bytes(bytesSent)])
        table.append(["received", Figures.bytes(bytesReceived)])
        if recent < builds { table.append(["below", "hosts and reasons of the last \(recent) builds"]) }
        return table
    }

    private func packageTable(_ utcOffset: Duration) -> TextTable {
        var table = TextTable([
            .init("package", overflow: .cutEnd(minimum: 12)), .init("builds", .right), .init("ok", .right),
            .init("last"), .init("time", .right), .init("best", .right), .init("compiles", .right),
            .init("remote", .right),
        ])
        for package in packages {
            table.append([
                HistoryList.name(of: package.name), "\(package.builds)", "\(package.successes)",
                CivilTime(package.lastStarted, offset: utcOffset).text,
                package.lastWall.map(Figures.clock) ?? "-", package.bestWall.map(Figures.clock) ?? "-",
                "\(package.compiles)", Figures.percent(package.remote, of: package.compiles),
            ])
        }
        return table
    }

    /// The latest at the bottom, each with a bar for its time.
    private func trendTable(_ utcOffset: Duration, _ utf8: Bool) -> TextTable {
        var table = TextTable([
            .init("build"), .init("version", overflow: .cutEnd(minimum: 8)), .init("started"),
            .init("time", .right), .init("", overflow: .cutEnd(minimum: 1)), .init("compiles", .right),
            .init("remote", .right), .init("hosts", overflow: .cutEnd(minimum: 8)),
        ])
        let longest = trend.compactMap(\.wall).max() ?? .zero
        for build in trend {
            let share = longest > .zero ? (build.wall ?? .zero) / longest : 0
            let bar = String(repeating: utf8 ? "▇" : "#", count: Int((share * 12).rounded()))
            table.append([
                build.identifier, build.version, CivilTime(build.started, offset: utcOffset).text,
                build.isSuccess ? build.wall.map(Figures.clock) ?? "-" : "failed", build.isSuccess ? bar : "",
                "\(build.compiles)", Figures.percent(build.remote, of: build.compiles),
                build.setup.hosts.isEmpty ? "-" : build.setup.hosts,
            ])
        }
        return table
    }

    private var hostTable: TextTable {
        var table = TextTable([
            .init("host", overflow: .cutEnd(minimum: 8)), .init("jobs", .right), .init("busy", .right),
            .init("each", .right), .init("text compiled", .right), .init("sent", .right),
            .init("received", .right), .init("accidents", .right),
        ])
        for host in hosts {
            table.append([
                host.name ?? "here", "\(host.jobs)", Figures.clock(host.busy),
                host.jobs > 0 ? Figures.brief(host.busy / host.jobs) : "-",
                Figures.rate(bytes: host.sourceBytes, in: host.compile), Figures.bytes(host.bytesSent),
                Figures.bytes(host.bytesReceived), host.accidents > 0 ? "\(host.accidents)" : "",
            ])
        }
        return table
    }

    private var reasonTable: TextTable {
        var table = TextTable([
            .init("why local"), .init("compiles", .right), .init("busy", .right),
            .init("what to do", overflow: .cutEnd(minimum: 20)),
        ])
        for reason in localReasons.prefix(8) {
            table.append([reason.code, "\(reason.compiles)", Figures.clock(reason.busy), reason.remedy ?? ""])
        }
        return table
    }

    private var slowTable: TextTable {
        var table = TextTable([
            .init("slowest of the last build", overflow: .cutStart(minimum: 12)), .init("host"),
            .init("preprocess", .right), .init("compile", .right),
        ])
        for unit in slowest {
            table.append([
                unit.file, unit.host ?? "here", Figures.brief(unit.preprocess), Figures.brief(unit.compile),
            ])
        }
        return table
    }
}
