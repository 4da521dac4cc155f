import BashSyntax
public import ByteStrings
import HostSpec
import Makepkg
import ShimWire
import Toolchain

extension Diagnosis {
    /// Looks at a build in the current directory.
    ///
    /// - Parameters:
    ///   - pkgbuild: the file that `-p` names; `nil` for the usual one, which need not be there.
    ///   - executable: the running distmake, absolute and without symbolic links.
    public static func make(
        pkgbuild: ByteString?, environment: ProcessEnvironment, executable: ByteString
    ) async -> Diagnosis {
        var diagnosis = Diagnosis()
        let configuration = await diagnosis.readConfiguration(environment, executable)
        await diagnosis.readPackage(pkgbuild, configuration, environment)
        await diagnosis.findHosts(configuration, environment)
        if let configuration { await diagnosis.findNativeFlags(configuration, environment) }
        await diagnosis.findCompilers(configuration, environment, executable)
        diagnosis.lookAround(configuration, environment, executable)
        return diagnosis
    }

    private mutating func lookAround(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment, _ executable: ByteString
    ) {
        let directory = configuration?.text("BUILDDIR") ?? environment.text("BUILDDIR")
        runtimeDirectory = try? RuntimeLocation(environment).root
        let surroundings = Surroundings.look(
            buildDirectory: directory ?? WorkingDirectory.current, runtimeDirectory: runtimeDirectory,
            executable: executable, environment)
        judge(
            surroundings, environment,
            buildOptions: configuration?.words("BUILDENV") ?? [],
            text: { configuration?.text($0) ?? environment.text($0) })
        judgeHiddenLists(
            HostSource.all(configured: configuration.flatMap { HostSource(configuration: $0) }, environment))
        sshCommand = BuildFacts.sshCommand(environment)
    }

    private mutating func readConfiguration(
        _ environment: ProcessEnvironment, _ executable: ByteString
    ) async -> EffectiveConfiguration? {
        let makepkg: MakepkgInstallation
        do {
            makepkg = try MakepkgInstallation.find(
                searchPath: environment["PATH"] ?? "/usr/bin:/bin", files: Disk(),
                isOurs: { OwnExecutable.isOurs($0, executable) })
        } catch {
            problems.append(
                Problem(
                    .noMakepkg, "no makepkg in PATH (" + error.text + ")",
                    remedy: "install pacman's makepkg, or use distmake run -- COMMAND"))
            return nil
        }
        self.makepkg = (makepkg.path, "\(makepkg.version)")
        let directory = WorkingDirectory.current
        let found = ConfigurationFiles.find(
            makepkg, option: nil, directory: directory, environment: { environment[$0] }, files: Disk())
        files = found.paths
        let reading = ConfigurationReading(
            makepkg: makepkg, files: found, directory: directory, environment: environment.entries)
        do {
            let configuration = try await reading.read(from: Disk())
            settings = Self.settings(of: configuration)
            unknown = configuration.complaints.map { Unknown($0.diagnostic, in: $0.path) }
            return configuration
        } catch {
            problems.append(
                Problem(
                    .configuration, ByteString("\(error)"),
                    remedy: "mend the file: makepkg ends with status 2 at it too"))
            return nil
        }
    }

    static func settings(of configuration: EffectiveConfiguration) -> [Setting] {
        let names = Set(configuration.values.keys).union(
            importantNames.filter { configuration[$0] != nil })
        return names.sorted().compactMap { name in
            configuration[name].map { value in
                Setting(
                    name: name, value: written(value.content), origins: value.origins.map(\.description),
                    dynamic: configuration.asked[name].map { ByteString("\($0.place): \($0.reason)") })
            }
        }
    }

    /// A value as a shell would write it, quoted where it needs to be.
    static func written(_ content: ConfigurationValue.Content) -> ByteString {
        switch content {
        case .scalar(let text): text
        case .array(let words): "(" + words.map(quoted).joined(separator: " ") + ")"
        }
    }

