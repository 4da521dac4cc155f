import ByteStrings
import Pkgbuild

extension QuirkCondition {
    /// Whether it is true of `subject`, and the fact that decided.
    public func verdict(on subject: QuirkSubject) -> Verdict {
        switch self {
        case .package(let globs):
            let names = [subject.packageBase].compactMap { $0 } + (subject.packageNames ?? [])
            return Self.oneOf(globs, names.isEmpty ? nil : names, "package")
        case .packageBase(let globs): return Self.oneOf(globs, subject.packageBase.map { [$0] }, "pkgbase")
        case .packageName(let globs): return Self.oneOf(globs, subject.packageNames, "pkgname")
        case .version(let range): return Self.version(range, subject.version)
        case .packageArchitecture(let globs): return Self.oneOf(globs, subject.packageArchitectures, "arch")
        case .function(let globs):
            return Self.oneOf(globs, subject.code.functions.keys.sorted(), "function")
        case .array(let globs): return Self.oneOf(globs, subject.code.arrays.sorted(), "array")
        case .option(let words): return Self.option(words, subject.options)
        case .makeDependency(let globs):
            let names = subject.makeDependencies?.map { dependency in
                ByteString(dependency.bytes.prefix { !"<>=".utf8.contains($0) })
            }
            return Self.oneOf(globs, names, "makedepends")
        case .source(let globs): return Self.oneOf(globs, subject.sources?.map(\.text), "source")
        case .text(let search): return Self.text(search, subject.code)
        case .file(let search): return Self.file(search, subject)
        case .compilerPath(let kind): return Self.compilerPath(kind, subject)
        case .flag(let globs): return Self.flag(globs, subject.machine.flags)
        case .compiler(let globs):
            return Self.oneOf(globs, subject.machine.compiler.map { [$0] }, "compiler")
        case .architecture(let globs):
            return Self.oneOf(globs, subject.machine.architecture.map { [$0] }, "CARCH")
        case .volunteer(let kinds):
            let present = subject.machine.volunteers.map { ByteString($0.rawValue) }.sorted()
            return Self.oneOf(kinds.map { Glob(ByteString($0.rawValue)) }, present, "volunteers")
        case .any(let alternatives): return Self.any(alternatives, subject)
        case .none(let conditions): return Self.none(conditions, subject)
        }
    }

    private static func oneOf(_ globs: [Glob], _ values: [ByteString]?, _ subject: String) -> Verdict {
        let wanted = globs.map(\.description).joined(separator: ", ")
        guard let values else {
            return .unknown("\(subject) is not known before the build; wanted: \(wanted)")
        }
        for glob in globs {
            guard let value = values.first(where: { glob.matches($0) }) else { continue }
            return .holds(
                glob.text == value ? "\(subject) is \(value)" : "\(subject) \(value) is like \(glob)")
        }
        return .fails("\(subject) is none of: \(wanted)")
    }

    private static func version(_ range: VersionRange, _ version: ByteString?) -> Verdict {
        guard let version else {
            return .unknown("the version is not known before the build; wanted: \(range)")
        }
        return range.contains(version)
            ? .holds("version \(version) is \(range)") : .fails("version \(version) is not \(range)")
    }

    private static func option(_ words: [ByteString], _ options: PackageOptions?) -> Verdict {
        let wanted = words.map(\.string).joined(separator: ", ")
        guard let options else {
            return .unknown("options are not known before the build; wanted: \(wanted)")
        }
        for word in words {
            let name = word.dropping(prefix: "!")
            if options.state(name ?? word) == (name == nil) { return .holds("options has \(word)") }
        }
        return .fails("options has none of: \(wanted)")
    }

