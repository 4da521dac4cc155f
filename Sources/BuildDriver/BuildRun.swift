import BashSyntax
import ByteStrings
import Files
import Glibc
import HostSpec
import Makepkg
import Pkgbuild
import Processes
import Quirks
import Reporting
import ShimWire
import Toolchain

/// One build: the coordinator is started, makepkg runs, the summary is printed, nothing is left behind.
struct BuildRun: Sendable {
    let plan: BuildPlan
    /// The running distmake.
    let executable: ByteString
    /// The command line as typed, without the program's name.
    let command: [ByteString]
    /// `nil` for a build in this machine's own root.
    var chroot: ChrootPlace?

    private var owner: BuildOwner? { chroot?.owner }

    /// - Throws: `DriverError` when the build cannot be prepared for distribution; nothing has been started then.
    func run() async throws(DriverError) -> WaitStatus {
        let location = try RuntimeLocation(plan.environment, owner: owner)
        location.sweep()
        plan.hosts?.notes.forEach(Console.say)
        let masquerade =
            chroot == nil
            ? try Masquerade.prepare(executable, plan.environment).paths : ChrootPlace.masqueradePaths
        let started = WallClock.now
        let coordinator = try await BuildCoordinator.start(
            await facts(location), in: location, executable: executable, environment: plan.environment,
            owner: owner)
        defer { owner.perform { coordinator.removeDirectory() } }
        let text = derived(masquerade, coordinator).text
        let patched = try owner.perform { () throws(DriverError) in
            try TextFile.write(text, to: coordinator.directory.appending(path: Self.configurationName))
            PatchedPkgbuild.sweep(plan.directory) { location.isAlive($0) }
            return try patchedPkgbuild(coordinator)
        }
        defer { owner.perform { patched?.finish() } }
        warnAboutPreparedTree()
        return try await foreground(coordinator, patched).run { end in
            let isGood = end.waitStatus.isSuccess
            let packages = isGood ? builtPackages(since: started, masquerade.directory) : []
            return outcome(end, started, packages)
        }
    }

    /// The derived makepkg.conf in the build's directory.
    private static let configurationName: ByteString = "makepkg.conf"

    /// makepkg, or what starts it in a chroot.
    private func foreground(
        _ coordinator: BuildCoordinator, _ patched: PatchedPkgbuild?
    ) throws(DriverError) -> Foreground {
        let configuration = directoryInside(coordinator).appending(path: Self.configurationName)
        let options = ["--config", configuration] + (patched.map { ["-p", $0.name] } ?? [])
        let arguments = plan.commandLine.arguments(adding: options)
        guard let chroot else {
            return Foreground(
                program: plan.makepkg.path, arguments: arguments, environment: plan.environment,
                coordinator: coordinator, progress: progress(coordinator))
        }
        let shim = try Masquerade.shim(of: executable)
        return Foreground(
            program: chroot.program,
            arguments: chroot.arguments(
                shim: shim, directory: coordinator.directory, makepkg: arguments),
            environment: chroot.environment, coordinator: coordinator, progress: progress(coordinator))
    }

    /// The build's directory as makepkg and its programs see it.
    private func directoryInside(_ coordinator: BuildCoordinator) -> ByteString {
        chroot == nil ? coordinator.directory : ChrootPlace.directory
    }

    /// Where the extracted sources are, seen from here; empty when that is not known.
    private var sourceDirectory: ByteString {
        chroot?.outside(plan.directories.source) ?? plan.directories.source
    }

    /// The copy with the quirks' edits; `nil` when none edits anything.
    private func patchedPkgbuild(_ coordinator: BuildCoordinator) throws(DriverError) -> PatchedPkgbuild? {
        guard let quirks = plan.quirks, quirks.isPatched else { return nil }
        return try PatchedPkgbuild(
            quirks.patch.text, of: plan.package.path, build: coordinator.directory.lastPathComponent)
    }

    /// Quirks whose edits are in the tree that prepare() makes.
    private var editingQuirks: [ByteString] {
        plan.quirks?.patch.changed.map { ByteString($0) } ?? []
    }

    private func facts(_ location: RuntimeLocation) async -> BuildFacts {
        BuildFacts.make(
            hosts: plan.distributes ? plan.list?.text ?? "" : "", disabledReason: plan.disabledReason,
            package: plan.package.base, version: plan.package.version,
            directory: plan.directories.source, command: command.joined(separator: " "),
            makeflags: makeflags, jobs: JobCount.inMakeflags(makeflags),
            compiler: await compiler,
            settings: settings,
            // A value in makepkg.conf goes before one in the environment.
            historyLimits: HistoryLimits { plan.configuration.text($0) }, wantsProgress: showsProgress,
            localFiles: plan.quirks?.localFiles ?? [], jobMode: jobMode, shipments: shipments,
            acceptedToolchains: plan.configuration.text("DISTMAKE_ACCEPT_TOOLCHAIN"),
            logLevel: plan.commandLine.own.logLevel ?? "", compilerRoot: chroot?.root ?? "",
            location: location, environment: plan.environment)
    }

    private var compiler: ByteString {
        get async {
            if let chroot { return chroot.compiler }
            return await CompilerLookup.description(plan.configuration, plan.environment)
        }
    }

    private var makeflags: ByteString {
        let chosen = plan.configuration.text("MAKEFLAGS") ?? ""
        let raised = plan.distributes && plan.chosenJobs == nil ? plan.suggestedJobs : nil
        guard let jobs = plan.overrulingJobs ?? raised else { return chosen }
        return chosen.isEmpty ? "-j\(jobs)" : chosen + " -j\(jobs)"
    }

