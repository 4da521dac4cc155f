import ArgumentParser
import BuildDriver
import ByteStrings
import HostSpec
import Reporting

/// What was understood of the host list of the environment and the hosts files.
struct HostsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hosts", abstract: "List the volunteers of the host list, and where the list came from.")

    func run() throws {
        guard let source = HostSource.find(configured: nil, .current) else {
            Console.say("no hosts: set DISTCC_HOSTS=\"red/8 blue/4\" or write them to ~/.distcc/hosts")
            throw ExitCode.failure
        }
        let list: HostList?
        do throws(HostSourceError) {
            list = try source.list()
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode.failure
        }
        guard let list else {
            Console.say(source.origin + " names no hosts")
            throw ExitCode.failure
        }
        print("\(source.origin)")
        var table = TextTable([.init("host"), .init("slots", .right), .init("protocol", .right)], indent: 2)
        for host in list.hosts {
            table.append([
                host.name.string, "\(host.limit)", host.transport == .local ? "" : "\(host.protocolVersion)",
            ])
        }
        print(table.render(width: Screen.width, style: .plain, utf8: Screen.isUTF8), terminator: "")
    }
}
