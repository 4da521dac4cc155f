public import ByteStrings

/// A place in a text as people and editors count it: lines and columns from 1, a column for each character.
public struct TextPlace: Hashable, Sendable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// - Parameter offset: in bytes; at most the length of `text`.
    public init(of offset: Int, in text: ByteString) {
        let before = text.bytes[..<offset]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        // A UTF-8 character has one byte that is no continuation.
        column = 1 + before[lineStart...].count { $0 & 0xC0 != 0x80 }
    }
}
