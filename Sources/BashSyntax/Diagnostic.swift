public import ByteStrings

/// One thing in a text that bash would refuse, or that makepkg would.
///
/// A text with diagnostics still has a tree: what could not be understood is a node of kind `.unknown`.
public struct Diagnostic: Equatable, Sendable {
    public var position: SourcePosition
    /// A sentence without a full stop, in lower case: "missing `fi`".
    public var message: String
    /// The bytes at `position` that gave offence, at most `Diagnostic.longestText`; empty at the end of the text.
    public var text: ByteString

    public static let longestText = 40

    public init(position: SourcePosition, message: String, text: ByteString) {
        self.position = position
        self.message = message
        self.text = text
    }

    public var line: Int { position.line }
    public var column: Int { position.column }
}

extension Diagnostic: CustomStringConvertible {
    public var description: String {
        text.isEmpty ? "\(position): \(message)" : "\(position): \(message): \(text)"
    }
}
