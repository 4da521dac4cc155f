import ByteStrings
import Devtools
import Makepkg
import Quirks

extension BuildPlan {
    /// Reads what the makepkg inside a chroot will read, and decides.
    ///
    /// Hosts and MAKEFLAGS are the user's, from outside; flags and BUILDENV are the chroot's own.
    ///
    /// - Parameters:
    ///   - tree: the chroot that copies are made of; `nil` where devtools will make it. Its configuration is devtools'
    ///     own then, which has nothing to object to.
    ///   - outside: makepkg's configuration on the outside; `nil` where it cannot be read.
    ///   - directory: the package's, outside.
    static func make(
        _ command: ChrootCommand, in tree: ChrootTree?, outside: EffectiveConfiguration?,
        directory: ByteString,
        environment: ProcessEnvironment, library: QuirkLibrary
    ) async throws(Refusal) -> BuildPlan {
        let makepkg =
            tree.flatMap {
                try? MakepkgInstallation.find(
                    searchPath: ChrootTree.searchPath, files: $0, isOurs: { _ in false })
            } ?? MakepkgInstallation(path: "/usr/bin/makepkg", version: MakepkgVersion(7, 0))
        let commandLine: MakepkgCommandLine
        do {
            commandLine = try MakepkgCommandLine(command.makepkgArguments, version: makepkg.version)
        } catch {
            throw Refusal(.usage, ["\(error)"])
        }
        let inside = ProcessEnvironment(entries: ["HOME=/build", "PATH=" + ChrootTree.searchPath])
        let files =
            tree.map {
                ConfigurationFiles.find(
                    makepkg, option: commandLine.configFile, directory: "/startdir",
                    environment: { inside[$0] }, files: $0)
            } ?? ConfigurationFiles(main: makepkg.systemConfiguration, isChosen: false, paths: [])
        var configuration = EffectiveConfiguration(files: files, values: [:])
        if let tree, !files.paths.isEmpty {
            let reading = ConfigurationReading(
                makepkg: makepkg, files: files, directory: "/startdir", environment: inside.entries,
                assignments: commandLine.assignments, mayAskShell: false)
            do {
                configuration = try await reading.read(from: tree)
            } catch {
                throw Refusal(.configuration, ["\(error)"])
            }
        }
        configuration.takeOver(from: outside, directory: directory)
        let name = commandLine.buildFile(
            environment: nil, configured: configuration.values["BUILDFILE"]?.scalar)
        let package = try await PackageFacts.read(
            directory.appending(path: name), shell: makepkg.shell, after: configuration)
        let quirks = try decide(
            library, package, configuration, commandLine, compiler: tree?.gcc?.nameAndVersion)
        var plan = BuildPlan(
            makepkg: makepkg, commandLine: commandLine, environment: environment, directory: directory,
            files: files, configuration: configuration, package: package, quirks: quirks, hosts: nil,
            disabledReason: disabledReason(commandLine, environment, package, quirks), replacements: [])
        guard plan.disabledReason.isEmpty else { return plan }
        plan.hosts = try await chosenHosts([configuration, outside].compactMap { $0 }, environment)
        if plan.distributes {
            plan.rewriteFlags()
            try plan.refuseNativeFlags()
            try plan.refuseFlags()
        }
        return plan
    }
}

extension EffectiveConfiguration {
    /// What makechrootpkg writes into the copy's makepkg.conf, over what is there.
    ///
    /// - Source: makechrootpkg of devtools 1.5, `prepare_chroot` and the lines before it: NPROC, MAKEFLAGS and PACKAGER
    ///   as they are outside; packages go to PKGDEST of the outside, or beside the PKGBUILD.
    fileprivate mutating func takeOver(from outside: EffectiveConfiguration?, directory: ByteString) {
        for name: ByteString in ["NPROC", "MAKEFLAGS", "PACKAGER"] {
            values[name] =
                outside?[name] ?? ConfigurationValue(.scalar(""), origins: [.makepkg])
        }
        values["BUILDDIR"] = ConfigurationValue(.scalar(ChrootPlace.buildDirectory), origins: [.makepkg])
        let packages = outside?.text("PKGDEST").flatMap { Disk().isDirectory($0) ? $0 : nil }
        values["PKGDEST"] = ConfigurationValue(.scalar(packages ?? directory), origins: [.makepkg])
    }
}