    private static func text(_ search: TextSearch, _ code: PackageCode) -> Verdict {
        for (function, piece) in code.pieces(in: search.functions) {
            for pattern in search.patterns {
                guard let line = piece.line(with: pattern) else { continue }
                let place = function.map { "\($0)()" } ?? "the PKGBUILD"
                return .holds("\(place) has `\(shortened(line))`")
            }
        }
        let place =
            search.functions.isEmpty
            ? "the PKGBUILD" : search.functions.map { "\($0)()" }.joined(separator: ", ")
        return .fails("\(place) has no " + search.patterns.map { "`\($0)`" }.joined(separator: ", "))
    }

    private static func shortened(_ line: ByteString) -> String {
        line.count <= 60 ? line.string : ByteString(line.bytes.prefix(60)).string + "…"
    }

    private static func file(_ search: FileSearch, _ subject: QuirkSubject) -> Verdict {
        let names = search.names.map(\.description).joined(separator: ", ")
        guard let sources = subject.sources else { return .unknown("source is not known before the build") }
        let candidates = sources.filter { source in
            source.isLocal && search.names.contains { $0.matches(source.fileName) }
        }.map(\.fileName)
        guard let first = candidates.first else { return .fails("no local source is called \(names)") }
        if search.lines.isEmpty { return .holds("source has \(first)") }
        var unread: ByteString?
        for name in candidates {
            guard let text = subject.localFile(name) else {
                unread = name
                continue
            }
            for line in text.split("\n") {
                let line = line.trimmed
                if search.lines.contains(where: { $0.matches(line) }) {
                    return .holds("\(name) has `\(line)`")
                }
            }
        }
        if let unread { return .unknown("\(unread) cannot be read") }
        let wanted = search.lines.map { "`\($0)`" }.joined(separator: ", ")
        return .fails(candidates.map(\.string).joined(separator: ", ") + " has no " + wanted)
    }

    private static func compilerPath(_ kind: CompilerPathKind, _ subject: QuirkSubject) -> Verdict {
        let mention =
            switch kind {
            case .absolute: subject.tree.absoluteCompilerPaths.first { $0.kind == .absolutePath }
            case .versioned: subject.tree.absoluteCompilerPaths.first { $0.kind == .versionSuffix }
            case .system: subject.tree.assignedSystemCompilers.first
            }
        guard let mention else { return .fails("no \(kind.rawValue) compiler path") }
        return .holds("line \(mention.line) names \(mention.text)")
    }

    private static func flag(_ globs: [Glob], _ flags: [ByteString: [ByteString]]) -> Verdict {
        for (variable, words) in flags.sorted(by: { $0.key < $1.key }) {
            if let word = words.first(where: { word in globs.contains { $0.matches(word) } }) {
                return .holds("\(variable) has \(word)")
            }
        }
        return .fails("makepkg.conf has none of: " + globs.map(\.description).joined(separator: ", "))
    }

    private static func any(_ alternatives: [[QuirkCondition]], _ subject: QuirkSubject) -> Verdict {
        var isUnknown = false
        var facts: [String] = []
        for alternative in alternatives {
            let verdicts = alternative.map { $0.verdict(on: subject) }
            if verdicts.allSatisfy(\.isHolding) {
                return .holds(verdicts.map(\.fact).joined(separator: ", "))
            }
            let missing = verdicts.filter { !$0.isHolding }
            isUnknown =
                isUnknown || missing.allSatisfy { if case .unknown = $0 { true } else { false } }
            facts += missing.prefix(1).map(\.fact)
        }
        let reason = facts.joined(separator: "; ")
        return isUnknown ? .unknown(reason) : .fails(reason)
    }

    /// What is not known might hold, so it counts against the quirk.
    private static func none(_ conditions: [QuirkCondition], _ subject: QuirkSubject) -> Verdict {
        var facts: [String] = []
        for condition in conditions {
            switch condition.verdict(on: subject) {
            case .holds(let fact): return .fails(fact)
            case .unknown(let fact): return .unknown(fact)
            case .fails(let fact): facts.append(fact)
            }
        }
        return .holds(facts.joined(separator: ", "))
    }
}
