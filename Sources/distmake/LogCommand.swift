import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc

/// What the coordinator of a build has written down.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "Print the log of a build that runs, or of one of the last.")

    @Flag(name: .shortAndLong, help: "Go on as the build does, to its end.")
    var follow = false

    @Argument(help: "The build's identifier or its beginning; without one the newest build.")
    var build: String?

    /// How often a log that is followed is looked at, and how often its build.
    private static let readInterval: Duration = .milliseconds(200)
    private static let readsPerLook = 10

    func run() async throws {
        do throws(Refusal) {
            let logs = try BuildLogs(.current)
            try await print(find(in: logs), of: logs)
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
    }

    private func find(in logs: BuildLogs) throws(Refusal) -> BuildLogs.Log {
        let all = logs.all
        guard let build else {
            guard let newest = all.first else {
                throw Refusal(.general, ["no build runs, and no log of an earlier one is left"])
            }
            return newest
        }
        let found = all.filter { $0.build.hasPrefix(ByteString(build)) }
        guard let log = found.first else {
            throw Refusal(
                .general,
                [
                    ByteString("no log of a build \(build) is left; the last ones are of: ")
                        + all.prefix(5).map(\.build).joined(separator: ", ")
                ])
        }
        guard found.count == 1 else {
            throw Refusal(.general, ["which one? " + found.map(\.build).joined(separator: ", ")])
        }
        return log
    }

    private func print(_ log: BuildLogs.Log, of logs: BuildLogs) async throws(Refusal) {
        // Opened once: at the end of its build the file is moved.
        let file = unsafe log.path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard file >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw Refusal(.general, [log.path + ByteString(": \(reason)")])
        }
        defer { close(file) }
        printRest(of: file)
        guard follow else { return }
        var reads = 0
        while reads % Self.readsPerLook != 0 || logs.isRunning(log) {
            reads += 1
            try? await Task.sleep(for: Self.readInterval)
            printRest(of: file)
        }
        printRest(of: file)
    }

    private func printRest(of file: Int32) {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe read(file, &buffer, buffer.count)
            guard count > 0 else { return }
            Screen.write(ByteString(buffer.prefix(count)))
        }
    }
}
