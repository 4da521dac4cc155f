/// Builds the fields of a word, splitting what came from unquoted expansions at the bytes of IFS.
///
/// Blanks in IFS run together and vanish at both ends; another byte of IFS ends a field each time, so `a::b` at
/// `:` has an empty field in the middle (bash(1), "Word Splitting").
struct FieldSplitter {
    struct Field {
        var bytes: [UInt8] = []
        /// Where the first unquoted `*`, `?` or `[…]` was seen.
        var pattern: Int?
        var openBracket: Int?

        var hasPattern: Bool { pattern != nil }

        /// Bash would compare it with the files that are there. Not for URLs, with a name for the file before
        /// them or without: `name::https://x/y?z` could match only inside a directory named `name::https:`.
        var mayMatchFiles: Bool {
            guard let pattern else { return false }
            let fixed = bytes[..<pattern]
            let isInURL = fixed.indices.contains { index in
                fixed[index] == UInt8(ascii: ":") && fixed[index...].starts(with: "://".utf8)
            }
            return !isInURL
        }
    }

    let separators: [UInt8]
    private(set) var fields: [Field] = []
    private var current: Field?
    /// A separator that is no blank has just ended a field.
    private var endedBySeparator = false

    init(separators: [UInt8]) {
        self.separators = separators
    }

    mutating func append(_ bytes: [UInt8], quoted: Bool) {
        for byte in bytes { append(byte, quoted: quoted) }
        // `""` is a field, though an empty one.
        if quoted, current == nil { current = Field() }
    }

    private mutating func append(_ byte: UInt8, quoted: Bool) {
        var field = current ?? Field()
        field.bytes.append(byte)
        if !quoted {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "?"): field.pattern = field.pattern ?? field.bytes.count - 1
            case UInt8(ascii: "["): field.openBracket = field.openBracket ?? field.bytes.count - 1
            case UInt8(ascii: "]"): field.pattern = field.pattern ?? field.openBracket
            default: break
            }
        }
        current = field
    }

    mutating func appendSplitting(_ bytes: [UInt8]) {
        for byte in bytes {
            guard separators.contains(byte) else {
                append(byte, quoted: false)
                endedBySeparator = false
                continue
            }
            let isBlank = byte == 0x20 || byte == 0x09 || byte == 0x0A
            if current != nil {
                endField()
                endedBySeparator = !isBlank
            } else if !isBlank {
                // `a :b` has two fields, `a::b` three.
                if endedBySeparator || fields.isEmpty { fields.append(Field()) }
                endedBySeparator = true
            }
        }
    }

    mutating func endField() {
        if let field = current { fields.append(field) }
        current = nil
    }
}
