public import ByteStrings
import Devtools
import Glibc
import HostSpec
import Makepkg
public import Processes

/// `distmake chroot`: builds in chroots of devtools, with their compiles on volunteers.
///
/// devtools is started as it was typed, with binds and arguments for the makepkg inside put in. The coordinator stays
/// outside, under the user whose makepkg runs inside, and so do host names, keys and history.
public struct ChrootBuild: Sendable {
    private let arguments: [ByteString]
    private let environment: ProcessEnvironment
    private let executable: ByteString

    /// - Parameters:
    ///   - arguments: what was typed after `distmake chroot`.
    ///   - executable: the running distmake, absolute and without symbolic links.
    public init(arguments: [ByteString], environment: ProcessEnvironment, executable: ByteString) {
        self.arguments = arguments
        self.environment = environment
        self.executable = executable
    }

    /// Builds, and returns how devtools' program ended.
    ///
    /// - Throws: `Refusal` before anything is started.
    public func run() async throws(Refusal) -> WaitStatus {
        let request = try ChrootRequest(arguments)
        let program = CompilerLookup.path(of: request.words[0], environment)
        guard program.contains(UInt8(ascii: "/")) else {
            throw Refusal(.general, [program + " is not in PATH; it comes with the package devtools"])
        }
        switch DevtoolsCommand(request.words) {
        case .unknown:
            throw Refusal(
                .usage,
                [request.words[0] + " is no program of devtools that builds. " + ChrootRequest.usage])
        case .noBuild:
            return await plainly(program, request.words)
        case .packages(let packages):
            return try await run(packages, request, program)
        case .chroot(var command):
            let plain = command
            command.makepkgArguments = request.options + command.makepkgArguments
            guard let owner = owner(of: command), Disk().isReadable("PKGBUILD") else {
                return await plainly(program, request.words)
            }
            return try await run(command, plain, program, owner)
        }
    }

    /// Whose makepkg runs inside; `nil` where makechrootpkg will refuse, or where we cannot be that user.
    private func owner(of command: ChrootCommand) -> BuildOwner? {
        guard geteuid() == 0 else {
            let ourselves = BuildOwner(named: ByteString("\(geteuid())"))
            guard let user = command.user, BuildOwner(named: user) != ourselves else { return ourselves }
            Console.say(
                "makepkg is to run as " + user
                    + ", for whom only root can distribute; all compiles stay here. "
                    + "Run sudo distmake chroot.")
            return nil
        }
        let owner = (command.user ?? environment.text("SUDO_USER")).flatMap { BuildOwner(named: $0) }
        return owner?.user == 0 ? nil : owner
    }

    private func run(
        _ command: ChrootCommand, _ plain: ChrootCommand, _ program: ByteString, _ owner: BuildOwner
    ) async throws(Refusal) -> WaitStatus {
        let environment = owner.environment(from: environment)
        let here = WorkingDirectory.current
        let root = here.appending(path: command.chroots).appending(path: "root")
        let tree = command.chroots.isEmpty ? nil : ChrootTree(root)
        let library = QuirkLibrary(executable: executable, environment: environment)
        library.errors.forEach { Console.say(ByteString("\($0)")) }
        let plan = try await BuildPlan.make(
            command, in: tree,
            outside: await EffectiveConfiguration.here(environment, executable: executable), directory: here,
            environment: environment, library: library)
        if case .passThrough = plan.commandLine.run {
            return await plainly(
                program, plain.words(binding: [], makepkgArguments: plan.commandLine.arguments()))
        }
        plan.quirks?.failures.forEach(Console.say)
        var hosts: ByteString = ""
        if plan.distributes, let chosen = plan.hosts {
            let addresses = try await HostResolution.addresses(of: chosen, environment)
            hosts = chosen.list?.addressed { addresses[$0] } ?? ""
        }
        let user = self.environment.text("SUDO_USER") ?? self.environment["USER"] ?? ""
        let place = ChrootPlace(
            command: command, program: program, environment: self.environment, owner: owner,
            copy: command.copyDirectory(user: user).map { here.appending(path: $0) },
            root: tree?.path ?? root,
            compiler: tree?.gcc.map { $0.nameAndVersion + " " + $0.target } ?? "", hosts: hosts)
        do {
            return try await BuildRun(
                plan: plan, executable: executable, command: ["chroot"] + arguments, chroot: place
            ).run()
        } catch {
            Console.say(error.text + "; building without distmake")
            return await plainly(
                program, plain.words(binding: [], makepkgArguments: plan.commandLine.arguments()))
        }
    }

    /// `pkgctl build`: each of its builds comes back here through a wrapper.
    private func run(
        _ packages: PackageListCommand, _ request: ChrootRequest, _ program: ByteString
    ) async throws(Refusal) -> WaitStatus {
        guard !packages.isOffloaded else {
            Console.say(
                "these builds happen on another machine (--offload): nothing is distributed from here")
            return await plainly(program, request.words)
        }
        if !request.options.contains("--local"), DisableVariable.set(in: environment) == nil {
            let outside = await EffectiveConfiguration.here(environment, executable: executable)
            let hosts = try await BuildPlan.chosenHosts([outside].compactMap { $0 }, environment)
            if let hosts { _ = try await HostResolution.addresses(of: hosts, environment) }
        }
        let wrappers: ArchbuildWrappers
        do {
            let location = try RuntimeLocation(environment)
            location.sweep()
            wrappers = try ArchbuildWrappers(
                in: location, executable: executable, options: request.options,
                searchPath: environment["PATH"] ?? "")
        } catch {
            Console.say(error.text + "; building without distmake")
            return await plainly(program, request.words)
        }
        defer { wrappers.remove() }
        var inner = environment
        inner["PATH"] = wrappers.directory + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        return await plainly(program, request.words, inner)
    }

    /// The program as if distmake were not there.
    private func plainly(
        _ program: ByteString, _ words: [ByteString], _ environment: ProcessEnvironment? = nil
    ) async -> WaitStatus {
        await PlainCommand.run(
            program, arguments: Array(words.dropFirst()), environment: environment ?? self.environment)
    }
}
