import BashSyntax
import ByteStrings

/// The list behind `effects`: mappings of one key each.
extension YamlFields {
    mutating func effects(
        _ node: YamlNode, key path: String
    ) -> [(effect: QuirkEffect, line: Int)] {
        let nodes = list(node, key: path)
        if nodes.isEmpty {
            complain(.wrongType, at: node, key: path, found: "an empty list", expected: "at least one effect")
        }
        return nodes.flatMap { node -> [(effect: QuirkEffect, line: Int)] in
            let keys = QuirkEffect.Key.allCases
            let values = mapping(node, key: path, allowed: keys.map(\.rawValue))
            return keys.compactMap { key in
                values[key.rawValue].flatMap { effect(key, $0, path: "\(path).\(key.rawValue)") }
                    .map { ($0, node.line) }
            }
        }
    }

    private mutating func effect(_ key: QuirkEffect.Key, _ node: YamlNode, path: String) -> QuirkEffect? {
        switch key {
        case .insert: return insertion(node, key: path).map { .editPkgbuild(.insert($0)) }
        case .append: return append(node, key: path).map { .editPkgbuild(.append($0)) }
        case .replaceWord: return wordChange(node, key: path).map { .editPkgbuild(.replaceWord($0)) }
        case .extendWord: return wordChange(node, key: path).map { .editPkgbuild(.extendWord($0)) }
        case .bareCompilerPath:
            return choice(node, key: path, among: ["true": .editPkgbuild(.bareCompilerPath)])
        case .rejectFlag: return compilerFlag(node, key: path).map { .rejectFlag($0) }
        case .rewriteFlag: return rewrite(node, key: path)
        case .jobs: return jobRule(node, key: path).map { .jobs($0) }
        case .local: return localScope(node, key: path).map { .keepLocal($0) }
        case .environment: return environment(node, key: path).map { .environment($0) }
        case .ship: return shipment(node, key: path).map { .shipFiles($0) }
        case .mode: return choice(node, key: path, of: JobMode.self).map { .jobMode($0) }
        // The one option of a package that distmake obeys by itself.
        case .ignoreOption:
            return choice(node, key: path, among: ["!distcc": .ignoreOption("!distcc")])
        case .warn: return someText(node, key: path).map { .warn($0.trimmingNewlines) }
        }
    }

    private mutating func rewrite(_ node: YamlNode, key path: String) -> QuirkEffect? {
        let values = mapping(node, key: path, allowed: ["from", "to"])
        guard let from = required("from", in: values, of: node, key: path, expected: "a flag"),
            let to = required("to", in: values, of: node, key: path, expected: "what replaces it"),
            let flag = compilerFlag(from, key: "\(path).from"), let text = text(to, key: "\(path).to")
        else { return nil }
        guard !ByteString(text).split(" ").contains(flag) else {
            complain(
                .badValue, at: to, key: "\(path).to", found: text,
                expected: "text without \(flag) itself, which would be replaced again")
            return nil
        }
        return .rewriteFlag(flag, to: ByteString(text))
    }

