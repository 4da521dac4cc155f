public import ByteStrings
import Glibc
import Makepkg
public import Processes
import ShimWire

/// `distmake [makepkg options]`: makepkg, with its compiles on volunteers.
public struct MakepkgBuild: Sendable {
    private let arguments: [ByteString]
    private let environment: ProcessEnvironment
    private let executable: ByteString

    /// - Parameters:
    ///   - arguments: what was typed after `distmake build`, or after `makepkg`.
    ///   - executable: the running distmake, absolute and without symbolic links.
    public init(arguments: [ByteString], environment: ProcessEnvironment, executable: ByteString) {
        self.arguments = arguments
        self.environment = environment
        self.executable = executable
    }

    /// Builds, and returns how makepkg ended.
    ///
    /// - Throws: `Refusal` before anything is started.
    public func run() async throws(Refusal) -> WaitStatus {
        let makepkg: MakepkgInstallation
        let commandLine: MakepkgCommandLine
        do {
            makepkg = try MakepkgInstallation.find(
                searchPath: environment["PATH"] ?? "/usr/bin:/bin", files: Disk(),
                isOurs: { OwnExecutable.isOurs($0, executable) })
            commandLine = try MakepkgCommandLine(arguments, version: makepkg.version)
        } catch {
            throw Refusal(error.code == .usage ? .usage : .general, ["\(error)"])
        }
        if case .passThrough(let reason) = commandLine.run {
            let status = await plainly(makepkg, commandLine.arguments())
            if reason == .help { HelpText.printBuildOptions() }
            return status
        }
        guard let directory = WorkingDirectory.resolve(commandLine.directory ?? ".") else {
            // makepkg says what is wrong with -D.
            return await plainly(makepkg, commandLine.arguments())
        }
        let library = QuirkLibrary(executable: executable, environment: environment)
        library.errors.forEach { Console.say(ByteString("\($0)")) }
        let plan = try await BuildPlan.make(
            makepkg, commandLine, directory: directory, environment: environment, library: library)
        plan.quirks?.failures.forEach(Console.say)
        do {
            return try await BuildRun(plan: plan, executable: executable, command: arguments).run()
        } catch {
            Console.say(error.text + "; building with plain makepkg")
            return await plainly(makepkg, commandLine.arguments())
        }
    }

    /// makepkg as if distmake were not there.
    private func plainly(_ makepkg: MakepkgInstallation, _ arguments: [ByteString]) async -> WaitStatus {
        await PlainCommand.run(makepkg.path, arguments: arguments, environment: environment)
    }
}
