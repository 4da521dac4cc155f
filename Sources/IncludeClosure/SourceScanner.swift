internal import ByteStrings

/// Walks over a file once and stops at the few bytes that can begin something of interest.
///
/// A table says which bytes those are, so most bytes cost one load. At a newline (and after the end of a comment)
/// the first word is looked at; `_`, `.`, `\` and `?` are looked at anywhere. A directive is read by its own
/// cursor, and the walk goes on right behind its `#`: nothing that a reader misjudges can hide the rest.
struct SourceScanner {
    let bytes: [UInt8]
    var scan = SourceScan()
    /// Whether a backslash-newline stands within a word or token: the walk is void then.
    var needsSplicing = false
    /// Offsets of `mentions`, to look at again.
    var mentionOffsets: [(macro: PlaceMacro, offset: Int)] = []
    /// Bytes that directive readers may still look at before the file is called tangled.
    var budget: Int
    /// The last `*/` that was looked for, and from where: the next search may begin between.
    var commentSearch: (from: Int, close: Int) = (0, -1)
    var line = 1
    /// Where the directive or word is that the walk has stopped at.
    var place = 0
    /// The places of `scan.references`.
    var referencePlaces: [Int] = []
    /// Whether there is an `#if 0`, or an `#if 1`.
    var hasConstantCondition = false
    /// The macro whose body the walk is in.
    var currentDefinition: (hash: UInt32, isFunction: Bool)?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        budget = 16 * bytes.count + 4096
    }

    /// 1 for the bytes where the walk stops.
    private static let stops: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for byte: Character in ["\n", "\r", "_", ".", "\\", "?", "*"] {
            if let value = byte.asciiValue { table[Int(value)] = true }
        }
        return table
    }()

    mutating func run() {
        let count = bytes.count
        var index = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        index = lineStart(at: index)
        while true {
            index = nextStop(from: index)
            guard index < count, !needsSplicing else { break }
            place = index
            switch bytes[index] {
            case 0x0A, 0x0D:
                let isContinued = endsInSplice(before: index)
                if !isContinued { currentDefinition = nil }
                if bytes[index] == 0x0D, index + 1 < count, bytes[index + 1] == 0x0A { index += 1 }
                line += 1
                index += 1
                if !isContinued || continuesNothing(before: index) { index = lineStart(at: index) }
            case UInt8(ascii: "*"):
                index += 1
                if index < count, bytes[index] == UInt8(ascii: "/") { index = lineStart(at: index + 1) }
            case UInt8(ascii: "_"): index = underscore(at: index)
            case UInt8(ascii: "."): index = dot(at: index)
            case UInt8(ascii: "?"):
                if index + 2 < count, bytes[index + 1] == UInt8(ascii: "?"),
                    bytes[index + 2] == UInt8(ascii: "=") || bytes[index + 2] == UInt8(ascii: "/")
                {
                    scan.hasTrigraphs = true
                }
                index += 1
            default:
                if let next = Bytes.afterSplice(bytes, at: index), cutsToken(index, next) {
                    needsSplicing = true
                }
                index += 1
            }
        }
        if budget < 0 { scan.unsure = Unsure(.tangledSource) }
    }

    private func nextStop(from start: Int) -> Int {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe Self.stops.withUnsafeBufferPointer { stops in
                var index = start
                let count = buffer.count
                while index < count, unsafe !stops[Int(buffer[index])] { index += 1 }
                return index
            }
        }
    }

    /// Whether a splice stands between bytes that belong to one token.
    private func cutsToken(_ backslash: Int, _ next: Int) -> Bool {
        guard backslash > 0, next < bytes.count else { return false }
        let before = bytes[backslash - 1]
        let after = bytes[next]
        // Two splices in a row: let the slow way see what they join.
        if after == UInt8(ascii: "\\") { return Bytes.afterSplice(bytes, at: next) != nil }
        if Bytes.isIdentifier(before) && Bytes.isIdentifier(after) { return true }
        let joins: (UInt8) -> Bool = {
            $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%")
                || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "=")
        }
        return joins(before) && joins(after) || before == UInt8(ascii: ".") && after == UInt8(ascii: "i")
    }

    /// Whether the line that ends at `newline` goes on in the next.
    private func endsInSplice(before newline: Int) -> Bool {
        var index = newline - 1
        let limit = max(0, newline - 256)
        while index >= limit, Bytes.isBlank(bytes[index]) { index -= 1 }
        return index >= 0 && bytes[index] == UInt8(ascii: "\\")
    }

    /// Whether the continued line before `start` holds nothing but blanks, or ends in a comment: then a `#` may
    /// still be the first token of its line.
    private func continuesNothing(before start: Int) -> Bool {
        var index = start - 1
        while index >= 0, Bytes.isNewline(bytes[index]) { index -= 1 }
        while index >= 0, Bytes.isBlank(bytes[index]) || bytes[index] == UInt8(ascii: "\\") { index -= 1 }
        return index < 0 || Bytes.isNewline(bytes[index]) || bytes[index] == UInt8(ascii: "/")
    }

    // MARK: Where the walk stops

    /// Looks at the first word of a line; the offset to walk on from.
    private mutating func lineStart(at start: Int) -> Int {
        var index = start
        while index < bytes.count, Bytes.isBlank(bytes[index]) { index += 1 }
        guard index < bytes.count else { return index }
        switch bytes[index] {
        case UInt8(ascii: "#"):
            if index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "#") { return index + 2 }
            place = index
            directive(at: index + 1)
            return index + 1
        case UInt8(ascii: "%") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: ":"):
            place = index
            directive(at: index + 2)
            return index + 2
        case UInt8(ascii: "i"), UInt8(ascii: "e"), UInt8(ascii: "m"), UInt8(ascii: "@"):
            if scan.moduleLine == 0, isModuleLine(at: index) { scan.moduleLine = line }
            return index
        default:
            return index
        }
    }

    /// `import <x>;`, `import a.b;`, `module x;`, `export module x;`, `@import x;`
    private func isModuleLine(at start: Int) -> Bool {
        var words = start
        if bytes[words] == UInt8(ascii: "@") { words += 1 }
        let limit = min(bytes.count, start + 200)
        guard let end = bytes[start..<limit].firstIndex(of: UInt8(ascii: ";")) else { return false }
        let text = ByteString(bytes[words..<end])
        var rest = text
        if let exported = rest.dropping(prefix: "export ") { rest = exported.trimmed }
        guard let name = (rest.dropping(prefix: "import") ?? rest.dropping(prefix: "module")) else {
            return false
        }
        if name.isEmpty { return rest == "module" }
        guard let first = name.bytes.first, !Bytes.isIdentifier(first) else { return false }
        let body = name.trimmed
        if body.hasPrefix("<") { return body.hasSuffix(">") }
        if body.hasPrefix("\"") { return body.hasSuffix("\"") && body.count > 1 }
        return !body.isEmpty
            && body.bytes.allSatisfy {
                Bytes.isIdentifier($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
            }
    }

    private static let places: [(macro: PlaceMacro, name: [UInt8])] = PlaceMacro.allCases.map {
        ($0, $0.name.bytes)
    }

    private mutating func underscore(at index: Int) -> Int {
        guard index + 4 < bytes.count else { return index + 1 }
        if index > 0, Bytes.isIdentifier(bytes[index - 1]) { return index + 1 }
        if bytes[index + 1] == UInt8(ascii: "P") { return pragmaOperator(at: index) }
        guard bytes[index + 1] == UInt8(ascii: "_") else { return index + 1 }
        switch bytes[index + 2] {
        case UInt8(ascii: "D"), UInt8(ascii: "T"), UInt8(ascii: "B"), UInt8(ascii: "C"):
            for place in Self.places where isWord(place.name, at: index) {
                mentionOffsets.append((place.macro, index))
                // One of each kind in code is enough, but the first ones may be in comments.
                if mentionOffsets.count > 4096 { scan.unsure = Unsure(.tangledSource) }
            }
            return index + 2
        case UInt8(ascii: "h"):
            if isPrefix("__has_include", at: index) || isPrefix("__has_embed", at: index) {
                hasInclude(at: index)
            }
            return index + 2
        default:
            return index + 2
        }
    }

    private mutating func pragmaOperator(at index: Int) -> Int {
        guard budget >= 0, isWord(Array("_Pragma".utf8), at: index) else { return index + 1 }
        var cursor = DirectiveCursor(bytes, at: index + 7)
        cursor.skipBlanks(&self)
        if cursor.take(UInt8(ascii: "(")) {
            cursor.skipBlanks(&self)
            if cursor.take(UInt8(ascii: "L")) {}
            if cursor.take(UInt8(ascii: "\"")) { pragma(&cursor) }
        }
        return index + 7
    }

    private mutating func dot(at index: Int) -> Int {
        guard index + 8 < bytes.count, bytes[index + 1] == UInt8(ascii: "i"),
            bytes[index + 2] == UInt8(ascii: "n"),
            bytes[index + 3] == UInt8(ascii: "c")
        else { return index + 1 }
        if index > 0, Bytes.isIdentifier(bytes[index - 1]) { return index + 1 }
        guard budget >= 0 else { return index + 1 }
        let isIncbin = isWord(Array(".incbin".utf8), at: index)
        guard isIncbin || isWord(Array(".include".utf8), at: index) else { return index + 1 }
        var end = index + (isIncbin ? 7 : 8)
        let name = end
        while end < bytes.count, Bytes.isBlank(bytes[end]) { end += 1 }
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "\\"), bytes[end + 1] == UInt8(ascii: "\"") {
            end += 1
        }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else {
            // `x.include` and the like: the assembler's takes a string after a blank.
            if isIncbin, end > name || end < bytes.count && bytes[end] == UInt8(ascii: "\\") {
                assembler("")
            }
            return index + 8
        }
        let start = end + 1
        end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\"),
            !Bytes.isNewline(bytes[end])
        { end += 1 }
        assembler(ByteString(bytes[start..<end]))
        budget -= end - start
        return index + 8
    }

    /// An empty name is one that is put together by the preprocessor.
    private mutating func assembler(_ name: ByteString) {
        scan.references.append(
            .init(purpose: .assembler, form: .quote, isNext: false, text: name, line: line))
    }

    // MARK: Words

    func isPrefix(_ text: StaticString, at index: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard index + count <= bytes.count else { return false }
        let start = unsafe text.utf8Start
        for offset in 0..<count where unsafe start[offset] != bytes[index + offset] { return false }
        return true
    }

    func isWord(_ text: [UInt8], at index: Int) -> Bool {
        let end = index + text.count
        guard end <= bytes.count else { return false }
        for offset in 0..<text.count where text[offset] != bytes[index + offset] { return false }
        return end == bytes.count || !Bytes.isIdentifier(bytes[end])
    }
}
