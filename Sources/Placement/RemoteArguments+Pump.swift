public import ByteStrings
public import CompilerCommand

/// The command line of a compile whose sources travel (see `PumpCompile`).
///
/// - Parameters:
///   - searchDirectories: where the compiler looks without being told, in its order; absolute. For gcc the real
///     paths: it prints those of system headers where they are shorter (-fcanonical-system-headers), which on the
///     volunteer's side has to be off.
/// - Throws: `PumpObstacle`, for a compile that only its preprocessed text represents.
public func pumpCompile(
    _ command: CompilerCommand, in context: PlacementContext, searchDirectories: [ByteString],
    readsPredefinitions: Bool
) throws(PumpObstacle) -> PumpCompile {
    guard let paths = VolunteerPaths(workingDirectory: context.workingDirectory) else { throw .rootDirectory }
    guard let input = command.inputs.first, let language = input.language, !input.isPreprocessed,
        command.action == .object
    else { throw .nothingToInclude }
    for name in PumpOptions.environment where context.environment(name)?.isEmpty == false {
        throw .includeEnvironment
    }
    guard !paths.isAmbiguous(input.path) else { throw .pathAboveRoot }
    let builder = RemoteArguments(command, context, input: input, language: language)
    let arguments = try builder.pumpArguments(
        paths, searchDirectories, readsPredefinitions: readsPredefinitions && command.isHosted)
    return PumpCompile(arguments: arguments, paths: paths, debugDirectory: builder.debugDirectory)
}

extension RemoteArguments {
    fileprivate func pumpArguments(
        _ paths: VolunteerPaths, _ searchDirectories: [ByteString], readsPredefinitions: Bool
    ) throws(PumpObstacle) -> [ByteString] {
        var words = [command.compiler.bareName]
        words.reserveCapacity(command.arguments.count + 2 * searchDirectories.count + 12)
        for option in command.options where option.role == .language {
            guard option.value != "none" else { throw .preprocessorOption }
            words += ["-x", option.value]
        }
        words += ["-o", remoteStem + ".o", "-c", paths.there(input.path)]
        // The last map that fits wins, so the command's own come later.
        words.append("-ffile-prefix-map=" + paths.wayUp + "/=/")
        words += targetWords + nativeWords
        // Found where the compiler itself would find it: no other file of that name is sent.
        if readsPredefinitions { words += ["-include", "stdc-predef.h"] }
        for option in command.options {
            guard let row = option.option else { continue }
            if row.traits.contains(.preprocessor) {
                words += try preprocessorWords(option, row, paths)
            } else if let map = PumpOptions.prefixMaps.first(where: { option.words[0].hasPrefix($0) }) {
                words += option.words
                if option.value.isAbsolutePath { words.append(map + paths.wayUp + option.value) }
            } else {
                append(option, row, to: &words)
            }
        }
        if let depfile = command.depfile { words += try depfileWords(depfile) }
        words.append("-nostdinc")
        for directory in searchDirectories { words += ["-isystem", paths.there(directory)] }
        if !command.compiler.isClang { words.append("-fno-canonical-system-headers") }
        return words + colour
    }

    /// The directory of the compile as debug information is to name it, the last map that fits deciding.
    fileprivate var debugDirectory: ByteString {
        let directory = context.compilationDirectory()
        var result = directory
        for option in command.options {
            guard let word = option.words.first,
                PumpOptions.debugMaps.contains(where: { word.hasPrefix($0) }),
                let sign = option.value.bytes.lastIndex(of: UInt8(ascii: "=")),
                let rest = directory.dropping(prefix: ByteString(option.value.bytes[..<sign]))
            else { continue }
            result = ByteString(option.value.bytes[(sign + 1)...]) + rest
        }
        return result
    }

