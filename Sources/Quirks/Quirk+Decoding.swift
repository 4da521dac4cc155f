public import ByteStrings

extension Quirk {
    enum Key: String, CaseIterable {
        case id, summary, explanation, evidence, enabled, required, optional, cost, match, effects, examples
        case onRequest = "on-request"
    }

    /// Reads one quirk file.
    ///
    /// - Parameter name: the file's name, for messages; its last component without `.yaml` must be the id.
    /// - Returns: the quirk, or every mistake in the file in the order of its lines.
    public static func decode(
        _ text: ByteString, file name: ByteString
    ) -> Result<Quirk, QuirkFileErrors> {
        let root: YamlNode
        do {
            root = try YamlNode.read(text, file: name)
        } catch {
            return .failure(QuirkFileErrors([error]))
        }
        return decode(root, file: name)
    }

    /// The same of a file that is parsed already.
    static func decode(_ root: YamlNode, file name: ByteString) -> Result<Quirk, QuirkFileErrors> {
        var fields = YamlFields(file: name)
        let quirk = decode(root, &fields)
        guard let quirk, fields.errors.isEmpty else {
            return .failure(
                QuirkFileErrors(fields.errors.sorted { ($0.line, $0.column) < ($1.line, $1.column) }))
        }
        return .success(quirk)
    }

    private static func decode(_ root: YamlNode, _ fields: inout YamlFields) -> Quirk? {
        let values = fields.mapping(root, key: "", allowed: Key.allCases.map(\.rawValue))
        guard case .mapping = root.content else { return nil }

        func value(_ key: Key) -> YamlNode? { values[key.rawValue] }
        func text(_ key: Key, _ expected: String) -> String {
            guard
                let node = fields.required(
                    key.rawValue, in: values, of: root, key: "", expected: expected)
            else { return "" }
            return fields.someText(node, key: key.rawValue)?.trimmingNewlines ?? ""
        }

        let id = text(.id, "small letters, digits and dashes, as the file is called")
        if let node = value(.id), !id.isEmpty { checkIdentifier(id, at: node, &fields) }
        let isEnabled = value(.enabled).flatMap { fields.flag($0, key: Key.enabled.rawValue) } ?? true
        var quirk = Quirk(
            id: id, summary: "", explanation: "", evidence: [], match: [], effects: [], examples: [],
            file: fields.file, line: value(.id)?.line ?? root.line)
        quirk.isEnabled = isEnabled
        // `id` and `enabled: false` are all that it takes to switch one off.
        if !isEnabled, values.count == 2, value(.id) != nil { return quirk }

        quirk.summary = text(.summary, "one line")
        quirk.explanation = text(.explanation, "what a user wants to know")
        if let node = fields.required(
            Key.evidence.rawValue, in: values, of: root, key: "", expected: "links to what somebody saw")
        {
            quirk.evidence = fields.texts(node, key: Key.evidence.rawValue)
            for link in quirk.evidence where !isLink(link) {
                fields.complain(
                    .badValue, at: node, key: Key.evidence.rawValue, found: link, expected: "https://…")
            }
        }
        quirk.isRequired = value(.required).flatMap { fields.flag($0, key: Key.required.rawValue) } ?? false
        quirk.isOptional = value(.optional).flatMap { fields.flag($0, key: Key.optional.rawValue) } ?? false
        if quirk.isRequired, quirk.isOptional, let node = value(.optional) {
            fields.complain(
                .badValue, at: node, key: Key.optional.rawValue, found: "true",
                expected: "`required` or `optional`, not both")
        }
        quirk.cost = value(.cost).flatMap { fields.someText($0, key: Key.cost.rawValue)?.trimmingNewlines }
        if let node = fields.required(
            Key.match.rawValue, in: values, of: root, key: "", expected: "at least one condition")
        {
            quirk.match = fields.conditions(node, key: Key.match.rawValue)
        }
        quirk.onRequest = value(.onRequest).map { fields.conditions($0, key: Key.onRequest.rawValue) }
        if let node = fields.required(
            Key.effects.rawValue, in: values, of: root, key: "", expected: "at least one effect")
        {
            let effects = fields.effects(node, key: Key.effects.rawValue)
            quirk.effects = effects.map(\.effect)
            quirk.effectLines = effects.map(\.line)
        }
        if let node = fields.required(
            Key.examples.rawValue, in: values, of: root, key: "", expected: "at least one example")
        {
            quirk.examples = fields.examples(node, key: Key.examples.rawValue)
        }
        return quirk
    }

    private static func checkIdentifier(_ id: String, at node: YamlNode, _ fields: inout YamlFields) {
        let isPlain = id.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-")
        }
        let stem = fields.file.lastPathComponent
        let name = (stem.dropping(suffix: ".yaml") ?? stem).string
        if !isPlain {
            fields.complain(
                .badValue, at: node, key: Key.id.rawValue, found: id,
                expected: "small letters, digits and dashes")
        } else if name != id {
            fields.complain(
                .badValue, at: node, key: Key.id.rawValue, found: id,
                expected: "`\(name)`, as the file is called")
        }
    }

    private static func isLink(_ text: String) -> Bool {
        (text.hasPrefix("https://") || text.hasPrefix("http://")) && !text.contains(" ")
    }
}

/// Every mistake in one file.
public struct QuirkFileErrors: Error, Equatable, Sendable {
    public var errors: [QuirkFileError]

    init(_ errors: [QuirkFileError]) {
        self.errors = errors
    }
}

extension String {
    /// YAML's `|` and `>` end with a newline that nobody means.
    var trimmingNewlines: String {
        var text = self[...]
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
