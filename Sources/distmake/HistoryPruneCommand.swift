import ArgumentParser
import BuildDriver
import ByteStrings
import History
import Processes
import Reporting

struct HistoryPruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Remove the jobs of old builds, and give their room back.",
        discussion: """
            Their sums stay, so that lists and comparisons lose nothing. Every build does this by itself, but for \
            giving back room.
            """)

    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    @Option(help: ArgumentHelp("Keep the jobs of this many days; 0 for ever.", valueName: "days"))
    var days: UInt32?

    @Option(help: ArgumentHelp("Keep this many megabytes; 0 for no limit.", valueName: "megabytes"))
    var size: UInt32?

    func run() throws {
        let environment = HistoryLimits(ProcessEnvironment.current)
        let limits = PruneLimits(days: days ?? environment.days, megabytes: size ?? environment.megabytes)
        let pruner = HistoryPruner(path: HistoryCommand.path, limits: limits)
        let result = try HistoryCommand.answering { () throws(HistoryError) in
            dryRun ? try pruner.plan(now: WallClock.now) : try pruner.prune(now: WallClock.now)
        }
        let what = "the \(result.jobs) jobs of \(result.builds) builds"
        if dryRun {
            return print(
                "would remove \(what): \(Figures.bytes(result.before)), then about \(Figures.bytes(result.after))"
            )
        }
        let size = try HistoryCommand.answering { () throws(HistoryError) in try pruner.compact() }
        print("removed \(what): \(Figures.bytes(result.before)), now \(Figures.bytes(size))")
    }
}
