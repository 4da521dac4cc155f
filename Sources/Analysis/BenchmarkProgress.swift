/// What is done of a benchmark, as it is kept for the next call.
///
///     file    ::= "distmake bench 1" NL "subject" TAB text NL setup+ done*
///     setup   ::= "setup" TAB (number | "-") TAB hosts NL          ; -j, or none
///     done    ::= "done" TAB setup TAB round TAB identifier NL     ; both from 0 on; the build in history
public struct BenchmarkProgress: Equatable, Sendable {
    /// Stands for what is built: another text is another benchmark.
    public var subject: String
    public var setups: [BenchmarkSetup]
    /// The build in history that each run was.
    public var done: [BenchmarkRun: String]

    public init(subject: String, setups: [BenchmarkSetup], done: [BenchmarkRun: String] = [:]) {
        self.subject = subject
        self.setups = setups
        self.done = done
    }

    private static let heading = "distmake bench 1"

    /// No field has a tab or a line end: host lists are words with blanks between them.
    public var text: String {
        let head = [Self.heading, "subject\t" + subject]
        let setups = setups.map { "setup\t" + ($0.jobLimit.map { "\($0)" } ?? "-") + "\t" + $0.hosts }
        let runs = done.sorted { ($0.key.round, $0.key.setup) < ($1.key.round, $1.key.setup) }
            .map { "done\t\($0.key.setup)\t\($0.key.round)\t\($0.value)" }
        return (head + setups + runs).map { $0 + "\n" }.joined()
    }

    /// - Returns: `nil` for anything that `text` does not write.
    public init?(text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.popLast() == "", lines.count > 2, lines[0] == Self.heading else { return nil }
        subject = ""
        setups = []
        done = [:]
        for (index, line) in lines.enumerated().dropFirst() {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard read(fields, isSubject: index == 1) else { return nil }
        }
        guard !setups.isEmpty, self.text == text else { return nil }
    }

    private mutating func read(_ fields: [String], isSubject: Bool) -> Bool {
        switch (fields[0], fields.count) {
        case ("subject", 2) where isSubject:
            subject = fields[1]
        case ("setup", 3) where !isSubject:
            let limit = Int(fields[1])
            guard limit != nil || fields[1] == "-" else { return false }
            setups.append(BenchmarkSetup(hosts: fields[2], jobLimit: limit))
        case ("done", 4) where !isSubject:
            guard let setup = Int(fields[1]), setups.indices.contains(setup), let round = Int(fields[2]),
                round >= 0
            else { return false }
            done[BenchmarkRun(setup: setup, round: round)] = fields[3]
        default:
            return false
        }
        return true
    }
}