    private var settings: [ByteString] {
        let options = plan.configuration.words("OPTIONS") + plan.package.options
        return BuildFacts.compilerSettings { plan.configuration.text($0) }
            + (options.isEmpty ? [] : ["OPTIONS=" + options.joined(separator: " ")])
    }

    /// How a quirk wants jobs to be sent. A package that it keeps here is not distributed at all.
    private var jobMode: ByteString {
        plan.quirks?.plan.settings.mode.map { ByteString($0.value.rawValue) } ?? ""
    }

    private var shipments: [BuildFacts.Shipment] {
        (plan.quirks?.plan.settings.shippedFiles ?? []).map { wish in
            BuildFacts.Shipment(
                files: wish.value.files.map(\.text), sources: wish.value.sources.map(\.text))
        }
    }

    private func derived(_ masquerade: MasqueradePaths, _ coordinator: BuildCoordinator)
        -> DerivedConfiguration
    {
        var jobs = DerivedConfiguration.Jobs()
        if plan.distributes {
            let overruling = plan.overrulingJobs
            let here = plan.suggestedJobs.map { min(Processors.available, $0) }
            jobs.build = overruling ?? plan.suggestedJobs
            jobs.check = overruling ?? here
            jobs.package = overruling ?? here
            if overruling != nil { jobs.overruled = plan.configuration.text("MAKEFLAGS") ?? "" }
        }
        var derived = DerivedConfiguration(
            files: plan.files, masquerade: masquerade.directory, tools: masquerade.tools,
            shim: masquerade.shim, buildDirectory: directoryInside(coordinator),
            environment: [("DISTMAKE_SOCKET", directoryInside(coordinator).appending(path: "sock"))],
            jobs: jobs, replacements: plan.replacements, quirks: editingQuirks)
        if let chroot {
            derived.compilerNames = CompilerName.extendedRegularExpression
            derived.hosts = chroot.hosts
        }
        if let settings = plan.quirks?.plan.settings, plan.distributes {
            derived.ignoresDistccOption = settings.ignores("!distcc")
            for phase in Phase.allCases {
                derived.phaseEnvironment[ByteString(phase.rawValue)] = settings.variables(
                    for: phase, jobs: plan.jobs(in: phase))
            }
        }
        return derived
    }

    /// `-e`, `--noprepare` and `-R` build in a tree that an earlier run has prepared.
    private func warnAboutPreparedTree() {
        let flags = plan.commandLine.flags
        guard !flags.isDisjoint(with: [.noExtract, .noPrepare, .repackage]) else { return }
        let stamp = PreparedStamp.read(in: sourceDirectory, files: Disk())
        if let warning = stamp.warning(for: editingQuirks) { Console.say(warning) }
    }

    private var showsProgress: Bool {
        !plan.commandLine.flags.contains(.noProgressBar) && ProgressDisplay.isPossible(plan.environment)
    }

    private func progress(_ coordinator: BuildCoordinator) -> ProgressDisplay.Scope? {
        showsProgress ? .phases(file: coordinator.directory.appending(path: "phase")) : nil
    }

    // MARK: Afterwards

    private func builtPackages(since start: Duration, _ masquerade: ByteString) -> [PackageArchive] {
        let directories = plan.directories
        return BuiltPackages.find(
            in: directories.packages, base: plan.package.base, since: start, files: Disk()
        ).compactMap { try? PackageArchive(reading: $0, lookingFor: masquerade) }
    }

    private func outcome(
        _ end: ProcessEnd, _ started: Duration, _ packages: [PackageArchive]
    ) -> BuildOutcome {
        BuildOutcome(
            waitStatus: end.waitStatus.rawValue, usage: BuildOutcome.Usage(end),
            sourceDirectory: sourceDirectory,
            startedSeconds: UInt64(started.components.seconds),
            packages: packages.map { package in
                BuiltPackage(
                    name: package.name, version: package.version,
                    byteCount: UInt64(FileAttributes(package.path)?.size ?? 0),
                    buildInfo: Self.text(of: package.buildInformation))
            },
            compilerPlaces: plan.package.compilerPlaces, localJobCounts: localJobCounts,
            notes: notes(packages),
            display: Summary.display(plan.environment, noColour: plan.commandLine.flags.contains(.noColour)))
    }

    /// None where a quirk has put ours in the place of them.
    private var localJobCounts: [ByteString] {
        guard let quirks = plan.quirks, quirks.isPatched,
            SyntaxTree(parsing: quirks.patch.text).localJobCounts.isEmpty
        else { return plan.package.localJobCounts }
        return []
    }

    /// `.BUILDINFO` as it reads in the package.
    private static func text(of metadata: PackageArchive.Metadata?) -> ByteString {
        (metadata?.pairs ?? []).map { $0.key + " = " + $0.value + "\n" }.joined(separator: "")
    }

    private func notes(_ packages: [PackageArchive]) -> [ByteString] {
        var notes = plan.quirks?.notes ?? []
        for package in packages {
            for file in package.filesNaming.prefix(3) {
                notes.append(
                    package.path.lastPathComponent + ": " + file
                        + " contains the masquerade directory's path: the package records its compiler")
            }
        }
        if let jobs = plan.overrulingJobs, let settings = plan.quirks?.plan.settings {
            let quirk = settings.jobs?.quirk ?? settings.jobCap?.quirk ?? ""
            notes.append(ByteString("MAKEFLAGS has other jobs; quirk \(quirk) made it -j\(jobs)"))
        }
        if plan.distributes, case .limited(let chosen)? = plan.chosenJobs, let suggested = plan.suggestedJobs,
            suggested != chosen, plan.overrulingJobs == nil
        {
            notes.append("MAKEFLAGS has -j\(chosen); the slots of the host list would suggest -j\(suggested)")
        }
        return notes
    }
}
