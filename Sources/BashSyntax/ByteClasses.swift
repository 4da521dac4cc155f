/// Which bytes end a word, begin a name, and so on, as bash's `syntax.h` has them.
extension UInt8 {
    static let newline: UInt8 = 0x0A
    static let backslash: UInt8 = 0x5C
    static let dollar: UInt8 = 0x24
    static let backquote: UInt8 = 0x60
    static let doubleQuote: UInt8 = 0x22
    static let singleQuote: UInt8 = 0x27

    /// Space or tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isNameStart: Bool {
        (self >= 0x61 && self <= 0x7A) || (self >= 0x41 && self <= 0x5A) || self == 0x5F
    }

    var isNameByte: Bool { isNameStart || isDigit }

    /// Ends an unquoted word: blank, newline or one of `|&;()<>`.
    var endsWord: Bool {
        switch self {
        case 0x20, 0x09, 0x0A, 0x7C, 0x26, 0x3B, 0x28, 0x29, 0x3C, 0x3E: true
        default: false
        }
    }

    /// May begin something other than plain text inside an unquoted word.
    var isSpecialInWord: Bool {
        switch self {
        case .backslash, .dollar, .backquote, .doubleQuote, .singleQuote: true
        default: endsWord
        }
    }

    /// Loses its backslash inside double quotes; `}` does in `"${x:-…}"`.
    var isEscapableInQuotes: Bool {
        switch self {
        case .dollar, .backquote, .doubleQuote, .backslash, UInt8(ascii: "}"): true
        default: false
        }
    }

    /// Begins an extended pattern when `(` follows: `?*+@!`.
    var beginsExtendedPattern: Bool {
        switch self {
        case 0x3F, 0x2A, 0x2B, 0x40, 0x21: true
        default: false
        }
    }

    /// A parameter of one byte that is no name: `$@`, `$#`, `$1` …
    var isSpecialParameter: Bool {
        switch self {
        case 0x40, 0x2A, 0x23, 0x3F, 0x2D, 0x24, 0x21: true
        default: isDigit
        }
    }
}
