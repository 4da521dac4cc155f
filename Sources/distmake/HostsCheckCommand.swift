import ArgumentParser
import BuildDriver
import ByteStrings
import HostCheck
import Reporting

/// Whether the volunteers are reachable and have the compilers of this machine, and how long a compile of some lines
/// takes there.
struct HostsCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Ask each volunteer whether it is there and has the same compilers.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let diagnosis = await Diagnosis.make(
            pkgbuild: nil, environment: .current, executable: OwnArguments.executable)
        if let problem = diagnosis.problems.first(where: { $0.code == .hosts || $0.code == .compilers }) {
            Console.say(problem.text)
            Console.print("    " + problem.remedy)
            throw ExitCode(problem.code.rawValue)
        }
        let reports = await HostCheck.reports(for: diagnosis)
        let rows = reports.map(HostCheckRows.init)
        if json {
            print(Json.list(rows.map(\.json)).text)
        } else {
            var table = HostCheckRows.table
            for row in rows { row.append(to: &table) }
            print(
                table.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
            for finding in reports.flatMap(\.findings) {
                Console.say(finding.text)
                Console.print("    " + finding.remedy)
            }
        }
        if reports.contains(where: { $0.findings.contains(where: \.isProblem) }) {
            throw ExitCode(Diagnosis.Problem.Code.volunteers.rawValue)
        }
    }
}
