internal import ByteStrings

/// Finds the row that a word belongs to: the longest name that the word begins with and whose shape fits.
///
/// The rows are sorted. Every name that a word begins with is either the last row not after the word, or a
/// prefix of that row's name. So one binary search and a walk along `parents`, which lead from each row to the
/// longest other row that its name begins with, find it.
struct OptionTable: Sendable {
    let rows: [CompilerOption]
    private let parents: [Int?]

    init(sorted rows: [CompilerOption]) {
        self.rows = rows
        var parents: [Int?] = []
        parents.reserveCapacity(rows.count)
        for index in rows.indices {
            var parent: Int? = index == 0 ? nil : index - 1
            while let candidate = parent, !rows[index].name.hasPrefix(rows[candidate].name) {
                parent = parents[candidate]
            }
            parents.append(parent)
        }
        self.parents = parents
    }

    func row(for word: ByteString) -> CompilerOption? {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if Self.isOrdered(rows[middle].name.bytes, word.bytes) { low = middle + 1 } else { high = middle }
        }
        var candidate: Int? = low == 0 ? nil : low - 1
        while let index = candidate {
            let row = rows[index]
            if word.count == row.name.count {
                if word == row.name { return row }
            } else if row.shape == .joined || row.shape == .joinedOrSeparate, word.hasPrefix(row.name) {
                return row
            }
            candidate = parents[index]
        }
        return nil
    }

    /// Whether `left` comes before `right` or equals it.
    private static func isOrdered(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let shared = min(left.count, right.count)
        for index in 0..<shared where left[index] != right[index] {
            return left[index] < right[index]
        }
        return left.count <= right.count
    }
}
