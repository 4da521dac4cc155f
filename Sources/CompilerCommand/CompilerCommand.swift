public import ByteStrings

/// What one gcc, g++ or clang command line means.
///
/// A fact, not a decision: Placement decides where it may run. Parsing is a table lookup per word
/// (`CompilerOption+Table.swift`); what a row cannot say (which of several `-o` wins, the default names of
/// outputs and depfiles) is computed here as the drivers compute it. Words for the preprocessor, the assembler
/// and clang's frontend (`-Wp,` `-Xpreprocessor` …) are collected in order, since their options may be spread
/// over several words.
public struct CompilerCommand: Equatable, Sendable {
    public var compiler: CompilerName
    /// Every word with response files replaced; the first is the compiler.
    public var arguments: [ByteString]
    /// Options and inputs in order.
    public var options: [ParsedOption]
    public var action: Action
    public var inputs: [Input]
    /// Every `-o`, in order; the drivers use the last.
    public var outputs: [ByteString]
    public var depfile: Depfile?
    /// What `-Wp,` and `-Xpreprocessor` hand over.
    public var preprocessorWords: [ByteString]
    /// What `-Wa,` and `-Xassembler` hand over.
    public var assemblerWords: [ByteString]
    /// What `-Xclang` hands over.
    public var frontendWords: [ByteString]
    /// The first `@file` that could not be read or understood.
    public var unreadableResponseFile: ByteString?

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - arguments: all of argv; the first word is the compiler's name or path.
    ///   - family: what the compiler really is, where the name does not say (`cc`).
    ///   - responseFile: the contents of a file named by `@file`, relative to the working directory; `nil` when
    ///     it cannot be read.
    public init(
        parsing arguments: [ByteString], family: CompilerName.Family? = nil,
        responseFile: (ByteString) -> [UInt8]? = { _ in nil }
    ) {
        compiler = CompilerName(arguments.first ?? ByteString())
        if let family { compiler.family = family }
        (self.arguments, unreadableResponseFile) = Self.expanded(arguments, read: responseFile)
        options = []
        inputs = []
        outputs = []
        preprocessorWords = []
        assemblerWords = []
        frontendWords = []
        action = .link
        options.reserveCapacity(self.arguments.count)

        var reader = OptionReader(self.arguments, from: 1, understandsDoubleDash: compiler.isClang)
        var languageInForce: SourceLanguage.Kind?
        while var option = reader.next() {
            if case .input = option.meaning {
                let kind =
                    languageInForce
                    ?? (option.value == "-"
                        ? (nil, false) : SourceLanguage.kind(ofPath: option.value, driver: compiler.driver))
                option.meaning = .input(inputs.count)
                inputs.append(
                    Input(path: option.value, language: kind.language, isPreprocessed: kind.isPreprocessed))
            } else if let row = option.option {
                switch row.role {
                case .output:
                    outputs.append(option.value)
                case .language:
                    languageInForce = option.value == "none" ? nil : SourceLanguage.kind(named: option.value)
                case .preprocessorList: preprocessorWords += option.value.split(",", keepingEmpty: true)
                case .preprocessorWord: preprocessorWords.append(option.value)
                case .assemblerList: assemblerWords += option.value.split(",", keepingEmpty: true)
                case .assemblerWord: assemblerWords.append(option.value)
                case .frontendWord: frontendWords.append(option.value)
                default: break
                }
            }
            options.append(option)
        }
        action = Self.action(of: options, compiler: compiler, hasInput: !inputs.isEmpty)
        depfile = findDepfile()
    }

    /// The last explicit output.
    public var output: ByteString? { outputs.last }

    /// Where the result goes, relative to the working directory; `nil` for an action that writes to stdout or
    /// nothing.
    public var effectiveOutput: ByteString? {
        if let output { return output }
        switch action {
        case .object: return defaultName(suffix: ".o")
        case .assembly: return defaultName(suffix: ".s")
        case .link: return "a.out"
        case .preprocess, .syntax, .query: return nil
        }
    }

    /// Hazards of the command's own options that later ones do not take back, in order.
    public var hazards: [Hazard] {
        var found: [Hazard] = []
        for option in options {
            guard let row = option.option else { continue }
            if let cancelled = row.cancels { found.removeAll { $0 == cancelled } }
            if let hazard = row.hazard { found.append(hazard) }
        }
        return found
    }

    /// The kinds of files that are written beside output and depfile.
    public var sideOutputs: [Hazard] { hazards.filter(\.isSideOutput) }

    /// The words that ask for this machine's CPU: `-march=native`, `-mtune=native`, `-mcpu=native`.
    public var nativeOptions: [ByteString] {
        options.filter { $0.has(.native) }.flatMap(\.words)
    }

    /// Whether the command asks for link-time optimisation, the last option deciding.
    public var usesLinkTimeOptimization: Bool {
        var answer = false
        for option in options {
            switch option.option?.role {
            case .linkTimeOptimization, .linkTimeOptimizationMode: answer = true
            case .noLinkTimeOptimization: answer = false
            default: continue
            }
        }
        return answer
    }

    func defaultName(suffix: ByteString) -> ByteString? {
        inputs.first?.path.lastPathComponent.replacingSuffix(with: suffix)
    }

    private static func expanded(
        _ arguments: [ByteString], read: (ByteString) -> [UInt8]?
    ) -> ([ByteString], ByteString?) {
        guard arguments.contains(where: { $0.bytes.first == UInt8(ascii: "@") }) else {
            return (arguments, nil)
        }
        return withoutActuallyEscaping(read) { read in
            let expansion = ResponseFileExpansion(expanding: arguments, read: read)
            return (expansion.words, expansion.unreadable)
        }
    }
}
