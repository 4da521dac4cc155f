internal import ByteStrings
internal import CompilerCommand

/// Where a command has headers looked for, as its words say it: no disk was asked yet.
struct SearchPath: Hashable {
    /// Absolute.
    var workingDirectory: ByteString
    var quote: [ByteString] = []
    var bracket: [ByteString] = []
    /// `-isystem`, the language's variable, the compiler's own.
    var system: [ByteString] = []
    var after: [ByteString] = []
    var embed: [ByteString] = []
    /// Own directories that must stay missing.
    var missing: [ByteString] = []
    var isClang = false
}

/// Everything in a command that the closure depends on.
struct ClosurePlan {
    var path: SearchPath
    var source: ByteString
    var language: SourceLanguage
    /// `-imacros`, then `-include`: the order in which gcc reads them.
    var commandIncludes: [ByteString] = []
    /// The texts of `-D`.
    var definitions: [ByteString] = []
    var hasTrigraphs = false
    var furtherFiles: [ByteString] = []
    /// Whether the compiler may define another's macros: clang does for Windows.
    var mayPretend = false

    init(_ request: ClosureRequest) throws(Unsure) {
        let command = request.command
        guard command.inputs.count == 1, let source = command.inputs.first, !source.isPreprocessed,
            let language = source.language, language.preprocessorName != nil, source.path != "-"
        else { throw Unsure(.unfitSource, detail: command.inputs.first?.path ?? "") }
        self.source = source.path
        self.language = language
        path = SearchPath(workingDirectory: request.workingDirectory, isClang: command.compiler.isClang)
        guard command.unreadableResponseFile == nil else {
            throw Unsure(.unmodelledOption, detail: command.unreadableResponseFile ?? "")
        }
        var options = OptionsInForce()
        for option in command.options {
            try add(option, &options)
            mayPretend = mayPretend || Self.makesPretend(option)
        }
        mayPretend = mayPretend || command.compiler.invoked.contains("windows")
        if !command.preprocessorWords.isEmpty { try addPreprocessorWords(command, &options) }
        try applySysroot(options)
        try addVariables(request.environment)
        if !options.hasNoOwnDirectories { path.system += request.builtin.directories }
        path.missing = options.hasNoOwnDirectories ? [] : request.builtin.missing
        commandIncludes = options.imacros + options.includes
        furtherFiles = request.furtherFiles
    }

    /// What later options change or need.
    private struct OptionsInForce {
        var prefix: ByteString?
        var sysroot: ByteString?
        var headerSysroot: ByteString?
        var hasNoOwnDirectories = false
        var imacros: [ByteString] = []
        var includes: [ByteString] = []
    }

    private static func makesPretend(_ option: ParsedOption) -> Bool {
        option.words.contains {
            $0.hasPrefix("-fms") || $0.hasPrefix("-fborland") || $0.contains("windows") || $0.contains("msvc")
        }
    }

    private mutating func add(_ option: ParsedOption, _ options: inout OptionsInForce) throws(Unsure) {
        let value = option.value
        switch SearchOption(option) {
        case .none, .shaping: break
        case .directory(let chain): append(value, chain)
        case .prefixedDirectory(let chain):
            guard let prefix = options.prefix, !path.isClang else { throw unmodelled(option) }
            append(prefix + value, chain)
        case .prefix: options.prefix = value
        case .sysroot: options.sysroot = value
        case .headerSysroot: options.headerSysroot = value
        case .include: options.includes.append(value)
        case .imacros: options.imacros.append(value)
        case .define: definitions.append(value)
        case .noOwnDirectories: options.hasNoOwnDirectories = true
        case .standard:
            // `-ansi` has no value. C23 and C++17 have dropped trigraphs; gcc's gnu dialects never had them.
            hasTrigraphs = hasTrigraphs || !value.hasPrefix("gnu")
        case .trigraphs: hasTrigraphs = true
        case .unmodelled: throw unmodelled(option)
        }
    }

