public import ByteStrings

/// Why an edit cannot apply: what it needs, and what the text has instead.
public struct EditError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        case functionMissing = "function-missing"
        /// Another function has the name that is to be defined.
        case functionExists = "function-exists"
        case commandMissing = "command-missing"
        case arrayMissing = "array-missing"
        case elementMissing = "element-missing"
        case assignmentMissing = "assignment-missing"
        case wordMissing = "word-missing"
        /// The text that the edit brings is not what is needed there.
        case badText = "bad-text"
        /// No line can be inserted where it would have to be.
        case badPlace = "bad-place"
        /// The result would have diagnostics that the text has not.
        case wouldBreak = "would-break"
    }

    public var code: Code
    /// What was looked for, or the text that is wrong.
    public var expected: ByteString
    /// What there is of its kind: the functions of the text, the arrays or commands of the function …, at most
    /// `EditError.mostFound`.
    public var found: [ByteString]
    /// Where it was looked for; in `.badText`, a place in the text of the edit.
    public var position: SourcePosition?

    public static let mostFound = 12

    public init(
        _ code: Code, expected: ByteString, found: [ByteString] = [], position: SourcePosition? = nil
    ) {
        self.code = code
        self.expected = expected
        self.found = Array(found.prefix(EditError.mostFound))
        self.position = position
    }
}
