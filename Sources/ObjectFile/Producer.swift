public import ByteStrings

/// The compiler that a `.comment` string names.
public enum Producer: Hashable, Sendable {
    /// Any front end of GCC; the text after `GCC: (…) `, for instance `12.2.0`.
    case gcc(version: ByteString)
    /// The text after `clang version `, for instance `14.0.6`.
    case clang(version: ByteString)

    /// `nil` for strings of other tools, such as `Linker: LLD 17` or `rustc version 1.70.0`.
    ///
    /// GCC writes `GCC: (PKGVERSION) VERSION`, where the package version may itself hold parentheses. Clang
    /// writes `[VENDOR ]clang version VERSION[ (REPOSITORY)]`.
    public init?(comment: ByteString) {
        if let text = comment.dropping(prefix: "GCC: (") {
            self = .gcc(version: Self.text(afterParenthesis: text))
        } else if let words = comment.firstRange(of: "clang version "),
            words.lowerBound == 0 || comment.bytes[words.lowerBound - 1] == UInt8(ascii: " ")
        {
            let version = comment.bytes[words.upperBound...].prefix { $0 != UInt8(ascii: " ") }
            self = .clang(version: ByteString(version))
        } else {
            return nil
        }
    }

    /// What follows the parenthesis that closes the one before `text`. Red Hat's old compilers have a second
    /// pair behind the version: `GCC: (GNU) 4.8.5 20150623 (Red Hat 4.8.5-44)`.
    private static func text(afterParenthesis text: ByteString) -> ByteString {
        var depth = 1
        for (index, byte) in text.bytes.enumerated() {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return ByteString(text.bytes[(index + 1)...]).trimmed }
        }
        return ByteString()
    }
}
