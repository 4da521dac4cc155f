/// The table of `distmake history list`.
public struct HistoryList: Equatable, Sendable {
    /// One build, newest first.
    public struct Row: Equatable, Sendable {
        public var identifier: String
        public var package: String
        public var version: String
        /// Since 1970-01-01 UTC.
        public var started: Duration
        /// `nil` for a build that never ended.
        public var wall: Duration?
        public var result: BuildResult
        public var compiles: Int
        public var remote: Int
        public var hosts: String

        public init(
            identifier: String, package: String, version: String, started: Duration, wall: Duration?,
            result: BuildResult, compiles: Int, remote: Int, hosts: String
        ) {
            self.identifier = identifier
            self.package = package
            self.version = version
            self.started = started
            self.wall = wall
            self.result = result
            self.compiles = compiles
            self.remote = remote
            self.hosts = hosts
        }

        /// `lua 5.4.6-1`.
        var name: String {
            HistoryList.name(of: package) + (version.isEmpty ? "" : " \(version)")
        }
    }

    /// What a package is called. Compiles outside of a build, by a shared coordinator, have none.
    static func name(of package: String) -> String { package.isEmpty ? "(outside of a build)" : package }

    public var rows: [Row]
    /// What local time is ahead of UTC.
    public var utcOffset: Duration

    public init(rows: [Row], utcOffset: Duration) {
        self.rows = rows
        self.utcOffset = utcOffset
    }

    /// The table, each line ended by a newline; one line of text when there are no builds.
    public func render(width: Int?, style: Style, utf8: Bool = true) -> String {
        guard !rows.isEmpty else { return "No builds yet.\n" }
        var table = TextTable([
            .init("build"), .init("package", overflow: .cutEnd(minimum: 12)), .init("started"),
            .init("time", .right), .init("compiles", .right), .init("remote", .right), .init("result"),
            .init("hosts", overflow: .cutEnd(minimum: 5)),
        ])
        for row in rows {
            table.append([
                row.identifier, row.name,
                CivilTime(row.started, offset: utcOffset).text, row.wall.map(Figures.clock) ?? "-",
                "\(row.compiles)", Figures.percent(row.remote, of: row.compiles), row.result.text,
                row.hosts.isEmpty ? "-" : row.hosts,
            ])
        }
        return table.render(width: width, style: style, utf8: utf8)
    }
}

/// How a build ended.
public enum BuildResult: Equatable, Sendable {
    case succeeded
    /// With makepkg's exit code.
    case failed(Int)
    /// With the signal's number.
    case killed(Int)
    /// It runs, or its coordinator was killed.
    case unfinished

    var text: String {
        switch self {
        case .succeeded: "ok"
        case .failed(let code): "failed (\(code))"
        case .killed(let signal): "signal \(signal)"
        case .unfinished: "unfinished"
        }
    }
}
