import BashSyntax
public import ByteStrings

/// How the files become an `EffectiveConfiguration`: evaluated from their text, and bash asked for the rest.
public struct ConfigurationReading: Sendable {
    public var makepkg: MakepkgInstallation
    public var files: ConfigurationFiles
    /// Where makepkg runs, absolute and without symbolic links, after `-D`.
    public var directory: ByteString
    /// `NAME=value`.
    public var environment: [ByteString]
    public var assignments: [Assignment]
    /// Whether bash may run the files where their text does not say everything. Not where they are those of another
    /// root directory: the paths in them lead elsewhere here.
    public var mayAskShell: Bool

    public init(
        makepkg: MakepkgInstallation, files: ConfigurationFiles, directory: ByteString,
        environment: [ByteString],
        assignments: [Assignment] = [], mayAskShell: Bool = true
    ) {
        self.makepkg = makepkg
        self.files = files
        self.directory = directory
        self.environment = environment
        self.assignments = assignments
        self.mayAskShell = mayAskShell
    }

    /// Reads, evaluates, asks.
    ///
    /// - Throws: `unreadable` for a file that cannot be read, `syntax` for one that bash rejects too,
    ///   `noAnswer` when bash had to be asked and a file ended it.
    public func read(from disk: some FileReader) async throws(MakepkgError) -> EffectiveConfiguration {
        guard !files.paths.isEmpty else {
            // As makepkg says it; the error of opening it tells why.
            _ = try disk.contents(of: directory.appending(path: files.main))
            throw MakepkgError(.unreadable, path: files.main)
        }
        let variables = Self.variables(in: environment)
        var evaluation = startingEvaluation(variables, disk)
        var trees: [ByteString: SyntaxTree] = [:]
        var result = EffectiveConfiguration(files: files, values: [:], environment: variables)
        for path in files.paths {
            let tree = SyntaxTree(parsing: try disk.contents(of: path))
            trees[path] = tree
            if mayAskShell {
                try await SyntaxJudge(shell: makepkg.shell).check(path, complaints: tree.diagnostics)
            }
            result.complaints += tree.diagnostics.map { .init(path: path, diagnostic: $0) }
            evaluation.evaluate(tree, file: path)
        }
        result.values = try await values(of: evaluation, trees, disk)
        result.asked = evaluation.variables.compactMapValues(\.value.dynamic).filter {
            result.values[$0.key] != nil
        }
        for name in EffectiveConfiguration.environmentWins {
            if let value = variables[name] {
                result.values[name] = ConfigurationValue(.scalar(value), origins: [.environment])
                result.asked[name] = nil
            }
        }
        result.apply(assignments)
        return result
    }

    private func startingEvaluation(
        _ variables: [ByteString: ByteString], _ disk: some FileReader
    ) -> Evaluation {
        let directory = directory
        var evaluation = Evaluation(environment: variables, unsetVariables: .empty) { name in
            // Without a slash bash looks through PATH first; that is left to it.
            guard name.contains(UInt8(ascii: "/")) else { return nil }
            return try? disk.contents(of: directory.appending(path: name))
        }
        // What makepkg itself has set by then; `startdir` only before 6.1, where configurations use it.
        evaluation.set("MAKEPKG_CONF", to: Variable(.scalar(files.main)))
        if makepkg.version < MakepkgVersion(6, 1) {
            evaluation.set("startdir", to: Variable(.scalar(directory)))
        }
        return evaluation
    }

    /// The values that the files set, static or asked for.
    private func values(
        of evaluation: Evaluation, _ trees: [ByteString: SyntaxTree], _ disk: some FileReader
    ) async throws(MakepkgError) -> [ByteString: ConfigurationValue] {
        let own: Set<ByteString> = ["MAKEPKG_CONF", "startdir"]
        let assigned = evaluation.variables.filter { $0.value.lastChange != nil && !own.contains($0.key) }
        var names = Set(assigned.filter { Self.content($0.value.value) == nil }.map(\.key))
        if evaluation.taint != nil { names.formUnion(Self.wellKnown.filter { assigned[$0] == nil }) }
        let asked =
            names.isEmpty || !mayAskShell
            ? [:]
            : try await ConfigurationQuestion(
                shell: makepkg.shell, files: files, directory: directory, environment: environment,
                wantsPlaces: evaluation.taint != nil
            ).ask(names.sorted())
        var values: [ByteString: ConfigurationValue] = [:]
        var places = ConfigurationPlaces(trees: trees, directory: directory)
        for (name, variable) in assigned {
            guard let content = Self.content(variable.value) ?? asked[name]?.content else { continue }
            let origins = asked[name]?.place.map { [places.origin(of: name, at: $0, disk)] }
            values[name] = ConfigurationValue(content, origins: origins ?? places.origins(of: variable))
        }
        for (name, answer) in asked where values[name] == nil {
            // A variable that no command changed is the environment's, or bash's own.
            let origin = answer.place.map { places.origin(of: name, at: $0, disk) } ?? .environment
            values[name] = ConfigurationValue(answer.content, origins: [origin])
        }
        return values
    }

    private static func content(_ value: Value) -> ConfigurationValue.Content? {
        switch value {
        case .scalar(let text): .scalar(text)
        case .array: value.elements.map(ConfigurationValue.Content.array)
        case .associative, .dynamic: nil
        }
    }

    private static func variables(in environment: [ByteString]) -> [ByteString: ByteString] {
        var variables: [ByteString: ByteString] = [:]
        for entry in environment {
            // A word that is no assignment (an exported function, say) is no variable to bash either.
            guard let assignment = Assignment(entry), !assignment.appends else { continue }
            variables[assignment.name] = assignment.value
        }
        return variables
    }

    /// What to ask for when a file sources another one that cannot be followed.
    private static let wellKnown: [ByteString] =
        EffectiveConfiguration.environmentWins + NativeFlags.variables + [
            "BUILDENV", "OPTIONS", "MAKEFLAGS", "NINJAFLAGS", "LDFLAGS", "CHOST", "CC", "CXX", "DISTCC_HOSTS",
            "BUILDFILE", "PACMAN", "PATH",
        ]
}
