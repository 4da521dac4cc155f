public import ByteStrings

/// A bash text taken apart without losing a byte.
///
/// Every byte of the input is in exactly one leaf, the children of a node tile it, and joining the leaves gives
/// the input, whatever it was. Text that bash would refuse gives `.unknown` leaves and diagnostics, never a
/// failure. Time and memory are linear in the input; nesting beyond `SyntaxTree.deepestNesting` is not followed.
///
/// The dialect is bash 5 as `source` reads it: extglob is off until the text itself says `shopt -s extglob`
/// outside of a function, and the switch acts from the next line on, because bash reads line by line.
/// (`package_libstdc++() {` is a function only with extglob off.)
public struct SyntaxTree: Sendable {
    /// The input.
    public let source: [UInt8]
    public let diagnostics: [Diagnostic]
    /// Whether extglob was on before the first line.
    public let extendedPatterns: Bool

    let records: [TreeBuilder.Record]
    let children: [Int32]
    let rootIndex: Int
    private let lines: LineTable

    /// Deeper constructs become `.unknown`. Real files stay below 20; the limit keeps the stack small.
    public static let deepestNesting = 200

    /// - Precondition: the text is smaller than 2 GiB.
    public init(parsing bytes: [UInt8], extendedPatterns: Bool = false) {
        precondition(bytes.count < Int(Int32.max), "a text to parse is smaller than 2 GiB")
        var parser = Parser(bytes, extendedPatterns: extendedPatterns)
        parser.parseScript()
        let lines = LineTable(bytes)
        source = bytes
        self.extendedPatterns = extendedPatterns
        records = parser.builder.records
        children = parser.builder.children
        rootIndex = parser.builder.root
        self.lines = lines
        diagnostics = parser.complaints
            .sorted { $0.range.lowerBound < $1.range.lowerBound }
            .map { complaint in
                Diagnostic(
                    position: lines.position(of: complaint.range.lowerBound), message: complaint.message,
                    text: ByteString(bytes[complaint.range].prefix(Diagnostic.longestText)))
            }
    }

    public init(parsing text: ByteString, extendedPatterns: Bool = false) {
        self.init(parsing: text.bytes, extendedPatterns: extendedPatterns)
    }

    public var root: SyntaxNode { SyntaxNode(tree: self, index: rootIndex) }

    /// The leaves joined: the input, byte for byte.
    public var text: ByteString {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        for leaf in root.leaves { bytes += source[leaf.range] }
        return ByteString(bytes)
    }

    public func position(of offset: Int) -> SourcePosition {
        lines.position(of: offset)
    }
}