    private static func quoted(_ word: ByteString) -> ByteString {
        let isPlain = word.bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
            default: ByteString("!%+,-./:=@_").contains(byte)
            }
        }
        if isPlain && !word.isEmpty { return word }
        return "'" + word.split("'", keepingEmpty: true).joined(separator: "'\\''") + "'"
    }

    private mutating func readPackage(
        _ path: ByteString?, _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment
    ) async {
        let name = path ?? configuration?.text("BUILDFILE") ?? "PKGBUILD"
        guard let file = WorkingDirectory.resolve(name), let text = TextFile.read(file) else {
            if path != nil {
                problems.append(
                    Problem(.buildFile, "cannot read " + name, remedy: "name another file with -p"))
            }
            return
        }
        pkgbuild = name
        let tree = SyntaxTree(parsing: text)
        do {
            try await SyntaxJudge(shell: "/bin/bash").check(file, complaints: tree.diagnostics)
            unknown += tree.diagnostics.map { Unknown($0, in: name) }
        } catch {
            problems.append(
                Problem(
                    .buildFile, ByteString("\(error)"),
                    remedy: "mend the file: bash refuses it too, and makepkg ends with status 12"))
        }
    }

    private mutating func findHosts(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment
    ) async {
        let configured = configuration.flatMap { HostSource(configuration: $0) }
        let howTo: ByteString = "set DISTCC_HOSTS=\"red/8 blue/4\", or write them to ~/.distcc/hosts"
        guard let source = HostSource.find(configured: configured, environment) else {
            problems.append(Problem(.hosts, "no hosts: everything is compiled here", remedy: howTo))
            return
        }
        hostOrigin = source.origin.description
        if let value = configuration?.values["DISTCC_HOSTS"] { judgeKind(of: value) }
        do {
            let chosen = try await ChosenHosts.choose(source, environment)
            hosts = chosen
            judge(chosen, howTo: howTo)
        } catch {
            problems.append(
                Problem(
                    .hosts, error.lines.first ?? "",
                    remedy: "mend it; distmake hosts shows the place, distmake-hosts(5) what is allowed"))
        }
    }

    private mutating func findNativeFlags(
        _ configuration: EffectiveConfiguration, _ environment: ProcessEnvironment
    ) async {
        let findings = Makepkg.NativeFlags(in: configuration).findings
        let flags = Set(findings.map(\.flag)).sorted()
        let meanings = await BuildPlan.nativeMeanings(of: flags, configuration, environment)
        nativeFlags = findings.map { finding in
            NativeFlag(
                finding: ByteString("\(finding)"), flag: finding.flag,
                replacement: meanings.first { $0.flag == finding.flag }?.by)
        }
        guard environment["DISTMAKE_NATIVE"] != "resolve" || meanings.count < flags.count else { return }
        problems += nativeFlags.map { native in
            Problem(
                .nativeFlags, native.finding + ", another processor on each volunteer",
                remedy: native.replacement.map { "write " + $0 + " instead, or build with --resolve-native" }
                    ?? "write the processor's name; this compiler does not say what native means here")
        }
    }

    private mutating func findCompilers(
        _ configuration: EffectiveConfiguration?, _ environment: ProcessEnvironment, _ executable: ByteString
    ) async {
        compiler = await CompilerLookup.nameAndVersion(configuration, environment)
        do {
            let prepared = try Masquerade.prepare(executable, environment)
            let directory = prepared.directory
            masquerade = (directory.path, directory.names)
            let search = SearchPath(environment["PATH"] ?? "/usr/bin:/bin")
            for (variable, usual) in [("CC", "gcc"), ("CXX", "g++")] as [(ByteString, ByteString)] {
                let words = (configuration?.text(variable) ?? environment.text(variable))?.split(" ") ?? []
                // `distcc gcc`, `ccache gcc`
                let word = words.first { !["distcc", "ccache"].contains($0.lastPathComponent) } ?? usual
                if let path = search.program(word, shim: prepared.shim) {
                    compilers.append((word.lastPathComponent, path))
                }
            }
            // distcc's own name is always there.
            if directory.names == ["distcc"] {
                problems.append(
                    Problem(.compilers, "no compiler in PATH", remedy: "install gcc or clang"))
            }
        } catch {
            problems.append(
                Problem(
                    .compilers, error.text,
                    remedy: "install distmake as a whole, and let XDG_CACHE_HOME be writable"))
        }
    }
}

extension Diagnosis.Unknown {
    init(_ diagnostic: Diagnostic, in file: ByteString) {
        self.init(
            place: file + ":\(diagnostic.position)", message: diagnostic.message, text: diagnostic.text)
    }
}