    /// One word that begins with a dash.
    private mutating func compilerFlag(_ node: YamlNode, key: String) -> ByteString? {
        guard let text = someText(node, key: key) else { return nil }
        let flag = ByteString(text)
        guard flag.hasPrefix("-"), flag.bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            complain(
                .badValue, at: node, key: key, found: text, expected: "one flag such as -flto, without blanks"
            )
            return nil
        }
        return flag
    }

    /// Patterns of files alone, or with those of the sources that need them.
    private mutating func shipment(_ node: YamlNode, key path: String) -> Shipment? {
        guard case .mapping = node.content else { return Shipment(files: globs(node, key: path)) }
        let values = mapping(node, key: path, allowed: ["files", "with"])
        guard
            let files = required("files", in: values, of: node, key: path, expected: "patterns of files")
        else { return nil }
        let sources = values["with"].map { globs($0, key: "\(path).with") } ?? ["*"]
        return Shipment(files: globs(files, key: "\(path).files"), sources: sources)
    }

    /// Of keys that exclude each other at most one may be there: another one would be ignored.
    private mutating func exclude(_ keys: [String], in values: [String: YamlNode], key path: String) {
        let present = keys.filter { values[$0] != nil }
        guard present.count > 1, let node = values[present[1]] else { return }
        complain(
            .badValue, at: node, key: "\(path).\(present[1])", found: present[1],
            expected: "one of " + keys.joined(separator: ", ") + ", not several")
    }

    private mutating func jobRule(_ node: YamlNode, key path: String) -> JobRule? {
        if case .scalar = node.content {
            return choice(node, key: path, among: ["as-written": JobRule.asWritten])
        }
        let values = mapping(node, key: path, allowed: ["set", "cap"])
        exclude(["set", "cap"], in: values, key: path)
        if let set = values["set"] { return count(set, key: "\(path).set").map { .set($0) } }
        return required("cap", in: values, of: node, key: path, expected: "`set`, `cap` or `as-written`")
            .flatMap { count($0, key: "\(path).cap") }.map { .cap($0) }
    }

    private mutating func localScope(_ node: YamlNode, key path: String) -> LocalScope? {
        if case .scalar = node.content {
            return choice(node, key: path, among: ["package": LocalScope.package])
        }
        let values = mapping(node, key: path, allowed: ["files", "phases"])
        exclude(["files", "phases"], in: values, key: path)
        if let files = values["files"] { return .files(globs(files, key: "\(path).files")) }
        guard
            let phases = required("phases", in: values, of: node, key: path, expected: "`files` or `phases`")
        else { return nil }
        let nodes = list(phases, key: "\(path).phases")
        if nodes.isEmpty {
            complain(
                .wrongType, at: phases, key: "\(path).phases", found: "an empty list",
                expected: "at least one phase")
        }
        return .phases(nodes.compactMap { choice($0, key: "\(path).phases", of: Phase.self) })
    }

    private mutating func environment(_ node: YamlNode, key path: String) -> EnvironmentSetting? {
        let values = mapping(node, key: path, allowed: ["phase", "variables"])
        guard let phase = required("phase", in: values, of: node, key: path, expected: "a phase"),
            let variables = required("variables", in: values, of: node, key: path, expected: "NAME: value"),
            let phase = choice(phase, key: "\(path).phase", of: Phase.self)
        else { return nil }
        let settings = dictionary(variables, key: "\(path).variables")
        if settings.isEmpty {
            complain(
                .wrongType, at: variables, key: "\(path).variables", found: "empty",
                expected: "at least one variable")
        }
        for name in settings.keys.sorted() where !Self.maySet(name) {
            complain(
                .badValue, at: variables, key: "\(path).variables", found: name.string,
                expected: "the name of a variable, but not PATH or one of distmake's own")
        }
        return EnvironmentSetting(phase: phase, variables: settings)
    }

    /// PATH and the variables of distmake lead the compilers to the volunteers.
    private static func maySet(_ name: ByteString) -> Bool {
        let isName = name.bytes.allSatisfy {
            $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                || (0x61...0x7A).contains($0)
        }
        let startsWithDigit = name.bytes.first.map { (0x30...0x39).contains($0) } ?? true
        return isName && !startsWithDigit && name != "PATH" && !name.hasPrefix("DISTMAKE_")
    }

    // MARK: Edits

    private mutating func insertion(_ node: YamlNode, key path: String) -> Insertion? {
        let values = mapping(node, key: path, allowed: ["before", "after", "text", "hook"])
        exclude(["before", "after"], in: values, key: path)
        exclude(["text", "hook"], in: values, key: path)
        let side: Insertion.Side = values["after"] == nil ? .before : .after
        guard
            let anchors = required(
                side.rawValue, in: values, of: node, key: path, expected: "a list of commands to look for")
        else { return nil }
        let text: Insertion.Text
        if let hook = values["hook"] {
            guard let name = someText(hook, key: "\(path).hook") else { return nil }
            if name.contains("/") {
                complain(
                    .badValue, at: hook, key: "\(path).hook", found: name,
                    expected: "the name of a file in Hooks")
            }
            text = .hook(ByteString(name))
        } else {
            guard
                let literal = required("text", in: values, of: node, key: path, expected: "`text` or `hook`"),
                let literal = someText(literal, key: "\(path).text")
            else { return nil }
            text = .literal(ByteString(literal.trimmingNewlines))
        }
        let places = list(anchors, key: "\(path).\(side.rawValue)")
        if places.isEmpty {
            complain(
                .wrongType, at: anchors, key: "\(path).\(side.rawValue)", found: "an empty list",
                expected: "at least one place")
        }
        let found = places.compactMap { anchor($0, key: "\(path).\(side.rawValue)") }
        return Insertion(side: side, anchors: found, text: text)
    }

    private mutating func anchor(_ node: YamlNode, key path: String) -> CommandAnchor? {
        let values = mapping(node, key: path, allowed: ["function", "command"])
        guard let function = function(values, of: node, key: path),
            let commands = required(
                "command", in: values, of: node, key: path, expected: "patterns of commands")
        else { return nil }
        let patterns = texts(commands, key: "\(path).command").map { CommandPattern(ByteString($0)) }
        return CommandAnchor(function: function, commands: patterns)
    }

    private mutating func function(
        _ values: [String: YamlNode], of node: YamlNode, key path: String
    ) -> ByteString? {
        required("function", in: values, of: node, key: path, expected: "the name of a function")
            .flatMap { someText($0, key: "\(path).function") }.map { ByteString($0) }
    }

    private mutating func append(_ node: YamlNode, key path: String) -> ArrayAppend? {
        let values = mapping(node, key: path, allowed: ["array", "function", "elements"])
        guard let function = function(values, of: node, key: path),
            let array = required("array", in: values, of: node, key: path, expected: "a name"),
            let elements = required("elements", in: values, of: node, key: path, expected: "a list"),
            let name = someText(array, key: "\(path).array")
        else { return nil }
        let found = list(elements, key: "\(path).elements")
            .compactMap { element($0, key: "\(path).elements") }
        return ArrayAppend(
            array: ByteString(name), function: function, elements: found)
    }

    private mutating func element(_ node: YamlNode, key path: String) -> ArrayAppend.Element? {
        if case .scalar = node.content {
            return someText(node, key: path).map { ArrayAppend.Element(text: ByteString($0)) }
        }
        let values = mapping(node, key: path, allowed: ["value", "version"])
        guard let value = required("value", in: values, of: node, key: path, expected: "an element"),
            let text = someText(value, key: "\(path).value")
        else { return nil }
        let versions = values["version"].flatMap { versionRange($0, key: "\(path).version") }
        return ArrayAppend.Element(text: ByteString(text), versions: versions)
    }

    private mutating func wordChange(_ node: YamlNode, key path: String) -> WordChange? {
        let values = mapping(node, key: path, allowed: ["function", "word", "with"])
        guard let word = required("word", in: values, of: node, key: path, expected: "a pattern"),
            let with = required("with", in: values, of: node, key: path, expected: "text"),
            let pattern = someText(word, key: "\(path).word"), let text = text(with, key: "\(path).with")
        else { return nil }
        let function = values["function"].flatMap { someText($0, key: "\(path).function") }
        return WordChange(
            function: function.map { Glob(ByteString($0)) }, word: Glob(ByteString(pattern)),
            text: ByteString(text))
    }
}
