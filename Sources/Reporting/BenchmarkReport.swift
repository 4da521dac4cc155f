public import Analysis

/// What `distmake bench` prints at its end: the table, what failed, and which set-up to use.
public struct BenchmarkReport: Equatable, Sendable {
    /// A set-up of which a run failed.
    public struct Failure: Equatable, Sendable {
        public var setup: BenchmarkSetup
        /// `status 4`, `signal 9` …
        public var reason: String
        /// What the run printed.
        public var log: String

        public init(setup: BenchmarkSetup, reason: String, log: String) {
            self.setup = setup
            self.reason = reason
            self.log = log
        }
    }

    public var verdict: BenchmarkVerdict
    /// Whether the times are of build() alone.
    public var isBuildPhase: Bool
    public var failures: [Failure]
    /// Whether the recommendation is for makepkg.conf; else for the environment of a command.
    public var isPackage: Bool

    public init(verdict: BenchmarkVerdict, isBuildPhase: Bool, failures: [Failure], isPackage: Bool) {
        self.verdict = verdict
        self.isBuildPhase = isBuildPhase
        self.failures = failures
        self.isPackage = isPackage
    }

    /// Lines, each ended by a newline.
    public func render(width: Int?, style: Style, utf8: Bool = true) -> String {
        var blocks: [String] = []
        if !verdict.comparison.rows.isEmpty {
            let table = ComparisonTable(verdict.comparison, isBuildPhase: isBuildPhase)
            blocks.append(table.render(width: width, style: style, utf8: utf8))
        }
        if !failures.isEmpty {
            blocks.append(
                failures.map { failure in
                    style.apply(.bad, "failed") + ": \(failure.setup.name.printable): \(failure.reason); see "
                        + failure.log.printable + "\n"
                }.joined())
        }
        if let best = verdict.best, verdict.comparison.rows.count > 1 {
            let said = recommendation(of: best).flatMap { $0.wrapped(to: width) }
            blocks.append((said + settings(of: best)).map { $0 + "\n" }.joined())
        }
        return blocks.joined(separator: "\n")
    }

    private func recommendation(of best: BenchmarkSetup) -> [String] {
        var lines = ["Use \(best.name.printable): it is the fastest."]
        if !verdict.rivals.isEmpty {
            lines.append(
                "That it is faster than \(Self.names(verdict.rivals)) may be chance; more runs would tell (--runs)."
            )
        }
        if !verdict.unsure.isEmpty {
            lines.append(
                "How sure that is against \(Self.names(verdict.unsure)) is not known from one run; --runs 3 would tell."
            )
        }
        return lines
    }

    private static func names(_ setups: [BenchmarkSetup]) -> String {
        setups.map { $0.name.printable }.joined(separator: "; ")
    }

    private func settings(of best: BenchmarkSetup) -> [String] {
        let export = isPackage ? "" : "export "
        var lines = [isPackage ? "For makepkg.conf:" : "For the environment:"]
        lines.append("    \(export)DISTCC_HOSTS=\(Self.quoted(best.hosts))")
        if let limit = best.jobLimit { lines.append("    \(export)MAKEFLAGS=\"-j\(limit)\"") }
        return lines
    }

    /// As a word of a shell.
    private static func quoted(_ text: String) -> String {
        let special: Set<Character> = ["\"", "$", "`", "\\", "!"]
        guard text.contains(where: special.contains) else { return "\"\(text)\"" }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}
