import ArgumentParser
import BuildDriver
import ByteStrings

/// For builds that are started by hand: `export PATH="$(distmake masquerade):$PATH"`.
struct MasqueradeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "masquerade",
        abstract: "Print the directory with the compilers' names, to be put first in PATH.",
        discussion: "export PATH=\"$(distmake masquerade):$PATH\"")

    func run() throws {
        do {
            let path = try MasqueradePath.prepare(
                executable: OwnArguments.executable, environment: .current)
            print(path.string)
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
    }
}
