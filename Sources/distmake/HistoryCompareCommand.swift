import Analysis
import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Reporting

struct HistoryCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare the times of builds under different set-ups.",
        discussion: """
            A package stands for its successful builds, which are grouped by host list, -j, mode, compiler and CPU.
            """)

    @Argument(help: ArgumentHelp("A package, or builds by their identifiers.", valueName: "build"))
    var subjects: [String]

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let reader = try HistoryCommand.open()
        var identifiers: [String] = []
        var packages: Set<String> = []
        for subject in subjects {
            let ofPackage = try HistoryCommand.answering { () throws(HistoryError) in
                try reader.runs(package: subject)
            }
            if ofPackage.runs.isEmpty {
                let build = try HistoryCommand.build(subject, in: reader).build
                guard build.finished != nil else {
                    Console.say("\(ByteString(build.identifier)) has not ended; there is no time to compare")
                    throw ExitCode.failure
                }
                identifiers.append(build.identifier)
                packages.insert(build.package)
            } else {
                identifiers += ofPackage.runs.map(\.identifier)
                packages.insert(subject)
            }
        }
        guard packages.count == 1 else {
            let names = packages.sorted().map { ByteString($0) }.joined(separator: " and ")
            Console.say(names + " are different packages; their times say nothing about set-ups")
            throw ExitCode.failure
        }
        let compared = try HistoryCommand.answering { () throws(HistoryError) in
            try reader.runs(of: identifiers)
        }
        let comparison = SetupComparison(compared.runs)
        if json {
            return print(
                HistoryJson.comparison(comparison, isBuildPhase: compared.isBuildPhase).text)
        }
        print(
            ComparisonTable(comparison, isBuildPhase: compared.isBuildPhase).render(
                width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }
}
