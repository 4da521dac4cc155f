public import Analysis

/// The table of `distmake history compare`.
public struct ComparisonTable: Equatable, Sendable {
    public var comparison: SetupComparison
    /// Whether the times are of build() alone, and not of all that makepkg does.
    public var isBuildPhase: Bool

    public init(_ comparison: SetupComparison, isBuildPhase: Bool) {
        self.comparison = comparison
        self.isBuildPhase = isBuildPhase
    }

    /// The table, best first, and what is to be known about it, each line ended by a newline. What all set-ups have in
    /// common is said once, below.
    public func render(width: Int?, style: Style, utf8: Bool = true) -> String {
        guard !comparison.rows.isEmpty else { return "No builds to compare.\n" }
        let lines = table.render(width: width, style: style, utf8: utf8)
        let notes = notes(utf8).flatMap { $0.wrapped(to: width) }.map { $0 + "\n" }.joined()
        return lines + (notes.isEmpty ? "" : "\n" + notes)
    }

    /// A set-up's part that has a column where it differs.
    private struct Part: Sendable {
        var title: String
        var alignment: TextTable.Alignment = .left
        var overflow: TextTable.Overflow = .keep
        var text: @Sendable (BuildSetup) -> String
    }

    private static let parts = [
        Part(title: "-j", alignment: .right) { setup in
            setup.jobLimit.map { $0 == 0 ? "no limit" : "\($0)" } ?? "?"
        },
        Part(title: "mode") { $0.mode.isEmpty ? "-" : $0.mode },
        Part(title: "compiler", overflow: .cutEnd(minimum: 10)) { $0.compiler.isEmpty ? "?" : $0.compiler },
        Part(title: "CPU", overflow: .cutEnd(minimum: 10)) { $0.processor.isEmpty ? "?" : $0.processor },
    ]

    private var different: [Part] { Self.parts.filter { Set(texts($0)).count > 1 } }
    private var common: [Part] { Self.parts.filter { Set(texts($0)).count == 1 } }

    private func texts(_ part: Part) -> [String] {
        comparison.rows.map { part.text($0.setup) }
    }

    private var table: TextTable {
        let isRepeated = comparison.rows.contains { $0.runs.count > 1 }
        let parts = different
        var columns: [TextTable.Column] = [
            .init("DISTCC_HOSTS", overflow: .cutEnd(minimum: 12)), .init("Time (mm:ss)", .right),
            .init("Fold slower", .right),
        ]
        if isRepeated { columns += [.init("runs", .right), .init("+/-", .right), .init("sure")] }
        columns += parts.map { .init($0.title, $0.alignment, overflow: $0.overflow) }
        var table = TextTable(columns)
        for row in comparison.rows {
            var cells = [
                row.setup.hosts.isEmpty ? "(none)" : row.setup.hosts, Figures.clock(row.time),
                Figures.decimal(row.fold, digits: 2),
            ]
            if isRepeated {
                cells += [
                    "\(row.runs.count)", row.margin.map(Figures.brief) ?? "-",
                    row.isCertain.map { $0 ? "yes" : "no" } ?? "-",
                ]
            }
            table.append(cells + parts.map { $0.text(row.setup) })
        }
        return table
    }

    private func notes(_ utf8: Bool) -> [String] {
        var notes = ["times are of \(isBuildPhase ? "build()" : "whole builds")"]
        let same = common.map { part in
            part.title == "-j" ? "-j \(texts(part)[0])" : "\(part.title) \(texts(part)[0])"
        }.filter { !$0.hasSuffix(" ?") && !$0.hasSuffix(" -") }
        if comparison.rows.count > 1, !same.isEmpty {
            notes.append("the same for all: " + same.joined(separator: ", "))
        }
        if comparison.versions.count > 1 {
            notes.append("these are \(comparison.versions.count) versions: " + Self.some(comparison.versions))
        }
        if !comparison.partial.isEmpty {
            notes.append(
                "left out, since they compiled less: " + Self.some(comparison.partial.map(\.identifier)))
        }
        if comparison.rows.contains(where: { $0.isCertain == false }) {
            notes.append("where it says no, the difference to the best may be chance; more runs would tell")
        }
        return notes
    }

    private static func some(_ words: [String]) -> String {
        words.prefix(5).joined(separator: ", ") + (words.count > 5 ? ", ..." : "")
    }
}
