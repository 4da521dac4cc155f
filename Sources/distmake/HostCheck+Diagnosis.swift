import BuildDriver
import ByteStrings
import HostCheck
import HostSpec
import VolunteerLink

extension HostCheck {
    /// Asks the hosts that a build here would use for the compilers that it would use; nobody where there are none.
    static func reports(for diagnosis: Diagnosis) async -> [HostReport] {
        guard let hosts = diagnosis.hosts?.list?.hosts, !hosts.isEmpty else { return [] }
        let check = await HostCheck(
            diagnosis.compilers.map { WantedCompiler(name: $0.name, path: $0.path) },
            environment: ProcessEnvironment.current.entries,
            ssh: diagnosis.runtimeDirectory.map {
                SSHSettings(command: diagnosis.sshCommand, directory: $0)
            })
        return check.hasCompilers ? await check.reports(on: hosts) : []
    }
}

extension Diagnosis {
    mutating func add(_ findings: [HostFinding]) {
        for finding in findings {
            if finding.isProblem {
                problems.append(Problem(.volunteers, finding.text, remedy: finding.remedy))
            } else {
                hints.append(Hint(finding.text, remedy: finding.remedy))
            }
        }
    }
}
