import ByteStrings
import Processes

/// A program in our place at the terminal, as if distmake were not there.
enum PlainCommand {
    static func run(
        _ program: ByteString, arguments: [ByteString], environment: ProcessEnvironment
    ) async -> WaitStatus {
        do {
            let process = try ForegroundProcess.start(
                program, arguments: arguments, environment: environment.entries)
            return await process.wait().waitStatus
        } catch {
            Console.say("cannot start " + program + ": \(error)")
            return WaitStatus(exitCode: 1)
        }
    }
}
