import BashSyntax
import ByteStrings
import HostSpec
import Makepkg
import Pkgbuild
import Quirks
import Toolchain

/// What is decided about one build before anything is started.
struct BuildPlan: Sendable {
    var makepkg: MakepkgInstallation
    var commandLine: MakepkgCommandLine
    var environment: ProcessEnvironment
    /// Where makepkg runs, after `-D`.
    var directory: ByteString
    var files: ConfigurationFiles
    var configuration: EffectiveConfiguration
    var package: PackageFacts
    /// `nil` without a PKGBUILD.
    var quirks: QuirkDecision?
    /// `nil` when there is no host list, or nothing is distributed.
    var hosts: ChosenHosts?
    /// Why nothing is distributed, for the summary; empty when it is.
    var disabledReason: ByteString
    /// Flags to be replaced: as quirks say, and native ones because the user asked for it.
    var replacements: [(flag: ByteString, by: ByteString)]

    var list: HostList? { hosts?.list }

    var distributes: Bool { disabledReason.isEmpty && list != nil }

    /// Reads what makepkg will read, and decides.
    ///
    /// - Throws: `Refusal` for a configuration, PKGBUILD or host list that cannot be used.
    static func make(
        _ makepkg: MakepkgInstallation, _ commandLine: MakepkgCommandLine, directory: ByteString,
        environment: ProcessEnvironment, library: QuirkLibrary
    ) async throws(Refusal) -> BuildPlan {
        let files = ConfigurationFiles.find(
            makepkg, option: commandLine.configFile, directory: directory,
            environment: { environment[$0] }, files: Disk())
        let reading = ConfigurationReading(
            makepkg: makepkg, files: files, directory: directory, environment: environment.entries,
            assignments: commandLine.assignments)
        let configuration: EffectiveConfiguration
        do {
            configuration = try await reading.read(from: Disk())
        } catch {
            throw Refusal(.configuration, ["\(error)"])
        }
        let name = commandLine.buildFile(
            environment: environment["BUILDFILE"], configured: configuration.values["BUILDFILE"]?.scalar)
        let package = try await PackageFacts.read(
            directory.appending(path: name), shell: makepkg.shell, after: configuration)
        let compiler =
            package.source != nil && library.database.asksForCompiler
            ? await CompilerLookup.nameAndVersion(configuration, environment) : nil
        let quirks = try decide(library, package, configuration, commandLine, compiler: compiler)
        var plan = BuildPlan(
            makepkg: makepkg, commandLine: commandLine, environment: environment, directory: directory,
            files: files, configuration: configuration, package: package, quirks: quirks, hosts: nil,
            disabledReason: disabledReason(commandLine, environment, package, quirks),
            replacements: [])
        if plan.disabledReason.isEmpty {
            plan.hosts = try await chosenHosts([configuration], environment)
            if plan.distributes {
                plan.rewriteFlags()
                try await plan.resolveNativeFlags()
                try plan.refuseFlags()
            }
        }
        return plan
    }

    /// - Parameter compiler: its name and version, where that is known.
    /// - Throws: `Refusal` when quirks contradict each other, or when one that is required cannot be applied.
    static func decide(
        _ library: QuirkLibrary, _ package: PackageFacts, _ configuration: EffectiveConfiguration,
        _ commandLine: MakepkgCommandLine, compiler: ByteString?
    ) throws(Refusal) -> QuirkDecision? {
        guard let source = package.source else { return nil }
        let subject = QuirkSubject(
            source.tree, source.package, in: package.path.directoryPath, configuration, compiler: compiler,
            volunteers: [.stock])
        let decision: QuirkDecision
        do {
            decision = try QuirkDecision(
                library, subject: subject, tree: source.tree, selection: QuirkSelection(commandLine.own))
        } catch {
            throw Refusal(.usage, [ByteString("\(error)")])
        }
        let fatal = decision.patch.fatalFailures
        guard fatal.isEmpty else {
            throw Refusal(.buildFile, fatal.map { ByteString("\($0); \($0.consequence)") })
        }
        return decision
    }

    static func disabledReason(
        _ commandLine: MakepkgCommandLine, _ environment: ProcessEnvironment, _ package: PackageFacts,
        _ quirks: QuirkDecision?
    ) -> ByteString {
        if commandLine.own.local { return "--local" }
        if let variable = DisableVariable.set(in: environment) { return variable }
        // BUILDENV is not asked: `!distcc` stands there by default and says that makepkg's own distcc is off.
        let settings = quirks?.plan.settings
        if let mode = settings?.mode, mode.value == .local { return ByteString("quirk \(mode.quirk)") }
        let isOff = EffectiveConfiguration.setting(of: "distcc", in: package.options) == false
        return isOff && !(settings?.ignores("!distcc") ?? false) ? "options=(!distcc)" : ""
    }

    /// - Parameter configurations: the first that sets DISTCC_HOSTS counts.
    static func chosenHosts(
        _ configurations: [EffectiveConfiguration], _ environment: ProcessEnvironment
    ) async throws(Refusal) -> ChosenHosts? {
        let configured = configurations.lazy.compactMap { HostSource(configuration: $0) }.first
        guard let source = HostSource.find(configured: configured, environment) else { return nil }
        do {
            return try await ChosenHosts.choose(source, environment)
        } catch {
            throw Refusal(.configuration, error.lines)
        }
    }

    /// The `-j` for build() where the user's MAKEFLAGS has none: by the slots, unless a quirk knows better.
    var suggestedJobs: Int? {
        guard let list else { return nil }
        let settings = quirks?.plan.settings
        let wanted: Int
        switch settings?.jobs?.value {
        case .asWritten: return nil
        case .set(let number): wanted = number
        case .cap, nil: wanted = list.suggestedJobs
        }
        return min(wanted, settings?.jobCap?.value ?? wanted)
    }

    /// What the user's own MAKEFLAGS says.
    var chosenJobs: JobCount? {
        configuration.text("MAKEFLAGS").flatMap(JobCount.inMakeflags)
    }

    /// The `-j` that takes the place of the one in MAKEFLAGS, because a quirk of the package knows better than the
    /// configuration, which is for all packages. What the command line says is for this one.
    var overrulingJobs: Int? {
        guard distributes, let chosenJobs, let settings = quirks?.plan.settings,
            configuration["MAKEFLAGS"]?.origin != .commandLine
        else { return nil }
        if case .set(let number)? = settings.jobs?.value {
            return chosenJobs == .limited(number) ? nil : number
        }
        guard let cap = settings.jobCap?.value else { return nil }
        switch chosenJobs {
        case .limited(let number): return number > cap ? cap : nil
        case .unlimited: return cap
        case .unreadable: return nil
        }
    }

    /// The number of jobs of a phase for what quirks put into the package; `nil` where the package itself decides.
    func jobs(in phase: Phase) -> Int? {
        guard phase == .build else { return nil }
        if let overrulingJobs { return overrulingJobs }
        if case .limited(let number)? = chosenJobs { return number }
        return suggestedJobs
    }

    var directories: BuildDirectories {
        BuildDirectories(
            start: directory, buildDirectory: configuration.text("BUILDDIR"),
            packageDirectory: configuration.text("PKGDEST"), base: package.base)
    }
}

extension HostList {
    /// The `-j` that keeps all slots busy.
    var suggestedJobs: Int { JobCount.suggested(limits: hosts.filter(\.isUsable).map(\.limit)) }
}
