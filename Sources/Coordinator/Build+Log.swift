import ByteStrings
import History
import HostSpec
import Logging
import Reporting
import ShimWire

extension Build {
    /// What this build is, at the head of its log.
    func logBeginning() {
        log.notice(
            """
            distmake \(ProductVersion.text), build \(identifier): \(facts.package) \(facts.version) \
            in \(facts.directory)
            """)
        log.notice("command: \(facts.command)")
        log.notice("hosts: \(facts.hosts.isEmpty ? "none" : facts.hosts)")
        if !facts.disabledReason.isEmpty { log.notice("nothing is distributed: \(facts.disabledReason)") }
    }
}

extension EndStatus {
    /// For the log: `exit 0`, `signal 9`.
    var text: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signalled(let signal): "signal \(signal)"
        }
    }
}

extension Job {
    /// What came of it, in one line.
    func logEnd() {
        guard isServed else { return build.log.info("job \(number): \(record.file): its client has gone") }
        build.log.info("job \(number): \(record.file): \(fate), \(record.status.text)\(times)")
    }

    private var fate: String {
        if let fallback = record.fallback {
            let end = record.mode == .givenUp ? "given up" : "here"
            return "\(record.kind) \(end) after \(fallback) of \(record.host ?? "every host")"
        }
        if record.mode.isRemote { return "\(record.mode) on \(record.host ?? "a host")" }
        return "\(record.kind) here" + (record.localReason.map { " (\($0))" } ?? "")
    }

    private var times: String {
        let phases: [(String, Duration)] = [
            ("queued", record.queued), ("preprocess", record.preprocess), ("connect", record.connect),
            ("send", record.send), ("compile", record.compile), ("receive", record.receive),
        ]
        return phases.filter { $0.1 > .zero }.map { "; \($0.0) \(Figures.brief($0.1))" }.joined()
    }
}
