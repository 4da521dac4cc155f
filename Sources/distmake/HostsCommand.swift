import ArgumentParser
import BuildDriver
import ByteStrings
import Discovery
import HostSpec
import Reporting

/// The host list that a build here would use, and what its volunteers say.
struct HostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts", abstract: "List the volunteers, or ask them.",
        subcommands: [HostsListCommand.self, HostsCheckCommand.self], defaultSubcommand: HostsListCommand.self
    )
}

/// What was understood of the host list that a build here would use, and where it came from.
struct HostsListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the volunteers of the host list, and where the list came from.")

    func run() async throws {
        let sources = await HostSource.forBuildHere(.current, executable: OwnArguments.executable)
        guard let source = sources.first else {
            Console.say("no hosts: set DISTCC_HOSTS=\"red/8 blue/4\" or write them to ~/.distcc/hosts")
            throw ExitCode.failure
        }
        let chosen: ChosenHosts
        do throws(HostSourceError) {
            chosen = try await ChosenHosts.choose(source, .current)
        } catch {
            error.lines.enumerated().forEach { $0 == 0 ? Console.say($1) : Console.print($1) }
            throw ExitCode.failure
        }
        guard let written = try? source.list() else {
            Console.say(source.origin.description + " names no hosts")
            throw ExitCode.failure
        }
        print("\(source.origin.description)")
        let rows = HostRows(written, announced: chosen.announced)
        print(rows.hosts.render(width: Screen.width, utf8: Screen.isUTF8), terminator: "")
        print(rows.settings.render(width: Screen.width, utf8: Screen.isUTF8), terminator: "")
        for other in sources.dropFirst() where other.differs(from: written) {
            print("not used: \(other.origin.description), which says something else")
        }
        chosen.notes.forEach(Console.say)
        if chosen.list == nil { throw ExitCode.failure }
    }
}
