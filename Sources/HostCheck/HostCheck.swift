public import ByteStrings
import CompilerCommand
import DistccWire
public import HostSpec
import Placement
public import VolunteerLink

/// Asks the volunteers of a list, all at once, whether they are there and have the compilers of this machine: by the
/// probe that a build sends before its first job.
public struct HostCheck: Sendable {
    private let references: [ProbeReference]
    private let link: VolunteerLink

    /// Compilers that say nothing of themselves are left out.
    ///
    /// - Parameters:
    ///   - environment: `NAME=value`, for the compilers here.
    ///   - patience: for the compile of a few lines.
    public init(
        _ compilers: [WantedCompiler], environment: [ByteString], ssh: SSHSettings?,
        patience: Duration = .seconds(30)
    ) async {
        var references: [ProbeReference] = []
        for compiler in compilers {
            if let reference = await ProbeReference(compiler, environment: environment) {
                references.append(reference)
            }
        }
        self.references = references
        link = VolunteerLink(ioTimeout: patience, ssh: ssh)
    }

    /// Whether there is any compiler here to compare with.
    public var hasCompilers: Bool { !references.isEmpty }

    /// In the order of the hosts.
    public func reports(on hosts: [HostSpec]) async -> [HostReport] {
        let reports = await withTaskGroup(of: (Int, HostReport).self) { group in
            for (index, host) in hosts.enumerated() {
                group.addTask { (index, HostReport(host: host, answer: await answer(of: host))) }
            }
            var reports: [Int: HostReport] = [:]
            for await (index, report) in group { reports[index] = report }
            return reports
        }
        await link.close()
        return hosts.indices.compactMap { reports[$0] }
    }

    private func answer(of host: HostSpec) async -> HostReport.Answer {
        guard host.isUsable, host.transport != .local else { return .notAsked }
        var found: [CompilerReport] = []
        for reference in references {
            do throws(LinkError) {
                found.append(try await ask(host, for: reference))
            } catch {
                return .accident(error)
            }
        }
        return .answered(found)
    }

    /// - Throws: what stands in the way of every compile on this host.
    private func ask(_ host: HostSpec, for reference: ProbeReference) async throws(LinkError)
        -> CompilerReport
    {
        var report = CompilerReport(
            name: reference.name.bareName, outcome: .refused, remoteNames: [], time: .zero)
        for name in reference.remoteNames {
            let result: LinkResult
            do throws(LinkError) {
                result = try await link.compile(request(reference, calling: name, on: host), on: host)
            } catch {
                guard error.blame == .command else { throw error }
                report.remoteNames.append(name)
                continue
            }
            report.time = result.times.total
            let outcome = Self.outcome(result.response, reference)
            if case .verdict(let verdict) = outcome, verdict.grade != .different {
                report.outcome = outcome
                report.remoteNames = [name]
                return report
            }
            // The first name that was served is the likeliest: its trouble is the one to tell.
            if report.outcome == .refused || report.outcome == .missing { report.outcome = outcome }
            report.remoteNames.append(name)
        }
        return report
    }

    private func request(
        _ reference: ProbeReference, calling name: ByteString, on host: HostSpec
    ) -> DistccRequest {
        let probe = ToolchainProbe(for: reference.name)
        let target: [ByteString] =
            reference.facts.family == .clang ? ["--target=" + reference.facts.target] : []
        return DistccRequest(
            version: host.usesCompression ? .compressed : .plain,
            arguments: [name] + target + ToolchainProbe.options + ["-c", probe.sourceName, "-o", "probe.o"],
            source: probe.text.bytes)
    }

    private static func outcome(
        _ response: DistccResponse, _ reference: ProbeReference
    ) -> CompilerReport.Outcome {
        if DaemonTrouble(waitStatus: response.waitStatus) == .compilerMissing { return .missing }
        let message = ByteString(response.standardError).split("\n").first ?? ""
        guard response.waitStatus == 0,
            let verdict = ToolchainVerdict(ours: reference.object, theirs: response.object)
        else { return .failed(status: response.waitStatus, message: message) }
        return .verdict(verdict)
    }
}

extension LinkTimes {
    var total: Duration { connect + send + wait + receive }
}
