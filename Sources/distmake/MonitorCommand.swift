import ArgumentParser
import BuildDriver
import ByteStrings
import Glibc
import Processes
import Reporting

/// What compiles where, live.
struct MonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Show what compiles where, in all builds of yours.")

    @Flag(help: "Print lines as distccmon-text does: once, or each SECONDS.")
    var text = false

    @Argument(help: "Time between two pictures; 0.5 on a full screen.")
    var seconds: Double?

    /// What a full screen is drawn at.
    private static let usualInterval: Duration = .milliseconds(500)

    func validate() throws {
        guard seconds ?? 0 >= 0, (seconds ?? 0).isFinite else {
            throw ValidationError("SECONDS is a number from 0 on")
        }
    }

    func run() async throws {
        let environment = ProcessEnvironment.current
        do throws(Refusal) {
            let builds = try RunningBuilds(environment)
            if text { return await printText(builds) }
            guard BuildMonitor.isPossible(environment) else {
                throw Refusal(
                    .general,
                    ["standard output is no terminal to draw on; distmake monitor --text prints lines"])
            }
            let interval = seconds.map { Duration.seconds(max(0.1, $0)) } ?? Self.usualInterval
            let monitor = BuildMonitor(builds, environment: environment, interval: interval)
            if let signal = try await monitor.run() { WaitStatus(signal: signal).endLike() }
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
    }

    private func printText(_ builds: RunningBuilds) async {
        let pause = Duration.seconds(seconds ?? 0)
        repeat {
            Screen.write(MonitorText.lines(await builds.snapshots()))
            try? await Task.sleep(for: pause)
        } while pause > .zero
    }
}
