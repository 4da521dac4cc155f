import ByteStrings
import History

/// What one long build came to: a row of the table that `scripts/test` prints when all have run.
struct BuildFigures {
    var name: String
    var jobs: [JobRecord]
    /// makepkg alone with as many jobs as there are cores; the volunteers share those cores here.
    var plain: Duration?
    var distmake: Duration

    private static let header: Void = {
        print(
            "figures: | tree | compiles | remote | as sources | local | failed over | probes | makepkg | distmake |"
        )
        print("figures: |---|---|---|---|---|---|---|---|---|")
    }()

    func show() {
        Self.header
        let compiles = jobs.filter { $0.kind == .compile }
        let remote = compiles.filter { $0.mode != .local }
        let local = Dictionary(grouping: compiles.filter { $0.fallback == nil }.compactMap(\.localReason)) {
            $0
        }
        .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        .map { "\($0.value.count) \($0.key)" }
        let cells = [
            name, "\(compiles.count)", "\(remote.count)", "\(compiles.count { $0.mode == .pump })",
            local.joined(separator: ", "),
            "\(compiles.count { $0.fallback != nil })", "\(jobs.count { $0.kind == .probe })",
            plain.map(Self.seconds) ?? "", Self.seconds(distmake),
        ]
        print("figures: | " + cells.joined(separator: " | ") + " |")
    }

    private static func seconds(_ time: Duration) -> String { "\(time.components.seconds) s" }

    /// The compiles that were neither done by a volunteer nor kept here for one of the reasons.
    static func unexpected(_ compiles: [JobRecord], mayStay reasons: [String]) -> [String] {
        compiles.compactMap { job in
            if job.mode != .local, job.fallback == nil { return nil }
            if job.fallback == nil, let reason = job.localReason, reasons.contains(reason) { return nil }
            return "\(job.file): \(job.fallback ?? job.localReason ?? "no reason")"
        }
    }
}
