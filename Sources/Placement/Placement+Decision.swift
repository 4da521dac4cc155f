internal import ByteStrings
public import CompilerCommand

/// Decides whether a job may leave, and if so, as what.
///
/// Rules are tried from the general to the particular, and the first that applies gives the reason: what the
/// command is for, the world it runs in, its inputs and outputs, then its options in order. Nothing is looked up
/// but through `context`, so the same command in the same context always goes the same way.
public func place(_ command: CompilerCommand, in context: PlacementContext) -> Placement {
    if let work = RustCompile.work(of: command) {
        return .local(work == .query ? .query : .languageNotSupported, work)
    }
    if command.action == .query { return .local(.query, .query) }
    if ConfigureProbe.isProbe(command, in: context.workingDirectory) {
        return .local(.configureProbe, .probe)
    }
    let work = command.localWork
    if let found = EnvironmentReason.find(in: context.environment) { return .local(found.reason, work) }
    if command.unreadableResponseFile != nil { return .local(.responseFile, work) }
    if let reason = command.actionReason { return .local(reason, work) }
    if let reason = command.inputReason { return .local(reason, reason == .standardInput ? .probe : work) }
    if let reason = command.outputReason { return .local(reason, work) }
    if let reason = OptionReason.reason(command, in: context) { return .local(reason, work) }
    if context.environment("DISTMAKE_EXACT") == "1", command.differsElsewhere {
        return .local(.exactBytes, work)
    }
    guard let input = command.inputs.first, let language = input.language,
        let output = command.effectiveOutput
    else { return .local(.noInput, work) }
    let builder = RemoteArguments(command, context, input: input, language: language)
    return .remote(builder.remoteCompile(output: output))
}

extension CompilerCommand {
    fileprivate var localWork: LocalWork {
        switch action {
        // Without `-c` too, a header is compiled and not linked.
        case .link: inputs.first?.language == .header ? .compile : .link
        case .preprocess: .preprocess
        case .query: .query
        case .object, .assembly, .syntax: .compile
        }
    }

    fileprivate var actionReason: LocalReason? {
        switch action {
        case .object, .assembly: compiler.driver == .unknown ? .unknownCompiler : nil
        case .link where inputs.first?.language == .header: .precompiledHeader
        case .link: inputs.contains { $0.language != nil } ? .compileAndLink : .linkStep
        case .preprocess: .preprocessOnly
        case .syntax: .syntaxOnly
        case .query: .query
        }
    }

    fileprivate var inputReason: LocalReason? {
        guard let input = inputs.first else { return .noInput }
        if inputs.contains(where: { $0.path == "-" }) { return .standardInput }
        if inputs.count > 1 { return .severalInputs }
        switch input.language {
        case nil: return .noInput
        case .assembler: return .assemblerSource
        case .header: return .precompiledHeader
        case .module: return .modules
        case .other: return .languageNotSupported
        case .c, .cxx, .objectiveC, .objectiveCxx: return nil
        }
    }

    fileprivate var outputReason: LocalReason? {
        if outputs.count > 1 { return .severalOutputs }
        if let output {
            if output == "-" { return .standardOutput }
            let isSpecial = output.isEmpty || output.hasSuffix("/") || output.isDevice
            if isSpecial { return .outputNotRegular }
            if [".gch", ".pch", ".pcm"].contains(output.pathExtension) { return .precompiledHeader }
        }
        guard let depfile else { return nil }
        // The text of a preprocessed input no longer says which files it came from; `-MF -` is stdout.
        let isUnsure = depfile.isAmbiguous || depfile.path == "-" || inputs.contains(where: \.isPreprocessed)
        return isUnsure || depfile.path.hasPrefix("/dev/std") ? .ambiguousDepfile : nil
    }
}

extension CompilerCommand {
    /// Whether a stock volunteer, which never sees the source itself, gives other bytes than a compile here: other
    /// columns in debug information, and in the streamed form of link-time optimisation. Code and data are equal.
    fileprivate var differsElsewhere: Bool {
        var hasDebugInformation = false
        for option in options {
            if option.has(.debug) { hasDebugInformation = true }
            if option.words.first == "-g0" { hasDebugInformation = false }
        }
        return hasDebugInformation || usesLinkTimeOptimization
    }
}

extension ByteString {
    fileprivate var isDevice: Bool { hasPrefix("/dev/") || hasPrefix("/proc/") }
}
