/// Recursive descent over bytes, without tokens made beforehand.
///
/// Bash has no lexer worth the name: what `(`, `#`, `{` or a newline means depends on what is being read, so
/// each construct reads its own bytes. Three rules keep it linear and total:
///
/// - It never goes back. The two places where bash looks ahead (`((` and backquotes) scan ahead under a budget
///   that grows with the text; when it is used up, the likelier reading is taken.
/// - Every loop consumes a byte or ends: what nobody understands becomes an `.unknown` leaf.
/// - Nesting is counted, and an opener too deep is an `.unknown` leaf as well.
///
/// A list ends at a closing word only if some construct around it waits for that word. So a stray `fi` costs one
/// leaf, and a missing one does not swallow the enclosing `}`.
struct Parser {
    struct Complaint {
        var range: Range<Int>
        var message: String
    }

    /// What a construct around the current place is waiting for.
    enum Closer: Int, CaseIterable {
        case parenthesis, brace, then, elseOrFi, `do`, done, esac, caseEnd
    }

    /// `<<` seen, its lines not yet.
    struct PendingHereDocument {
        var delimiter: [UInt8]
        /// A quoted delimiter: no expansions in the lines.
        var isLiteral: Bool
        var stripsTabs: Bool
        var start: Int
    }

    /// More are counted but not kept: a broken megabyte needs no million messages.
    static let mostComplaints = 1000
    /// Here-documents inside expansions inside here-documents: each level reads its lines again.
    static let deepestHereDocument = 8

    let source: [UInt8]
    var position = 0
    /// Where the current region ends: the text, a here-document's lines, or backquotes.
    var limit: Int
    var builder = TreeBuilder()
    var complaints: [Complaint] = []
    var depth = 0
    var hereDocumentDepth = 0
    var functionDepth = 0
    var awaited = [Int](repeating: 0, count: Closer.allCases.count)
    var hereDocuments: [PendingHereDocument] = []
    var extendedPatterns: Bool
    /// Set by `shopt -s extglob`; takes effect when the line has been read.
    var requestedPatterns: Bool?
    var lookaheadBudget: Int

    init(_ source: [UInt8], extendedPatterns: Bool) {
        self.source = source
        self.extendedPatterns = extendedPatterns
        limit = source.count
        lookaheadBudget = source.count * 4 + 4096
        builder.reserve(for: source.count)
    }

    mutating func parseScript() {
        let carriageReturn = source.firstIndex(of: 0x0D)
        if let place = carriageReturn, place + 1 < source.count, source[place + 1] == .newline {
            complain("carriage return before the end of a line", place..<(place + 1))
        }
        if source.starts(with: [0xEF, 0xBB, 0xBF]) {
            complain("a byte order mark is part of the first word", 0..<3)
        }
        parseList(.list)
        abandonHereDocuments()
        builder.finish(.script, from: 0, at: 0)
    }

    // MARK: Looking

    var atEnd: Bool { position >= limit }

    /// The byte `offset` ahead; `nil` beyond the region.
    func peek(_ offset: Int = 0) -> UInt8? {
        let place = position + offset
        return place < limit ? source[place] : nil
    }

    func at(_ text: StaticString) -> Bool {
        at(text, from: position)
    }

    func at(_ text: StaticString, from place: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= limit else { return false }
        return unsafe UnsafeBufferPointer(start: text.utf8Start, count: count)
            .elementsEqual(source[place..<(place + count)])
    }

    /// True if the word at the current place is exactly `text`.
    func atKeyword(_ text: StaticString) -> Bool {
        guard at(text) else { return false }
        return peek(text.utf8CodeUnitCount)?.endsWord ?? true
    }

    // MARK: Consuming

    mutating func leaf(_ kind: SyntaxKind, _ count: Int) {
        leaf(kind, to: position + count)
    }

    mutating func leaf(_ kind: SyntaxKind, to end: Int) {
        guard end > position else { return }
        builder.leaf(kind, position, end)
        position = end
    }

    /// Skips blanks, comments and, if asked to, newlines with the here-documents that follow them.
    mutating func skipTrivia(newlines: Bool) {
        while let byte = peek() {
            if byte.isBlank {
                var end = position + 1
                while end < limit, source[end].isBlank { end += 1 }
                leaf(.whitespace, to: end)
            } else if byte == .backslash, peek(1) == .newline {
                leaf(.lineContinuation, 2)
            } else if byte == UInt8(ascii: "#") {
                leaf(.comment, to: endOfLine(from: position))
            } else if newlines, byte == .newline {
                consumeNewline()
            } else {
                return
            }
        }
    }

    func endOfLine(from start: Int) -> Int {
        source[start..<limit].firstIndex(of: .newline) ?? limit
    }

    /// A newline that ends a command: bash now reads the here-documents, and has run what stands before it.
    mutating func consumeNewline() {
        leaf(.newline, 1)
        if !hereDocuments.isEmpty { readHereDocuments() }
        if depth == 0, let wanted = requestedPatterns {
            extendedPatterns = wanted
            requestedPatterns = nil
        }
    }

    // MARK: Complaining

    mutating func complain(_ message: String, _ range: Range<Int>) {
        guard complaints.count < Parser.mostComplaints else { return }
        complaints.append(Complaint(range: range, message: message))
    }

    mutating func missing(_ what: String) {
        let end = min(endOfLine(from: min(position, limit)), position + Diagnostic.longestText)
        complain("missing `\(what)`", position..<max(position, end))
    }

    /// Takes one operator or one run of word bytes as `.unknown`.
    mutating func takeUnexpected() {
        var end = position + 1
        if !source[position].endsWord {
            while end < limit, !source[end].endsWord { end += 1 }
        }
        complain("unexpected text", position..<end)
        leaf(.unknown, to: end)
    }

    // MARK: Nesting

    /// Runs `body` one level down; where that is too deep, makes the next `opener` bytes `.unknown` instead.
    mutating func nested(opener: Int, _ body: (inout Parser) -> Void) {
        guard depth < SyntaxTree.deepestNesting else {
            complain("nested too deeply", position..<(position + opener))
            leaf(.unknown, opener)
            return
        }
        depth += 1
        body(&self)
        depth -= 1
    }

    mutating func awaiting(_ closers: Closer..., body: (inout Parser) -> Void) {
        for closer in closers { awaited[closer.rawValue] += 1 }
        body(&self)
        for closer in closers { awaited[closer.rawValue] -= 1 }
    }

    func isAwaited(_ closer: Closer) -> Bool { awaited[closer.rawValue] > 0 }

    /// Parses `position..<end` on its own: nothing outside of it is waited for.
    mutating func inRegion(upTo end: Int, _ body: (inout Parser) -> Void) {
        let outer = (limit, awaited, hereDocuments)
        limit = end
        awaited = [Int](repeating: 0, count: awaited.count)
        hereDocuments = []
        body(&self)
        abandonHereDocuments()
        (limit, awaited, hereDocuments) = outer
    }
}
