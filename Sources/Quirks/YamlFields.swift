import ByteStrings

/// Takes values out of a document and collects what is wrong with them, so that a lint shows every mistake at once.
struct YamlFields {
    let file: ByteString
    private(set) var errors: [QuirkFileError] = []

    init(file: ByteString) {
        self.file = file
    }

    mutating func complain(
        _ code: QuirkFileError.Code, at node: YamlNode, key: String, found: String = "", expected: String
    ) {
        errors.append(
            QuirkFileError(
                code: code, file: file, line: node.line, column: node.column, key: key, found: found,
                expected: expected))
    }

    /// The values of a mapping by key; keys that are not allowed are mistakes.
    mutating func mapping(
        _ node: YamlNode, key path: String, allowed: [String]
    ) -> [String: YamlNode] {
        guard case .mapping(let pairs) = node.content else {
            complain(.wrongType, at: node, key: path, found: node.kind, expected: "a mapping")
            return [:]
        }
        var values: [String: YamlNode] = [:]
        for (key, value) in pairs {
            guard case .scalar(let name) = key.content, allowed.contains(name) else {
                let name = if case .scalar(let text) = key.content { text } else { key.kind }
                complain(
                    .unknownKey, at: key, key: path.isEmpty ? name : "\(path).\(name)",
                    expected: "one of " + allowed.joined(separator: ", "))
                continue
            }
            values[name] = value
        }
        return values
    }

    /// Keys that the file chooses, with text as values.
    mutating func dictionary(_ node: YamlNode, key path: String) -> [ByteString: ByteString] {
        guard case .mapping(let pairs) = node.content else {
            complain(
                .wrongType, at: node, key: path, found: node.kind, expected: "a mapping of names to text")
            return [:]
        }
        var values: [ByteString: ByteString] = [:]
        for (key, value) in pairs {
            guard let name = text(key, key: path), let text = text(value, key: "\(path).\(name)") else {
                continue
            }
            values[ByteString(name)] = ByteString(text)
        }
        return values
    }

    mutating func text(_ node: YamlNode, key: String) -> String? {
        guard case .scalar(let text) = node.content else {
            complain(.wrongType, at: node, key: key, found: node.kind, expected: "text")
            return nil
        }
        return text
    }

    /// Text with something in it.
    mutating func someText(_ node: YamlNode, key: String) -> String? {
        guard let text = text(node, key: key) else { return nil }
        guard text.contains(where: { !$0.isWhitespace }) else {
            complain(.wrongType, at: node, key: key, found: "empty", expected: "text")
            return nil
        }
        return text
    }

    /// A list, or a single value in its place.
    mutating func texts(_ node: YamlNode, key: String) -> [String] {
        if case .list(let nodes) = node.content {
            if nodes.isEmpty {
                complain(
                    .wrongType, at: node, key: key, found: "an empty list", expected: "at least one text")
            }
            return nodes.compactMap { someText($0, key: key) }
        }
        return someText(node, key: key).map { [$0] } ?? []
    }

    mutating func globs(_ node: YamlNode, key: String) -> [Glob] {
        texts(node, key: key).map { Glob(ByteString($0)) }
    }

    mutating func list(_ node: YamlNode, key: String) -> [YamlNode] {
        guard case .list(let nodes) = node.content else {
            complain(.wrongType, at: node, key: key, found: node.kind, expected: "a list")
            return []
        }
        return nodes
    }

    mutating func flag(_ node: YamlNode, key: String) -> Bool? {
        choice(node, key: key, among: ["true": true, "false": false])
    }

    /// A number from 1.
    mutating func count(_ node: YamlNode, key: String) -> Int? {
        guard let text = text(node, key: key) else { return nil }
        guard let number = Int(text), (1...100_000).contains(number) else {
            complain(.badValue, at: node, key: key, found: text, expected: "a number from 1")
            return nil
        }
        return number
    }

    mutating func choice<Value>(_ node: YamlNode, key: String, among values: [String: Value]) -> Value? {
        guard let text = text(node, key: key) else { return nil }
        if let value = values[text] { return value }
        complain(
            .badValue, at: node, key: key, found: text,
            expected: "one of " + values.keys.sorted().joined(separator: ", "))
        return nil
    }

    mutating func choice<Value: CaseIterable & RawRepresentable<String>>(
        _ node: YamlNode, key: String, of type: Value.Type
    ) -> Value? {
        choice(
            node, key: key,
            among: Dictionary(uniqueKeysWithValues: type.allCases.map { ($0.rawValue, $0) }))
    }

    /// What a mapping must have.
    mutating func required(
        _ name: String, in values: [String: YamlNode], of node: YamlNode, key path: String, expected: String
    ) -> YamlNode? {
        if let value = values[name] { return value }
        complain(.missingKey, at: node, key: path.isEmpty ? name : "\(path).\(name)", expected: expected)
        return nil
    }
}
