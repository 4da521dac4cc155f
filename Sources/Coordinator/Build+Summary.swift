import Analysis
import ByteStrings
import History
import HostSpec
import Placement
import Reporting
import ShimWire

extension Build {
    /// The summary of the build as lines for people.
    func summary(_ outcome: BuildOutcome, _ bypassed: BypassScan.Finding) -> [ByteString] {
        let figures = tally.figures
        let subject = [facts.package, outcome.packages.first?.version ?? facts.version]
        let summary = BuildSummary(
            subject: subject.filter { !$0.isEmpty }.joined(separator: " ").string,
            succeeded: outcome.waitStatus == 0, wall: clock.now, distribution: distribution,
            remote: figures.remoteCompiles, local: figures.localCompiles, failedOver: figures.failedOver,
            givenUp: figures.givenUp,
            hosts: hosts.filter { $0.transport != .local }.map { host in
                let share = figures.byHost[host.name.string] ?? Tally.HostFigures()
                return BuildSummary.Host(
                    name: host.name.string, jobs: share.jobs, busy: share.busy, accidents: share.accidents)
            },
            localBusy: figures.localBusy,
            localReasons: figures.reasons.map { code, count in
                // Where nothing is distributed the summary says why in a line of its own.
                let advice = distributes ? LocalReason(rawValue: code)?.advice : nil
                return BuildSummary.Reason(code: code, count: count, advice: advice)
            },
            accidents: figures.accidents.map { code, count in
                BuildSummary.Reason(code: code, count: count, advice: Accident(rawValue: code)?.advice)
            },
            bypassed: Self.bypassed(bypassed, outcome), advice: advice(outcome),
            notes: tally.messages + toolchains.notes + outcome.notes.map(\.string),
            identifier: recorder == nil ? nil : identifier.string)
        let style: Style = outcome.display.usesColour ? .ansi : .plain
        let width = outcome.display.width == 0 ? nil : Int(outcome.display.width)
        return summary.render(style: style, width: width, utf8: outcome.display.isUTF8).map { ByteString($0) }
    }

    /// What history says of the build that it has just taken in. The reasons of local compiles have their own lines.
    private func advice(_ outcome: BuildOutcome) -> [String] {
        guard recorder != nil, distributes,
            let detail = try? Self.history(facts)?.detail(of: identifier.string, slowest: 0)
        else { return [] }
        var figures = detail.figures { _ in nil }
        figures.localJobCount = outcome.localJobCounts.first?.string
        return Advice.advice(on: figures).map(\.text)
    }

    private var distribution: BuildSummary.Distribution {
        if !facts.disabledReason.isEmpty { return .off(by: facts.disabledReason.string) }
        return distributes ? .on : .noHosts
    }

    private static func bypassed(
        _ finding: BypassScan.Finding, _ outcome: BuildOutcome
    ) -> BuildSummary.Bypassed? {
        guard finding.count > 0 else { return nil }
        return BuildSummary.Bypassed(
            count: finding.count, examples: finding.examples.map(\.string),
            compiler: finding.compilers.sorted().first?.string,
            place: outcome.compilerPlaces.first?.string)
    }
}
