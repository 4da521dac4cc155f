import ByteStrings

/// A hook of pacman's, by alpm-hooks(5): `[Trigger]` sections and one `[Action]`, of keys and values.
struct AlpmHook {
    struct Line: Equatable {
        var section: ByteString
        var key: ByteString
        /// Empty for a key that stands alone.
        var value: ByteString
    }

    /// Of all sections, in order.
    private(set) var lines: [Line] = []
    /// How many sections there are of each name.
    private(set) var sections: [ByteString: Int] = [:]

    /// Which keys a section may have, and which values a key; `nil` for any that is not empty.
    private static let grammar: [ByteString: [ByteString: [ByteString]?]] = [
        "Trigger": [
            "Operation": ["Install", "Upgrade", "Remove"], "Type": ["Path", "Package"], "Target": nil,
        ],
        "Action": [
            "Description": nil, "When": ["PreTransaction", "PostTransaction"], "Exec": nil,
            "Depends": nil, "AbortOnFail": [""], "NeedsTargets": [""],
        ],
    ]

    /// - Throws: `SetupError` for what libalpm would refuse or warn of.
    init(_ text: ByteString) throws {
        var section: ByteString?
        for line in text.split("\n").map(\.trimmed) where !line.isEmpty && !line.hasPrefix("#") {
            if line.hasPrefix("["), line.hasSuffix("]") {
                let name = ByteString(line.bytes.dropFirst().dropLast())
                guard Self.grammar[name] != nil else { throw SetupError("no section is called \(name)") }
                section = name
                sections[name, default: 0] += 1
                continue
            }
            let end = line.bytes.firstIndex(of: UInt8(ascii: "=")) ?? line.count
            let key = ByteString(line.bytes[..<end]).trimmed
            let value = ByteString(line.bytes[end...].dropFirst()).trimmed
            guard let section, let allowed = Self.grammar[section]?[key] else {
                throw SetupError("\(line) stands in no section that has it")
            }
            guard allowed.map({ $0.contains(value) }) ?? !value.isEmpty else {
                throw SetupError("\(key) cannot be \(value)")
            }
            lines.append(Line(section: section, key: key, value: value))
        }
        guard sections["Action"] == 1, sections["Trigger"] ?? 0 >= 1 else {
            throw SetupError("there is one action and at least one trigger")
        }
        let isOnce = ["When", "Exec"].allSatisfy { values("Action", $0).count == 1 }
        let triggers = sections["Trigger"] ?? 0
        guard isOnce, values("Trigger", "Type").count == triggers,
            values("Trigger", "Operation").count >= triggers, values("Trigger", "Target").count >= triggers
        else { throw SetupError("a key is missing or there twice") }
        let isBefore = values("Action", "When") == ["PreTransaction"]
        guard isBefore || values("Action", "AbortOnFail").isEmpty else {
            throw SetupError("AbortOnFail is for PreTransaction only")
        }
    }

    func values(_ section: ByteString, _ key: ByteString) -> [ByteString] {
        lines.filter { $0.section == section && $0.key == key }.map(\.value)
    }
}
