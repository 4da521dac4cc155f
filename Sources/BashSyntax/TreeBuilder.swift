/// Collects leaves and wraps runs of finished nodes into parents.
///
/// A parent is made when its last child is known, so `a && b` needs no look-ahead: `a` is finished first and
/// becomes a child of `.andOr` when `&&` turns up. Nodes live in one flat array: no reference counting while
/// parsing, and no recursion when a deep tree is freed.
struct TreeBuilder {
    struct Record: Sendable {
        var kind: SyntaxKind
        var start: Int32
        var end: Int32
        /// Where the indices of its children begin in `children`.
        var firstChild: Int32
        var childCount: Int32
    }

    private(set) var records: [Record] = []
    private(set) var children: [Int32] = []
    /// Finished nodes that have no parent yet, in text order.
    private var orphans: [Int32] = []

    /// Names the place behind the last finished node.
    var mark: Int { orphans.count }

    mutating func reserve(for byteCount: Int) {
        records.reserveCapacity(byteCount / 4 + 16)
        children.reserveCapacity(byteCount / 4 + 16)
    }

    mutating func leaf(_ kind: SyntaxKind, _ start: Int, _ end: Int) {
        orphans.append(Int32(records.count))
        records.append(
            Record(kind: kind, start: Int32(start), end: Int32(end), firstChild: 0, childCount: 0))
    }

    /// Makes one node of everything finished between the two marks; what came after `last` stays behind it.
    ///
    /// - Parameter position: where the node stands if it is empty.
    mutating func finish(_ kind: SyntaxKind, from first: Int, upTo last: Int? = nil, at position: Int) {
        let last = last ?? orphans.count
        var start = Int32(position)
        var end = start
        if first < last {
            start = records[Int(orphans[first])].start
            end = records[Int(orphans[last - 1])].end
        }
        let node = Record(
            kind: kind, start: start, end: end, firstChild: Int32(children.count),
            childCount: Int32(last - first))
        // Index by index: a slice of `orphans` would share its storage and make the next line copy all of it.
        for index in first..<last { children.append(orphans[index]) }
        orphans.replaceSubrange(first..<last, with: CollectionOfOne(Int32(records.count)))
        records.append(node)
    }

    /// The index of the only node without a parent.
    var root: Int {
        precondition(orphans.count == 1, "exactly one node is left without a parent")
        return Int(orphans[0])
    }
}
