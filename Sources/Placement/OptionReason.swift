internal import ByteStrings
internal import CompilerCommand

/// What among a compile's options keeps it here.
enum OptionReason {
    static func reason(_ command: CompilerCommand, in context: PlacementContext) -> LocalReason? {
        if let hazard = command.hazards.first {
            return hazard == .plugin && !command.compiler.isClang ? .gccPlugin : LocalReason(hazard)
        }
        var architectures: Set<ByteString> = []
        for option in command.options {
            switch option.meaning {
            case .input:
                continue
            case .unknown:
                return option.words.contains { $0.contains(slash) } ? .unknownOptionWithPath : .unknownOption
            case .option(let row):
                if option.lacksValue { return .unknownOption }
                if row.traits.contains(.generic), let reason = reason(generic: option) { return reason }
                if let reason = reason(role: row.role, option, command, context) { return reason }
                if row.role == .architecture { architectures.insert(option.value) }
            }
        }
        if architectures.count > 1 { return .severalArchitectures }
        if !command.nativeOptions.isEmpty, context.nativeFlags == nil { return .nativeUnresolved }
        return reason(preprocessor: command.preprocessorWords)
            ?? reason(assembler: command.assemblerWords) ?? reason(frontend: command.frontendWords)
    }

    private static let slash = UInt8(ascii: "/")

    /// A member of `-f`, `-m` … that has no row: harmless as a switch or with a number, a possible extra input
    /// with a path (distcc.md §10, 3).
    private static func reason(generic option: ParsedOption) -> LocalReason? {
        option.value.contains(slash) ? .unknownOptionWithPath : nil
    }

    /// The few options whose harm depends on their value or on the rest of the command.
    private static func reason(
        role: CompilerOption.Role?, _ option: ParsedOption, _ command: CompilerCommand,
        _ context: PlacementContext
    ) -> LocalReason? {
        switch role {
        case .optimizationInfo:
            // `-fopt-info-vec=FILE` writes FILE; without one the remarks go to stderr.
            return option.value.contains(UInt8(ascii: "=")) ? .optimizationRecord : nil
        case .verboseAssembly:
            // The assembly then lists the options, -fpreprocessed among them.
            return command.action == .assembly ? .recordsCommandLine : nil
        case .backendWord:
            return option.value.contains(slash) ? .unknownOptionWithPath : nil
        case .include:
            // gcc -E reads the header itself; clang -E takes FILE.pch, and the text lacks what is in it.
            guard command.compiler.isClang else { return nil }
            let isPrecompiled = [".pch", ".gch"].contains { context.fileExists(option.value + $0) }
            return isPrecompiled ? .precompiledHeader : nil
        default:
            return nil
        }
    }

    /// Words past gcc's driver: macros, search paths and the depfile are preprocessing; the rest is not guessed at.
    private static func reason(preprocessor words: [ByteString]) -> LocalReason? {
        let command = CompilerCommand(
            parsing: ["cpp"] + words.map { $0 == "-MMD" || $0 == "-MD" ? "-MF" : $0 })
        if let hazard = command.hazards.first { return LocalReason(hazard) }
        let isOrdinary = command.options.allSatisfy { option in
            option.has(.preprocessor) || option.has(.generic) && !option.value.contains(slash)
        }
        return isOrdinary ? nil : .preprocessorMode
    }

    /// The assembler reads files by name and by `.include` along `-I`, and writes listings with `-a`.
    private static func reason(assembler words: [ByteString]) -> LocalReason? {
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            if word == "--defsym" {
                index += 1
                continue
            }
            if word.isEmpty || word.hasPrefix("--debug-prefix-map") { continue }
            let isHarmful =
                word.bytes.first != UInt8(ascii: "-") || word.contains(slash) || word == "-"
                || ["-I", "-o", "--MD", "-MD", "--statistics", "--listing"].contains { word.hasPrefix($0) }
                || word.hasPrefix("-a")
            if isHarmful { return .assemblerOption }
        }
        return nil
    }

    /// clang's frontend has over a thousand options; only families that cannot name a file pass.
    private static func reason(frontend words: [ByteString]) -> LocalReason? {
        let isHarmless = { (word: ByteString) in
            !word.contains(slash) && harmlessFrontendPrefixes.contains { word.hasPrefix($0) }
        }
        for word in words where !isHarmless(word) {
            switch word {
            case "-load", "-plugin", "-add-plugin": return .plugin
            case "-include-pch", "-emit-pch", "-building-pch-with-obj": return .precompiledHeader
            default: return .frontendOption
            }
        }
        return command(ofFrontend: words).hazards.first.map(LocalReason.init)
    }

    private static func command(ofFrontend words: [ByteString]) -> CompilerCommand {
        CompilerCommand(parsing: ["clang"] + words)
    }

    private static let harmlessFrontendPrefixes: [ByteString] = [
        "-f", "-W", "-O", "-disable-", "-no-opaque-pointers", "-opaque-pointers", "-debug-info-kind=",
        "-enable-trivial-auto-var-init-zero", "-no-enable-noundef-analysis", "-ffp-contract=",
    ]
}

extension LocalReason {
    init(_ hazard: Hazard) {
        switch hazard {
        case .plugin: self = .plugin
        case .specs: self = .specs
        case .otherTools: self = .otherTools
        case .configFile: self = .configFile
        case .extraInputFile: self = .extraInputFile
        case .profile: self = .profile
        case .coverage: self = .coverage
        case .modules: self = .modules
        case .precompiledHeader: self = .precompiledHeader
        case .characterSet: self = .characterSet
        case .templateRepository: self = .templateRepository
        case .preprocessorMode: self = .preprocessorMode
        case .offloading: self = .offloading
        case .recordsCommandLine: self = .recordsCommandLine
        case .intermediateOutput: self = .intermediateOutput
        case .sourceColumns: self = .sourceColumns
        case .needsSource: self = .needsSource
        case .statistics: self = .statistics
        case .frontendOption: self = .frontendOption
        case .workingDirectory: self = .workingDirectory
        case .unknown: self = .unknownOption
        case .splitDwarf: self = .splitDwarf
        case .stackUsage: self = .stackUsage
        case .saveTemps: self = .saveTemps
        case .dump: self = .compilerDump
        case .timeTrace: self = .timeTrace
        case .optimizationRecord: self = .optimizationRecord
        case .diagnosticsFile: self = .diagnosticsFile
        case .compilationDatabase: self = .compilationDatabase
        case .auxInfo: self = .auxInfo
        case .assemblerListing: self = .assemblerOption
        }
    }
}
