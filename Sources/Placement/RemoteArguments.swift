internal import ByteStrings
internal import CompilerCommand

/// Builds the two command lines of a compile that is split in two: preprocess here, compile there.
///
/// The volunteer is a stock distccd 3.4, which reads its argv with the same code as the client (distcc.md §3.1):
/// it replaces the first word that looks like a source, be it `-frandom-seed=a.c`, and the first that begins
/// with `-o`, be it `-objc…`. So the true ones come first. It drops the connection for `-flto` but takes
/// `-flto=auto`, and it chooses `.i` or `.ii` for the text by the extension of the input's name.
struct RemoteArguments {
    let command: CompilerCommand
    let context: PlacementContext
    let input: Input
    let language: SourceLanguage

    init(
        _ command: CompilerCommand, _ context: PlacementContext, input: Input, language: SourceLanguage
    ) {
        self.command = command
        self.context = context
        self.input = input
        self.language = language
    }

    func remoteCompile(output: ByteString) -> RemoteCompile {
        let isAssembly = command.action == .assembly
        let usesLTO = command.usesLinkTimeOptimization
        let colour = colour
        var shape = [
            command.compiler.bareName, isAssembly ? "assembly" : "object", ByteString(language.rawValue),
        ]
        if usesLTO { shape.append("lto") }
        let remote = compile()
        let directives =
            input.isPreprocessed || !DirectivesForm.isPossible(command)
            ? nil
            : DirectivesForm(
                preprocessArguments: preprocess(keepingMacros: true) + colour,
                remoteArguments: remote + ["-fpreprocessed", "-fdirectives-only"] + colour)
        return RemoteCompile(
            text: input.isPreprocessed ? .file(input.path) : .preprocess(preprocess() + colour),
            remoteArguments: remote + colour, directives: directives, source: input.path, output: output,
            depfile: command.depfile?.path, isAssembly: isAssembly, language: language,
            usesLinkTimeOptimization: usesLTO, shape: shape.joined(separator: " "))
    }

    var colour: [ByteString] {
        DiagnosticColour.isWanted(command, in: context)
            ? [DiagnosticColour.option(for: command.compiler)] : []
    }

    // MARK: Here

    /// The command as it was, but `-E` in place of `-c` or `-S` and no `-o`, so that the text goes to stdout.
    ///
    /// - Parameter keepingMacros: directives are carried out and macros stay; see `DirectivesForm`.
    private func preprocess(keepingMacros: Bool = false) -> [ByteString] {
        var words: [ByteString] = [command.arguments.first ?? ByteString(), "-E"]
        if keepingMacros { words.append("-fdirectives-only") }
        words.reserveCapacity(command.arguments.count + 6)
        for option in command.options {
            switch option.role {
            case .stopAtObject, .stopAtAssembly, .output:
                continue
            case .noLineMarkers:
                // Means nothing to a compile; here it would cost the line markers.
                continue
            default:
                words += option.words
            }
        }
        // With its macros a text keeps its comments too.
        if !keepingMacros, CommentWarning.isOn(command) { words.append("-C") }
        return words + depfileOptions
    }

    /// Without an output the driver would name the depfile and its target after the input alone
    /// (distcc#62, open since 2010).
    private var depfileOptions: [ByteString] {
        guard let depfile = command.depfile, !depfile.isBehindDriver else { return [] }
        var words: [ByteString] = []
        if !depfile.hasExplicitPath { words += ["-MF", depfile.path] }
        if !depfile.hasExplicitTarget, let target = depfile.targets.first { words += ["-MQ", target] }
        return words
    }

    // MARK: There

    private func compile() -> [ByteString] {
        var words = [command.compiler.bareName]
        words.reserveCapacity(command.arguments.count + 8)
        words += languageOption
        let stem = remoteStem
        let isAssembly = command.action == .assembly
        words += ["-o", stem + (isAssembly ? ".s" : ".o"), isAssembly ? "-S" : "-c", stem + textExtension]
        words += targetWords + nativeWords
        var hasDebugInformation = false
        var hasCompilationDirectory = false
        for option in command.options {
            guard let row = option.option else { continue }
            append(option, row, to: &words)
            if row.traits.contains(.debug) { hasDebugInformation = true }
            if row.traits.contains(.compilationDirectory) { hasCompilationDirectory = true }
        }
        // gcc finds the working directory in the text (`# 1 "/dir//"`); clang has to be told.
        if command.compiler.isClang, hasDebugInformation, !hasCompilationDirectory {
            words.append("-fdebug-compilation-dir=" + context.compilationDirectory())
        }
        return words
    }

