internal import ByteStrings

/// The `#if`s of one file: under which conditions each place of it is compiled.
///
/// Made only of files whose definitions computed includes ask for. Comments and strings are told apart here, since a
/// directive more or less would turn conditions round.
struct ConditionalTree {
    /// One branch of a conditional.
    struct Branch {
        /// The enclosing branch; -1 outside of all.
        var parent: Int32
        /// The branch before it in the same conditional; -1 for the first.
        var previous: Int32
        /// The text behind `#if` or `#elif`; `#ifdef X` is `defined(X)`, and `#else` has none.
        var condition: ByteString?
        /// `#ifndef`: not false for certain, whatever is known, as macros come and go.
        var isGuard: Bool { condition?.hasPrefix(ConditionalTree.guardPrefix) ?? false }
    }

    /// Blanks in front tell it from what a user writes behind `#if`, which is trimmed.
    private static let guardPrefix: ByteString = " !"

    private(set) var branches: [Branch] = []
    /// Where other branches begin to hold, in the order of the file.
    private var starts: [(offset: Int, branch: Int32)] = []

    /// - Parameter bytes: without backslash-newlines in words, as the file's offsets count.
    /// - Returns: `nil` for a file whose conditionals are not balanced: nothing is known of it then.
    init?(_ bytes: [UInt8]) {
        var scanner = SourceScanner(bytes)
        // The innermost branch.
        var current: Int32 = -1
        var index = 0
        var isLineStart = true
        // Comments and raw strings that are never closed are looked for to the end.
        var patience = 8 * bytes.count
        while index < bytes.count {
            guard patience > 0, scanner.budget > 0 else { return nil }
            let byte = bytes[index]
            if Bytes.isNewline(byte) {
                isLineStart = true
                index += 1
            } else if Bytes.isBlank(byte) {
                index += 1
            } else if byte == UInt8(ascii: "\\"), let next = Bytes.afterSplice(bytes, at: index) {
                index = next
            } else if isLineStart, let start = Self.directiveStart(bytes, at: index) {
                isLineStart = false
                index = start
                guard enter(&current, &scanner, at: start) else { return nil }
            } else {
                let end = scanner.endOfToken(at: index, &patience)
                if !end.isComment { isLineStart = false }
                index = max(end.offset, index + 1)
            }
        }
        guard current == -1 else { return nil }
    }

    /// The innermost branch at an offset; -1 outside of all.
    func branch(at offset: Int) -> Int32 {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].offset <= offset { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? -1 : starts[low - 1].branch
    }

    /// Whether a place is in an `#if 0`, or in the other branch of an `#if 1`.
    func isDisabled(at offset: Int) -> Bool {
        var index = branch(at: offset)
        while index >= 0 {
            let branch = branches[Int(index)]
            if branch.condition == "0" { return true }
            if branch.previous >= 0, branches[Int(branch.previous)].condition == "1" { return true }
            index = branch.parent
        }
        return false
    }

    /// Whether `isDisabled` goes by a condition.
    static func isConstant(_ condition: ByteString) -> Bool { condition == "0" || condition == "1" }

    /// The offset behind `#` or `%:`.
    private static func directiveStart(_ bytes: [UInt8], at index: Int) -> Int? {
        if bytes[index] == UInt8(ascii: "#") { return index + 1 }
        guard bytes[index] == UInt8(ascii: "%"), index + 1 < bytes.count,
            bytes[index + 1] == UInt8(ascii: ":")
        else { return nil }
        return index + 2
    }

    /// Reads a directive.
    ///
    /// - Returns: whether it fits those before.
    private mutating func enter(
        _ current: inout Int32, _ scanner: inout SourceScanner, at start: Int
    ) -> Bool {
        var cursor = DirectiveCursor(scanner.bytes, at: start)
        cursor.skipBlanks(&scanner)
        let name = ByteString(cursor.identifier())
        switch name {
        case "if", "ifdef", "ifndef":
            current = add(parent: current, previous: -1, Self.condition(name, &cursor, &scanner))
        case "elif", "elifdef", "elifndef", "else":
            guard current >= 0, branches[Int(current)].condition != nil else { return false }
            current = add(
                parent: branches[Int(current)].parent, previous: current,
                name == "else" ? nil : Self.condition(name, &cursor, &scanner))
        case "endif":
            guard current >= 0 else { return false }
            current = branches[Int(current)].parent
        default:
            return true
        }
        starts.append((start, current))
        return true
    }

    private mutating func add(parent: Int32, previous: Int32, _ condition: ByteString?) -> Int32 {
        branches.append(Branch(parent: parent, previous: previous, condition: condition))
        return Int32(branches.count - 1)
    }

    private static func condition(
        _ directive: ByteString, _ cursor: inout DirectiveCursor, _ scanner: inout SourceScanner
    ) -> ByteString {
        let text = ByteString(cursor.rest(&scanner)).trimmed
        if directive.hasSuffix("ndef") { return guardPrefix + "defined(" + text + ")" }
        return directive.hasSuffix("def") ? "defined(" + text + ")" : text
    }
}