    private func unmodelled(_ option: ParsedOption) -> Unsure {
        Unsure(.unmodelledOption, detail: option.words.joined(separator: " "))
    }

    private mutating func append(_ directory: ByteString, _ chain: SearchChain) {
        switch chain {
        case .quote: path.quote.append(directory)
        case .bracket: path.bracket.append(directory)
        case .system: path.system.append(directory)
        case .after: path.after.append(directory)
        case .embed: path.embed.append(directory)
        }
    }

    /// `-Wp,` and `-Xpreprocessor`: gcc's driver puts them behind all its own `-I`.
    private mutating func addPreprocessorWords(
        _ command: CompilerCommand, _ options: inout OptionsInForce
    ) throws(Unsure) {
        var words = command.preprocessorWords
        // The preprocessor's own spelling of these takes the path as its next word.
        var kept: [ByteString] = []
        while let word = words.first {
            words.removeFirst()
            if ["-MD", "-MMD", "-MF", "-MT", "-MQ"].contains(word) {
                if !words.isEmpty { words.removeFirst() }
            } else if word != "-MP", word != "-MG" {
                kept.append(word)
            }
        }
        let inner = CompilerCommand(parsing: [command.compiler.invoked] + kept)
        for option in inner.options {
            if case .input = option.meaning { throw unmodelled(option) }
            let meaning = SearchOption(option)
            if meaning.isShaping || !inner.preprocessorWords.isEmpty { throw unmodelled(option) }
            try add(option, &options)
        }
    }

    /// `=dir` and `$SYSROOT/dir` lie below the sysroot, where there is one.
    private mutating func applySysroot(_ options: OptionsInForce) throws(Unsure) {
        if let sysroot = options.sysroot, let other = options.headerSysroot, sysroot != other {
            throw Unsure(.unmodelledOption, detail: "-isysroot " + other)
        }
        let sysroot = options.headerSysroot ?? options.sysroot
        for word in [sysroot, options.prefix] {
            // The compiler's own directories are then relative to the working directory, and were asked elsewhere.
            if let word, !word.isAbsolutePath { throw Unsure(.unmodelledOption, detail: word) }
        }
        for chain in [\SearchPath.quote, \.bracket, \.system, \.after] {
            for index in path[keyPath: chain].indices {
                let word = path[keyPath: chain][index]
                guard let rest = word.dropping(prefix: "=") ?? word.dropping(prefix: "$SYSROOT") else {
                    continue
                }
                // Without one of the command's own there may be one that the compiler was configured with.
                guard let sysroot, !path.isClang else { throw Unsure(.unmodelledOption, detail: word) }
                path[keyPath: chain][index] = sysroot + rest
            }
        }
    }

    private mutating func addVariables(_ environment: [ByteString]) throws(Unsure) {
        let own = language.directoryVariable
        for entry in environment {
            guard let first = entry.bytes.first, Self.initials.contains(first),
                let equals = entry.bytes.firstIndex(of: UInt8(ascii: "="))
            else { continue }
            let name = ByteString(entry.bytes[..<equals])
            if Self.moving.contains(name) { throw Unsure(.unmodelledVariable, detail: name) }
            guard name == "CPATH" || name == own else { continue }
            // An empty piece is the working directory (gcc(1), "Environment Variables"); an empty value is none.
            let value = ByteString(entry.bytes[(equals + 1)...])
            guard !value.isEmpty else { continue }
            let directories = value.split(":", keepingEmpty: true).map { $0.isEmpty ? "." : $0 }
            if name == own { path.system += directories } else { path.bracket += directories }
        }
    }

    private static let initials = Set("CGSO".utf8)

    /// Variables that move the compiler's own files, or edit its command line.
    private static let moving: Set<ByteString> = [
        "GCC_EXEC_PREFIX", "COMPILER_PATH", "CCC_OVERRIDE_OPTIONS", "CCC_ADD_ARGS", "SDKROOT",
    ]
}
