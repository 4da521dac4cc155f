internal import ByteStrings

/// Takes back mentions of macros that stand in comments: popular headers explain `__COUNTER__` without using it.
///
/// Only files that name such a macro are read this closely. Where strings and characters cannot be told apart for
/// certain (an apostrophe in `#error`, digit separators), the reading errs towards code: both end with their line,
/// so at most a comment is missed, and a mention stays.
extension SourceScanner {
    mutating func removeCommentedMentions() {
        guard !mentionOffsets.isEmpty else { return }
        var left = mentionOffsets[...]
        var found: [(macro: PlaceMacro, offset: Int)] = []
        var index = 0
        // Comments and raw strings that are never closed are looked for to the end: what has many is no C.
        var patience = 8 * bytes.count
        while index < bytes.count, let next = left.first, patience > 0 {
            let end = endOfToken(at: index, &patience)
            let isComment = end.isComment
            while let first = left.first, first.offset < end.offset {
                if !isComment { found.append(first) }
                left.removeFirst()
            }
            // Nothing of interest until the next mention but what begins a comment or a string.
            index = max(end.offset, index + 1)
            if index > next.offset, left.isEmpty { break }
        }
        scan.mentions = (found + left).map {
            .init(macro: $0.macro, offset: UInt32(truncatingIfNeeded: $0.offset))
        }
    }

    /// The end of the comment, string, character or other byte at `start`.
    func endOfToken(at start: Int, _ patience: inout Int) -> (offset: Int, isComment: Bool) {
        let next: UInt8 = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch bytes[start] {
        case UInt8(ascii: "/") where next == UInt8(ascii: "/"):
            return (DirectiveCursor(bytes, at: start).endOfLogicalLine(from: start), true)
        case UInt8(ascii: "/") where next == UInt8(ascii: "*"):
            var index = start + 2
            while index + 1 < bytes.count {
                if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") {
                    return (index + 2, true)
                }
                index += 1
            }
            // Never closed: no compiler takes that, so nothing is hidden.
            patience -= bytes.count - start
            return (start + 2, false)
        case UInt8(ascii: "\""):
            guard start > 0, bytes[start - 1] == UInt8(ascii: "R") else {
                return (endOfQuoted(at: start), false)
            }
            if let end = endOfRawString(at: start) {
                return (end, false)
            }
            patience -= bytes.count - start
            return (endOfQuoted(at: start), false)
        case UInt8(ascii: "'"):
            return (endOfQuoted(at: start), false)
        default:
            return (start + 1, false)
        }
    }

    private func endOfQuoted(at start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, !Bytes.isNewline(bytes[index]) {
            if bytes[index] == UInt8(ascii: "\\") {
                index = Bytes.afterSplice(bytes, at: index) ?? index + 2
            } else if bytes[index] == bytes[start] {
                return index + 1
            } else {
                index += 1
            }
        }
        return min(index, bytes.count)
    }

    private func endOfRawString(at quote: Int) -> Int? {
        let limit = min(bytes.count, quote + 18)
        guard let open = bytes[(quote + 1)..<limit].firstIndex(of: UInt8(ascii: "(")) else { return nil }
        let end = [UInt8(ascii: ")")] + bytes[(quote + 1)..<open] + [UInt8(ascii: "\"")]
        var index = open + 1
        while index + end.count <= bytes.count {
            if bytes[index] == end[0], bytes[index..<(index + end.count)].elementsEqual(end) {
                return index + end.count
            }
            index += 1
        }
        return nil
    }
}
