import ByteStrings

/// Conditions of `match`, `on-request`, `any` and `not`.
extension YamlFields {
    mutating func conditions(_ node: YamlNode, key path: String) -> [QuirkCondition] {
        let keys = QuirkCondition.Key.allCases
        let values = mapping(node, key: path, allowed: keys.map(\.rawValue))
        if case .mapping(let pairs) = node.content, pairs.isEmpty {
            complain(.wrongType, at: node, key: path, found: "empty", expected: "at least one condition")
        }
        return keys.compactMap { key in
            values[key.rawValue].flatMap { condition(key, $0, path: "\(path).\(key.rawValue)") }
        }
    }

    private mutating func condition(
        _ key: QuirkCondition.Key, _ node: YamlNode, path: String
    ) -> QuirkCondition? {
        switch key {
        case .package: return .package(globs(node, key: path))
        case .pkgbase: return .packageBase(globs(node, key: path))
        case .pkgname: return .packageName(globs(node, key: path))
        case .version: return versionRange(node, key: path).map { .version($0) }
        case .arch: return .packageArchitecture(globs(node, key: path))
        case .function: return .function(globs(node, key: path))
        case .array: return .array(globs(node, key: path))
        case .option: return .option(texts(node, key: path).map { ByteString($0) })
        case .makedepends: return .makeDependency(globs(node, key: path))
        case .source: return .source(globs(node, key: path))
        case .text: return textSearch(node, key: path).map { .text($0) }
        case .file: return fileSearch(node, key: path).map { .file($0) }
        case .compilerPath:
            return choice(node, key: path, of: CompilerPathKind.self).map { .compilerPath($0) }
        case .flag: return .flag(globs(node, key: path))
        case .compiler: return .compiler(globs(node, key: path))
        case .carch: return .architecture(globs(node, key: path))
        case .volunteers:
            return choice(node, key: path, of: VolunteerKind.self).map { .volunteer([$0]) }
        case .any: return .any(list(node, key: path).map { conditions($0, key: path) })
        case .not: return .none(conditions(node, key: path))
        }
    }

    mutating func versionRange(_ node: YamlNode, key: String) -> VersionRange? {
        guard let text = text(node, key: key) else { return nil }
        if let range = VersionRange(ByteString(text)) { return range }
        complain(.badValue, at: node, key: key, found: text, expected: "a range such as `>= 6.11, < 7`")
        return nil
    }

    /// Patterns alone, or patterns with the functions to look in.
    private mutating func textSearch(_ node: YamlNode, key path: String) -> TextSearch? {
        guard case .mapping = node.content else {
            return TextSearch(functions: [], patterns: globs(node, key: path))
        }
        let values = mapping(node, key: path, allowed: ["in", "contains"])
        guard
            let patterns = required(
                "contains", in: values, of: node, key: path, expected: "patterns for a part of a line")
        else { return nil }
        let functions = values["in"].map { globs($0, key: "\(path).in") } ?? []
        return TextSearch(functions: functions, patterns: globs(patterns, key: "\(path).contains"))
    }

    private mutating func fileSearch(_ node: YamlNode, key path: String) -> FileSearch? {
        let values = mapping(node, key: path, allowed: ["name", "line"])
        guard
            let names = required("name", in: values, of: node, key: path, expected: "names of local sources")
        else { return nil }
        let lines = values["line"].map { globs($0, key: "\(path).line") } ?? []
        return FileSearch(names: globs(names, key: "\(path).name"), lines: lines)
    }
}
