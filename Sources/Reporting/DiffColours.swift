public import ByteStrings

/// The colours of a unified diff, those of `git diff`.
public enum DiffColours {
    /// - Parameter diff: as `diff -u` prints it; every byte stays.
    public static func apply(_ style: Style, to diff: ByteString) -> ByteString {
        guard style != .plain else { return diff }
        var isHeader = true
        return diff.split("\n", keepingEmpty: true).map { line in
            guard let first = line.bytes.first else { return line }
            if first == UInt8(ascii: "@") { isHeader = false }
            let role: Style.Role? =
                switch first {
                case UInt8(ascii: "-"): isHeader ? .heading : .bad
                case UInt8(ascii: "+"): isHeader ? .heading : .good
                case UInt8(ascii: "@"): .faint
                default: nil
                }
            return role.map { style.apply($0, line) } ?? line
        }.joined(separator: "\n")
    }
}
