public import ByteStrings
import Files
import HostSpec
import Makepkg
public import Processes
import ShimWire
import Toolchain

/// `distmake run -- COMMAND`: any build, with its compiles on volunteers and without makepkg.
public struct CommandRun: Sendable {
    private let command: [ByteString]
    private let environment: ProcessEnvironment
    private let executable: ByteString
    private let isLocal: Bool
    private let showsProgress: Bool
    private let logLevel: ByteString

    /// - Parameters:
    ///   - command: the program and its arguments.
    ///   - executable: the running distmake, absolute and without symbolic links.
    ///   - isLocal: whether nothing is to be distributed.
    ///   - wantsProgress: whether there is to be a progress line on a terminal that can show one.
    ///   - logLevel: what the log keeps; empty for what DISTCC_VERBOSE says.
    public init(
        command: [ByteString], environment: ProcessEnvironment, executable: ByteString, isLocal: Bool,
        wantsProgress: Bool, logLevel: ByteString
    ) {
        precondition(!command.isEmpty, "a command has at least its name")
        self.command = command
        self.environment = environment
        self.executable = executable
        self.isLocal = isLocal
        self.logLevel = logLevel
        showsProgress = wantsProgress && ProgressDisplay.isPossible(environment)
    }

    /// Runs the command, and returns how it ended.
    ///
    /// - Throws: `Refusal` for a host list that cannot be used, or when the command cannot be started.
    public func run() async throws(Refusal) -> WaitStatus {
        let hosts: ChosenHosts?
        do throws(HostSourceError) {
            hosts = try await ChosenHosts.ofEnvironment(environment, unless: disabledReason)
        } catch {
            throw Refusal(.configuration, error.lines)
        }
        hosts?.notes.forEach(Console.say)
        do {
            return try await run(hosts?.list)
        } catch {
            throw Refusal(.general, [error.text])
        }
    }

    private func run(_ list: HostList?) async throws(DriverError) -> WaitStatus {
        let location = try RuntimeLocation(environment)
        location.sweep()
        let masquerade = try Masquerade.prepare(executable, environment)
        let directory = WorkingDirectory.current
        let started = WallClock.now
        let makeflags = JobCount.inMakeflags(environment["MAKEFLAGS"] ?? "")
        let facts = BuildFacts.make(
            hosts: list?.text ?? "", disabledReason: disabledReason,
            package: directory.lastPathComponent, version: "", directory: directory,
            command: command.joined(separator: " "), makeflags: environment["MAKEFLAGS"] ?? "",
            jobs: JobCount.inMakeflags(
                command.dropFirst().filter { $0.hasPrefix("-") }.joined(separator: " "))
                ?? makeflags,
            compiler: await CompilerLookup.description(nil, environment),
            settings: BuildFacts.compilerSettings { environment.text($0) }, wantsProgress: showsProgress,
            logLevel: logLevel, isCommand: true, location: location, environment: environment)
        let coordinator = try await BuildCoordinator.start(
            facts, in: location, executable: executable, environment: environment)
        defer { coordinator.removeDirectory() }
        var inner = environment
        inner["PATH"] = masquerade.searchPath(before: environment["PATH"] ?? "/usr/bin:/bin")
        inner["DISTMAKE_SOCKET"] = coordinator.socket
        inner[BuildTool.jobsVariable] = Self.jobs(makeflags, list).map { ByteString("\($0)") }
        return try await Foreground(
            // In the build's PATH: `distmake run -- gcc -c a.c` is a compile too.
            program: CompilerLookup.path(of: command[0], inner), arguments: Array(command.dropFirst()),
            environment: inner, coordinator: coordinator, progress: showsProgress ? .command : nil
        ).run { end in
            BuildOutcome(
                waitStatus: end.waitStatus.rawValue, usage: BuildOutcome.Usage(end),
                sourceDirectory: directory,
                startedSeconds: UInt64(started.components.seconds), packages: [], compilerPlaces: [],
                localJobCounts: [],
                notes: [], display: Summary.display(environment, noColour: false))
        }
    }

    /// How many jobs ninja is to run where the command does not say; `nil` leaves it to ninja.
    private static func jobs(_ makeflags: JobCount?, _ list: HostList?) -> Int? {
        guard let list else { return nil }
        return switch makeflags {
        case .limited(let count): count
        case nil: list.suggestedJobs
        case .unlimited, .unreadable: nil
        }
    }

    private var disabledReason: ByteString {
        isLocal ? "--local" : DisableVariable.set(in: environment) ?? ""
    }
}