    private func preprocessorWords(
        _ option: ParsedOption, _ row: CompilerOption, _ paths: VolunteerPaths
    ) throws(PumpObstacle) -> [ByteString] {
        if row.traits.contains(.dependency) {
            guard PumpOptions.dependency.contains(row.name) else { throw .preprocessorOption }
            return []
        }
        if row.role == .preprocessorList { return try wrappedWords(option) }
        if PumpOptions.withPath.contains(row.name) {
            let path = option.value
            // `=dir` and `$SYSROOT/dir` mean the system root's, `-` ends the quoted directories.
            guard !path.isEmpty, path != "-", !path.hasPrefix("="), !path.hasPrefix("$") else {
                throw .preprocessorOption
            }
            guard !paths.isAmbiguous(path) else { throw .pathAboveRoot }
            // In two words: a stock volunteer leaves them alone, since the path is relative.
            return [row.name.dropping(suffix: "=") ?? row.name, paths.there(path)]
        }
        if PumpOptions.verbatim.contains(row.name) { return option.words }
        if PumpOptions.onlyForSearch.contains(row.name) { return [] }
        throw .preprocessorOption
    }

    /// `-Wp,-D_FORTIFY_SOURCE=3` passes; the depfile of `-Wp,-MMD,F` is asked for as any other.
    private func wrappedWords(_ option: ParsedOption) throws(PumpObstacle) -> [ByteString] {
        let words = option.value.split(",", keepingEmpty: true)
        if words.allSatisfy({ ($0.hasPrefix("-D") || $0.hasPrefix("-U")) && $0.count > 2 }) {
            return option.words
        }
        guard let first = words.first, first == "-MD" || first == "-MMD", words.count == 2 else {
            throw .preprocessorOption
        }
        return []
    }

    private func depfileWords(_ depfile: Depfile) throws(PumpObstacle) -> [ByteString] {
        let isQuoted = depfile.targets.contains { target in
            target.bytes.contains { " \t#$:%\\\n".utf8.contains($0) }
        }
        guard !isQuoted else { throw .depfileTarget }
        return [depfile.listsSystemHeaders ? "-MD" : "-MMD"] + (depfile.hasPhonyTargets ? ["-MP"] : [])
    }
}

extension CompilerCommand {
    /// gcc(1): `-ffreestanding` does without the standard library, and without what it defines beforehand.
    fileprivate var isHosted: Bool {
        let words: Set<ByteString> = ["-ffreestanding", "-fno-hosted", "-fhosted", "-fno-freestanding"]
        let last = options.last { words.contains($0.words[0]) }
        return last.map { ["-fhosted", "-fno-freestanding"].contains($0.words[0]) } ?? true
    }
}

/// What a rebuilt tree makes of options.
private enum PumpOptions {
    /// gcc(1), "Environment Variables"; a stock distcc turns pump mode off for the first three too.
    static let environment: [ByteString] = [
        "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH",
    ]
    static let withPath: Set<ByteString> = [
        "-I", "-iquote", "-isystem", "-idirafter", "-include", "-imacros",
        "--include", "--include=", "--imacros", "--imacros=", "--include-directory", "--include-directory=",
    ]
    static let verbatim: Set<ByteString> = [
        "-D", "-U", "-A", "--define-macro", "--define-macro=", "--undefine-macro", "--undefine-macro=", "-P",
        "-undef", "-trigraphs", "--trigraphs", "-ftrigraphs", "-fno-trigraphs", "-fextended-identifiers",
        "-fno-extended-identifiers", "-finput-charset=UTF-8", "-finput-charset=UTF8", "-finput-charset=utf-8",
        "-finput-charset=utf8", "-fmax-include-depth=", "-ftrack-macro-expansion=",
    ]
    /// Say only where the compiler's own headers are, and those are named one by one.
    static let onlyForSearch: Set<ByteString> = [
        "-nostdinc", "-nostdinc++", "-nostdlibinc", "-nobuiltininc", "--no-standard-includes", "-stdlib=",
        "--stdlib=", "--sysroot", "--sysroot=", "-sysroot", "-isysroot", "--gcc-toolchain=", "-gcc-toolchain",
        "--gcc-install-dir=", "--gcc-triple=", "-fno-canonical-system-headers", "-fcanonical-system-headers",
    ]
    /// Options about the depfile that `DependencyRules` reproduces.
    static let dependency: Set<ByteString> = ["-MD", "-MMD", "-MF", "-MT", "-MQ", "-MP"]
    static let debugMaps: [ByteString] = ["-ffile-prefix-map=", "-fdebug-prefix-map="]
    static let prefixMaps: [ByteString] = [
        "-ffile-prefix-map=", "-fmacro-prefix-map=", "-fdebug-prefix-map=", "-fcoverage-prefix-map=",
        "-fprofile-prefix-map=",
    ]
}
