internal import Analysis

/// The sections about all builds of a package, or of all packages.
extension HtmlReport {
    var historySections: [HtmlSection] {
        guard let history else { return [] }
        let letters = SetupLetters(history.comparison)
        let trend: Html = "\(chart(history, letters).html)\(trendTable(history, letters))"
        let comparison = history.comparison.map {
            setups($0, isBuildPhase: history.isBuildPhase, letters: letters)
        }
        let past = subject == .build ? "This package's builds" : "Builds"
        var sections = [
            HtmlSection("builds", history.trend.isEmpty ? "" : past, trend),
            HtmlSection("setups", "Comparison of set-ups", comparison ?? ""),
        ]
        // Sums over all builds belong to the page of a package; on the page of one build they would stand beside its own.
        if subject != .build {
            sections.insert(HtmlSection("sums", "", sums(history)), at: 0)
            sections += [
                HtmlSection("packages", "Packages", packageTable(history)),
                HtmlSection("all-hosts", "Hosts of all builds", hostTable(history)),
                HtmlSection("all-reasons", "Why compiles stayed here, in all builds", reasonTable(history)),
            ]
        }
        return sections
    }

    private func sums(_ history: HistoryReport) -> Html {
        HtmlFigure.list([
            HtmlFigure(name: "Builds", value: "\(history.builds)", note: ""),
            HtmlFigure(name: "Time of all builds", value: Figures.clock(history.wall), note: ""),
            HtmlFigure(
                name: "Compiles", value: "\(history.compiles)",
                note: "\(history.remote) remote, "
                    + Figures.failures(history.failedOver, givenUp: history.givenUp)),
            HtmlFigure(
                name: "Remote", value: Figures.percent(history.remote, of: history.compiles),
                note: "of compiles"),
            HtmlFigure(
                name: "Sent and received", value: Figures.bytes(history.bytesSent + history.bytesReceived),
                note:
                    "\(Figures.bytes(history.bytesSent)) sent, \(Figures.bytes(history.bytesReceived)) received"
            ),
        ])
    }

    private func chart(_ history: HistoryReport, _ letters: SetupLetters) -> TrendChart {
        TrendChart(builds: history.trend, letters: letters, date: date)
    }

    private func trendTable(_ history: HistoryReport, _ letters: SetupLetters) -> Html {
        var table = HtmlTable(
            "The last \(history.trend.count) of \(Figures.counted(history.builds, "build")), the latest at the bottom.",
            [
                .init("Build"), .init("Version"), .init("Started"), .init("Result"), .init("Time", .number),
                .init("Compiles", .number), .init("Remote", .number), .init("Set-up", .prose),
            ])
        for build in history.trend {
            table.append([
                build.identifier, build.version, date(build.started),
                build.isSuccess ? "succeeded" : build.wall == nil ? "not ended" : "failed",
                build.wall.map(Figures.clock) ?? "-", "\(build.compiles)",
                Figures.percent(build.remote, of: build.compiles),
                "\(letters[build.setup]): \(build.setup.summary)",
            ])
        }
        return table.html
    }

    private func setups(_ comparison: SetupComparison, isBuildPhase: Bool, letters: SetupLetters) -> Html {
        guard !comparison.rows.isEmpty else { return "" }
        var table = HtmlTable(
            "Times are of \(isBuildPhase ? "build()" : "whole builds"), the best first.",
            [
                .init("Set-up"), .init("DISTCC_HOSTS", .prose), .init("Time (mm:ss)", .number),
                .init("±", .number), .init("Fold slower", .number), .init("Builds", .number),
                .init("Sure"), .init("-j", .number), .init("Mode"), .init("Compiler", .prose),
                .init("CPU", .prose),
            ])
        for row in comparison.rows {
            let setup = row.setup
            table.append([
                letters[setup], setup.hosts.isEmpty ? "(none)" : setup.hosts, Figures.clock(row.time),
                row.margin.map(Figures.brief) ?? "-", Figures.decimal(row.fold, digits: 2),
                "\(row.runs.count)",
                row.isCertain.map { $0 ? "yes" : "no" } ?? "-",
                setup.jobLimit.map { $0 == 0 ? "no limit" : "\($0)" } ?? "?",
                setup.mode.isEmpty ? "-" : setup.mode, setup.compiler.isEmpty ? "?" : setup.compiler,
                setup.processor.isEmpty ? "?" : setup.processor,
            ])
        }
        var notes: [String] = []
        if comparison.versions.count > 1 {
            notes.append("These are \(comparison.versions.count) versions of the package.")
        }
        if !comparison.partial.isEmpty {
            notes.append(
                "\(Figures.counted(comparison.partial.count, "build")) that compiled less are left out.")
        }
        if comparison.rows.contains(where: { $0.isCertain == false }) {
            notes.append(
                "Where it says no, the difference to the best may be chance; more builds would tell.")
        }
        let note: Html = notes.isEmpty ? "" : "<p class=\"note\">\(notes.joined(separator: " "))</p>\n"
        return "\(SetupChart(comparison: comparison, letters: letters).html)\(table.html)\(note)"
    }

    private func packageTable(_ history: HistoryReport) -> Html {
        var table = HtmlTable(
            "The packages that were built most often.",
            [
                .init("Package"), .init("Builds", .number), .init("Succeeded", .number), .init("Last"),
                .init("Time", .number), .init("Best", .number), .init("Compiles", .number),
                .init("Remote", .number),
            ])
        for package in history.packages {
            table.append([
                HistoryList.name(of: package.name), "\(package.builds)", "\(package.successes)",
                date(package.lastStarted),
                package.lastWall.map(Figures.clock) ?? "-", package.bestWall.map(Figures.clock) ?? "-",
                "\(package.compiles)", Figures.percent(package.remote, of: package.compiles),
            ])
        }
        return table.html
    }

    private func hostTable(_ history: HistoryReport) -> Html {
        var table = HtmlTable(
            "What each machine did in all builds.",
            [
                .init("Host"), .init("Jobs", .number), .init("Busy", .number), .init("Each", .number),
                .init("Text compiled", .number), .init("Sent", .number), .init("Received", .number),
                .init("Accidents", .number),
            ])
        for host in history.hosts {
            table.append([
                host.name ?? "this machine", "\(host.jobs)", Figures.clock(host.busy),
                host.jobs > 0 ? Figures.brief(host.busy / host.jobs) : "-",
                Figures.rate(bytes: host.sourceBytes, in: host.compile), Figures.bytes(host.bytesSent),
                Figures.bytes(host.bytesReceived), "\(host.accidents)",
            ])
        }
        return table.html
    }

    private func reasonTable(_ history: HistoryReport) -> Html {
        var table = HtmlTable(
            "Compiles that were never offered to a volunteer, by reason.",
            [
                .init("Reason"), .init("Compiles", .number), .init("Busy", .number),
                .init("Explanation", .prose),
            ])
        for reason in history.localReasons {
            table.append(markup: [
                "<code>\(reason.code)</code>", "\(reason.compiles)", "\(Figures.clock(reason.busy))",
                explained(reason.code),
            ])
        }
        return table.html
    }
}