    /// Native flags stand where gcc's own specs put them: before every explicit -m option, which wins.
    var nativeWords: [ByteString] {
        command.nativeOptions.isEmpty || effectiveNativeOptions.isEmpty ? [] : context.nativeFlags ?? []
    }

    /// One clang compiles for any machine, and without this word for the one that it runs on (distcc#416). Stock
    /// distcc adds it too, and where the command has its own as well (distcc#483).
    var targetWords: [ByteString] {
        guard command.compiler.isClang, command.compiler.target.isEmpty, !hasTarget,
            context.environment("DISTCC_NO_REWRITE_CROSS") == nil, let target = context.compilerTarget
        else { return [] }
        return ["--target=" + target]
    }

    private var hasTarget: Bool {
        command.arguments.contains { $0.hasPrefix("--target") || $0 == "-target" }
    }

    func append(_ option: ParsedOption, _ row: CompilerOption, to words: inout [ByteString]) {
        let left: CompilerOption.Traits = [.preprocessor, .dependency, .linker, .native]
        guard row.traits.isDisjoint(with: left) else { return }
        let isClang = command.compiler.isClang
        switch row.role {
        case .output, .language, .endOfOptions, .stopAtObject, .stopAtAssembly:
            return
        case .linkTimeOptimization:
            // The same option by a name that 3.4 does not know (measured with gcc 12 and clang 14).
            words.append(isClang ? "-flto=full" : "--lto")
            return
        case .macroPrefixMap where isClang, .filePrefixMap where isClang:
            // For __builtin_FILE(): clang's driver forgets the map on preprocessed input.
            words += ["-Xclang", "-fmacro-prefix-map=" + option.value]
            if row.role == .macroPrefixMap { return }
        default:
            break
        }
        // clang calls an option without effect unused, once here and, were it sent, once more there.
        if isClang, row.traits.contains(.linkMode) { return }
        words += option.words
    }

    /// A driver for C++ takes `.i` for C++ too; only `-x` tells it otherwise, and distccd lets names that begin
    /// with `c` pass.
    private var languageOption: [ByteString] {
        command.compiler.driver == .cxx && language == .c ? ["-x", "cpp-output"] : []
    }

    private var textExtension: ByteString {
        switch language {
        case .cxx: ".ii"
        case .objectiveC: ".mi"
        case .objectiveCxx: ".mii"
        default: ".i"
        }
    }

    /// The input's base name, for the volunteer's log: neither an option, nor hidden, nor a probe in its eyes.
    var remoteStem: ByteString {
        let stem = input.path.lastPathComponent.withoutPathExtension
        let isPlain = stem.bytes.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_.+-".utf8.contains(byte)
        }
        // A probe (`conftest.*`) has been kept here; only `-x c conftest` could still look like one.
        let isMisleading =
            stem.isEmpty || stem.hasPrefix("-") || stem.hasPrefix(".") || stem == "conftest"
            || stem == "tmp.conftest"
        return isPlain && !isMisleading ? stem : "source"
    }

    private static let cpuOptions: [ByteString] = ["-march=", "-mtune=", "-mcpu="]

    /// Native options that no later one of their kind overrides: gcc prunes and clang ignores the earlier ones.
    private var effectiveNativeOptions: [ByteString] {
        var last: [ByteString: ByteString] = [:]
        for option in command.options {
            guard let word = option.words.first, let row = option.option,
                row.traits.contains(.generic) || row.traits.contains(.native),
                let kind = Self.cpuOptions.first(where: { word.hasPrefix($0) })
            else { continue }
            last[kind] = word
        }
        return last.values.filter { $0.hasSuffix("=native") }
    }
}
