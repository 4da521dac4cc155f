public import ByteStrings

/// The difference of two texts in the form of diff(1) `-u`.
public struct UnifiedDiff: Equatable, Sendable {
    public enum Line: Equatable, Sendable {
        case same(ByteString)
        case removed(ByteString)
        case added(ByteString)

        /// The line as printed, without its newline.
        public var text: ByteString {
            switch self {
            case .same(let text): " " + text
            case .removed(let text): "-" + text
            case .added(let text): "+" + text
            }
        }
    }

    public struct Hunk: Equatable, Sendable {
        /// From 1.
        public var oldStart: Int
        public var newStart: Int
        public var lines: [Line]

        public var header: ByteString {
            var old = 0
            var new = 0
            for line in lines {
                switch line {
                case .same: (old, new) = (old + 1, new + 1)
                case .removed: old += 1
                case .added: new += 1
                }
            }
            return ByteString("@@ -\(oldStart),\(old) +\(newStart),\(new) @@")
        }
    }

    public var hunks: [Hunk] = []

    /// - Parameter context: unchanged lines around each change.
    public init(from old: ByteString, to new: ByteString, context: Int = 3) {
        let lines = Self.merged(old.split("\n", keepingEmpty: true), new.split("\n", keepingEmpty: true))
        let changes = lines.indices.filter { if case .same = lines[$0] { false } else { true } }
        var ranges: [Range<Int>] = []
        for index in changes {
            let range = max(0, index - context)..<min(lines.count, index + context + 1)
            if let last = ranges.last, last.upperBound >= range.lowerBound {
                ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
            } else {
                ranges.append(range)
            }
        }
        var oldLine = 1
        var newLine = 1
        var next = 0
        for range in ranges {
            // Between hunks all lines are the same on both sides.
            oldLine += range.lowerBound - next
            newLine += range.lowerBound - next
            let hunk = Hunk(oldStart: oldLine, newStart: newLine, lines: Array(lines[range]))
            hunks.append(hunk)
            for line in hunk.lines {
                switch line {
                case .same: (oldLine, newLine) = (oldLine + 1, newLine + 1)
                case .removed: oldLine += 1
                case .added: newLine += 1
                }
            }
            next = range.upperBound
        }
    }

    /// The whole text; empty when nothing differs.
    public func text(old: ByteString, new: ByteString) -> ByteString {
        if hunks.isEmpty { return "" }
        let body = hunks.flatMap { [$0.header] + $0.lines.map(\.text) }
        return (["--- " + old, "+++ " + new] + body).joined(separator: "\n") + "\n"
    }

    private static func merged(_ old: [ByteString], _ new: [ByteString]) -> [Line] {
        // A final newline makes an empty last piece, which is no line.
        let old = old.last?.isEmpty == true ? Array(old.dropLast()) : old
        let new = new.last?.isEmpty == true ? Array(new.dropLast()) : new
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var lines: [Line] = []
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < old.count || newIndex < new.count {
            if oldIndex < old.count, removed.contains(oldIndex) {
                lines.append(.removed(old[oldIndex]))
                oldIndex += 1
            } else if newIndex < new.count, added.contains(newIndex) {
                lines.append(.added(new[newIndex]))
                newIndex += 1
            } else {
                lines.append(.same(new[newIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        return lines
    }
}
