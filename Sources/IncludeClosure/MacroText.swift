internal import ByteStrings

/// One preprocessing token, as far as header names need them.
struct MacroToken: Hashable {
    enum Kind: UInt8 {
        case identifier, number, string, other
        /// `<name>` as one, its text without the brackets.
        case header
        /// One of several words that nothing is to be expanded in.
        case word
    }

    var kind: Kind
    var text: ByteString
    var hasSpaceBefore: Bool
    /// What the text is one of, where that is not certain; the text is the first of them.
    var choices: [ByteString] = []
    /// Macros whose expansion it came out of: they are not expanded in it again (C17 6.10.3.4).
    var hidden: Set<ByteString> = []
}

/// The replacement of one macro.
struct MacroDefinition: Hashable {
    /// `nil` for an object-like macro.
    var parameters: [ByteString]?
    /// Whether the last parameter takes all remaining arguments.
    var isVariadic = false
    var body: [MacroToken] = []
}

/// Splits the text of a directive into tokens. Comments are gone, and lines joined.
struct MacroTokenizer {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: [UInt8]) {
        bytes = text
    }

    static func tokens(_ text: [UInt8]) -> [MacroToken] {
        var tokenizer = MacroTokenizer(text)
        var tokens: [MacroToken] = []
        while let token = tokenizer.next() { tokens.append(token) }
        return tokens
    }

    /// Reads `NAME body` or `NAME(parameters) body`; `nil` when it is neither.
    static func definition(_ text: [UInt8]) -> (name: ByteString, definition: MacroDefinition)? {
        var tokens = tokens(text)[...]
        guard let name = tokens.popFirst(), name.kind == .identifier else { return nil }
        var definition = MacroDefinition()
        if let open = tokens.first, open.text == "(", !open.hasSpaceBefore {
            tokens.removeFirst()
            var parameters: [ByteString] = []
            while let token = tokens.popFirst(), token.text != ")" {
                if token.text == "..." {
                    definition.isVariadic = true
                    // `args...` names the rest itself.
                    if parameters.isEmpty || tokens.first?.text != ")" || isAfterComma(parameters) {
                        parameters.append("__VA_ARGS__")
                    }
                } else if token.kind == .identifier {
                    parameters.append(token.text)
                } else if token.text == "," {
                    parameters.append(",")
                }
            }
            definition.parameters = parameters.filter { $0 != "," }
        }
        definition.body = Array(tokens)
        return (name.text, definition)
    }

    private static func isAfterComma(_ parameters: [ByteString]) -> Bool { parameters.last == "," }

    private mutating func next() -> MacroToken? {
        let start = index
        while index < bytes.count, Bytes.isBlank(bytes[index]) { index += 1 }
        guard index < bytes.count else { return nil }
        let hasSpace = index > start
        let first = index
        let byte = bytes[index]
        index += 1
        var kind = MacroToken.Kind.other
        let next: UInt8 = index < bytes.count ? bytes[index] : 0
        if byte &- 0x30 < 10 || byte == 0x2E && next &- 0x30 < 10 {
            kind = .number
            while index < bytes.count, Bytes.isIdentifier(bytes[index]) || bytes[index] == 0x2E { index += 1 }
        } else if Bytes.isIdentifier(byte) {
            kind = .identifier
            while index < bytes.count, Bytes.isIdentifier(bytes[index]) { index += 1 }
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            kind = byte == UInt8(ascii: "\"") ? .string : .other
            while index < bytes.count {
                let current = bytes[index]
                index += 1
                if current == UInt8(ascii: "\\") { index = min(index + 1, bytes.count) }
                if current == byte { break }
            }
        } else if byte == UInt8(ascii: "#"), next == byte {
            index += 1
        } else if byte == 0x2E, next == 0x2E, index + 1 < bytes.count, bytes[index + 1] == 0x2E {
            index += 2
        }
        return MacroToken(kind: kind, text: ByteString(bytes[first..<index]), hasSpaceBefore: hasSpace)
    }
}
