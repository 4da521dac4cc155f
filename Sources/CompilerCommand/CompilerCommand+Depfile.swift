internal import ByteStrings

extension CompilerCommand {
    /// The depfile of a compile; `nil` for other actions and where none is asked for.
    func findDepfile() -> Depfile? {
        guard action == .object || action == .assembly else { return nil }
        var paths: [ByteString] = []
        var targets: [(name: ByteString, isQuoted: Bool)] = []
        var driverAsks = false
        var listsSystemHeaders = false
        var hasPhonyTargets = false
        for option in options where option.has(.dependency) {
            switch option.option?.role {
            case .depfile:
                driverAsks = true
                listsSystemHeaders = true
            case .depfileWithoutSystem: driverAsks = true
            case .depfilePath: paths.append(option.value)
            case .depfileTarget:
                targets.append((option.value, isQuoted: option.words[0].hasPrefix("-MQ")))
            case .depfilePhony: hasPhonyTargets = true
            default: break
            }
        }
        let words = PreprocessorWords(preprocessorWords)
        guard driverAsks || words.asksForDepfile else { return nil }

        let isBehindDriver = !driverAsks && !compiler.isClang
        let isAmbiguous =
            words.isAmbiguous || paths.count + words.paths.count > 1 || driverAsks && words.asksForDepfile
            || compiler.isClang && words.asksForDepfile && preprocessorWords.count != 2
        let explicitPath = words.paths.first ?? paths.first
        let path = explicitPath ?? output.map { $0.replacingSuffix(with: ".d") } ?? defaultName(suffix: ".d")
        let defaultTarget = isBehindDriver ? defaultName(suffix: ".o") : output ?? defaultName(suffix: ".o")
        let allTargets = inOrder(targets + words.targets)
        guard let path, let defaultTarget else { return nil }
        return Depfile(
            path: path, targets: allTargets.isEmpty ? [defaultTarget] : allTargets,
            hasExplicitPath: explicitPath != nil, hasExplicitTarget: !allTargets.isEmpty,
            isBehindDriver: isBehindDriver,
            listsSystemHeaders: listsSystemHeaders || words.listsSystemHeaders,
            hasPhonyTargets: hasPhonyTargets || words.hasPhonyTargets, isAmbiguous: isAmbiguous)
    }
}

extension CompilerCommand {
    /// clang writes targets as they come. gcc keeps those of `-MT` before those of `-MQ`, by swapping.
    private func inOrder(_ targets: [(name: ByteString, isQuoted: Bool)]) -> [ByteString] {
        guard !compiler.isClang else { return targets.map(\.name) }
        var names: [ByteString] = []
        var unquoted = 0
        for target in targets {
            names.append(target.name)
            guard !target.isQuoted else { continue }
            names.swapAt(unquoted, names.count - 1)
            unquoted += 1
        }
        return names
    }
}

/// What cc1's preprocessor makes of dependency options handed to it directly: there `-MD` and `-MMD` take the
/// path as their next word (gcc's internal form, used by Kbuild as `-Wp,-MMD,PATH`).
private struct PreprocessorWords {
    var paths: [ByteString] = []
    var targets: [(name: ByteString, isQuoted: Bool)] = []
    var asksForDepfile = false
    var listsSystemHeaders = false
    var hasPhonyTargets = false
    var isAmbiguous = false

    init(_ words: [ByteString]) {
        var index = 0
        while index < words.count {
            let word = words[index]
            index += 1
            switch word {
            case "-MD", "-MMD", "-MF", "-MT", "-MQ":
                guard index < words.count else {
                    isAmbiguous = true
                    return
                }
                let value = words[index]
                index += 1
                if word == "-MT" || word == "-MQ" {
                    targets.append((value, isQuoted: word == "-MQ"))
                } else {
                    paths.append(value)
                }
                if word == "-MD" || word == "-MMD" { asksForDepfile = true }
                if word == "-MD" { listsSystemHeaders = true }
            case "-MP":
                hasPhonyTargets = true
            case "-M", "-MM":
                isAmbiguous = true
                asksForDepfile = true
            default:
                continue
            }
        }
    }
}
