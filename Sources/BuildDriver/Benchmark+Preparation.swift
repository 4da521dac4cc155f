import Analysis
public import ByteStrings
import Files
import Makepkg
import Pkgbuild

extension Benchmark {
    /// Decides what is built and under which set-ups; nothing is started or written.
    ///
    /// - Parameter executable: the running distmake, absolute and without symbolic links.
    /// - Throws: `Refusal` for whatever would keep one of the set-ups from being built.
    public static func make(
        _ request: BenchmarkRequest, environment: ProcessEnvironment, executable: ByteString
    ) async throws(Refusal) -> Benchmark {
        guard let directory = WorkingDirectory.resolve(request.directory) else {
            throw Refusal(.usage, [request.directory + ": there is no such directory"])
        }
        if request.command.isEmpty {
            return try await ofPackage(request, in: directory, environment, executable)
        }
        return try ofCommand(request, in: directory, environment, executable)
    }

    private static func ofCommand(
        _ request: BenchmarkRequest, in directory: ByteString, _ environment: ProcessEnvironment,
        _ executable: ByteString
    ) throws(Refusal) -> Benchmark {
        let lists = try request.lists { () throws(Refusal) in
            HostSource.find(configured: nil, environment)
        }
        let own = JobCount.inMakeflags(
            request.command.dropFirst().filter { $0.hasPrefix("-") }.joined(separator: " "))
        guard own == nil || request.jobLimits.isEmpty else {
            throw Refusal(
                .usage,
                ["the command has a -j of its own, which would beat those of the set-ups; leave one out"])
        }
        let setups = request.setups(
            lists, hasJobs: (own ?? JobCount.inMakeflags(environment["MAKEFLAGS"] ?? "")) != nil)
        try refuseDisabled(setups, environment)
        let work = BenchmarkWork(
            kind: .command(request.command, clean: request.clean), directory: directory,
            name: directory.lastPathComponent, version: "", subject: request.clean, environment: environment)
        return Benchmark(work, setups: setups, request: request, executable: executable)
    }

    private static func ofPackage(
        _ request: BenchmarkRequest, in directory: ByteString, _ environment: ProcessEnvironment,
        _ executable: ByteString
    ) async throws(Refusal) -> Benchmark {
        let recipe = directory.appending(path: request.buildFile ?? "PKGBUILD")
        guard FileAttributes(recipe) != nil else {
            throw Refusal(
                .buildFile,
                [
                    "there is no " + recipe
                        + "; name a package's directory, or a command after --: distmake bench --clean 'make clean' -- make"
                ])
        }
        let makepkg: MakepkgInstallation
        do {
            makepkg = try MakepkgInstallation.find(
                searchPath: environment["PATH"] ?? "/usr/bin:/bin", files: Disk(),
                isOurs: { OwnExecutable.isOurs($0, executable) })
        } catch {
            throw Refusal(.general, ["\(error)"])
        }
        let library = QuirkLibrary(executable: executable, environment: environment)
        /// What a build with these words would decide.
        func plan(_ words: [ByteString]) async throws(Refusal) -> BuildPlan {
            let commandLine: MakepkgCommandLine
            do throws(MakepkgError) {
                commandLine = try MakepkgCommandLine(request.options + words, version: makepkg.version)
            } catch {
                throw Refusal(.usage, ["\(error)"])
            }
            return try await BuildPlan.make(
                makepkg, commandLine, directory: directory, environment: environment, library: library)
        }
        let local = try await plan(["--local"])
        let lists = try request.lists { () throws(Refusal) in
            HostSource.find(configured: HostSource(configuration: local.configuration), environment)
        }
        let setups = request.setups(lists, hasJobs: local.chosenJobs != nil)
        try refuseDisabled(setups, environment)
        for setup in setups where !setup.hosts.isEmpty {
            // Flags that cannot be distributed are refused here, and not in the middle of the night.
            let plan = try await plan(BenchmarkWork.assignments(setup))
            if !plan.distributes {
                throw Refusal(
                    .usage,
                    [
                        plan.package.base + " is not distributed (" + plan.disabledReason
                            + "), so volunteers make no difference; --local measures it without"
                    ])
            }
        }
        let work = BenchmarkWork(
            kind: .package(
                configuration: local.files, scratch: scratch(local.configuration, directory, environment)),
            options: request.options, directory: directory, name: local.package.base,
            version: local.package.version,
            subject: subject(
                TextFile.read(local.package.path) ?? "",
                hasVersionFunction: local.package.source?.package.has("pkgver") ?? false)
                + request.options.map { "\n" + $0 }.joined(separator: ""), environment: environment)
        return Benchmark(work, setups: setups, request: request, executable: executable)
    }

    /// The text that decides whether it is still the same package. makepkg itself changes what pkgver() computes.
    private static func subject(_ recipe: ByteString, hasVersionFunction: Bool) -> ByteString {
        guard hasVersionFunction else { return recipe }
        return recipe.split("\n", keepingEmpty: true)
            .filter { !$0.hasPrefix("pkgver=") && !$0.hasPrefix("pkgrel=") }.joined(separator: "\n")
    }

    /// Where everything is built: in the user's BUILDDIR, which may be in memory, else in the cache.
    private static func scratch(
        _ configuration: EffectiveConfiguration, _ directory: ByteString, _ environment: ProcessEnvironment
    ) -> ByteString {
        let cache = environment.directory("XDG_CACHE_HOME", homeSuffix: ".cache").appending(path: "distmake")
        let parent = configuration.text("BUILDDIR").map { directory.appending(path: $0) } ?? cache
        return parent.appending(path: "bench-" + directory.fingerprintText)
    }

    private static func refuseDisabled(
        _ setups: [BenchmarkSetup], _ environment: ProcessEnvironment
    ) throws(Refusal) {
        guard let variable = DisableVariable.set(in: environment),
            setups.contains(where: { !$0.hosts.isEmpty })
        else { return }
        throw Refusal(.usage, [variable + " is set, so that nothing is distributed; unset it"])
    }
}
