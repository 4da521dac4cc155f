public import ByteStrings
public import ShimWire

/// What `distccmon-text` prints of these builds: one line for each job that is not done, sorted by host and slot, and
/// an empty line.
///
/// - Source: distcc 3.4 `mon-text.c` and `mon.c`: `%6ld  %-10.10s  %-30.30s %24.24s[%d]`, counted in bytes.
public enum MonitorText {
    public static func lines(_ builds: [BuildSnapshot]) -> ByteString {
        let jobs = builds.flatMap { build in
            build.jobs.filter { $0.phase != .done }.map { (host: build.machine(of: $0.place), job: $0) }
        }
        let sorted = jobs.sorted { left, right in
            left.host == right.host
                ? left.job.slot < right.job.slot
                : left.host.bytes.lexicographicallyPrecedes(right.host.bytes)
        }
        return sorted.map { line($0.job, host: $0.host) }.joined(separator: "") + "\n"
    }

    private static func line(_ job: BuildSnapshot.Job, host: ByteString) -> ByteString {
        pad(ByteString("\(job.process)"), to: 6, right: true) + "  "
            + pad(cut(ByteString(job.phase.name), 10), to: 10) + "  " + pad(cut(job.file, 30), to: 30) + " "
            + pad(cut(host, 24), to: 24, right: true) + ByteString("[\(job.slot)]\n")
    }

    private static func cut(_ text: ByteString, _ length: Int) -> ByteString {
        ByteString(text.bytes.prefix(length))
    }

    private static func pad(_ text: ByteString, to length: Int, right: Bool = false) -> ByteString {
        let blanks = ByteString([UInt8](repeating: 0x20, count: max(0, length - text.count)))
        return right ? blanks + text : text + blanks
    }
}

extension BuildSnapshot {
    fileprivate func machine(of place: Place) -> ByteString {
        switch place {
        case .undecided: ""
        case .here: "localhost"
        case .host(let index): hosts[index].machine
        }
    }
}
