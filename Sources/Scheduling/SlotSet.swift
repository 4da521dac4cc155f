/// The slots of one pool. A slot is free, lent by us, or *foreign*: held by another build or by a stock distcc.
///
/// Invariant: the numbers in `lent` and `foreign` are below `limit` and disjoint.
struct SlotSet: Equatable, Sendable {
    let limit: Int
    private(set) var lent: Set<Int> = []
    private(set) var foreign: Set<Int> = []

    init(limit: Int) {
        precondition(limit >= 0, "a pool has no negative number of slots")
        self.limit = limit
    }

    var free: Int { limit - lent.count - foreign.count }

    /// Takes `count` slots, the lowest first; `nil` when there are fewer. From a pool smaller than `count` it takes
    /// all: a link on many processors must start some time.
    mutating func take(_ count: Int) -> Int? {
        let wanted = max(1, min(count, limit))
        guard limit > 0, free >= wanted else { return nil }
        let taken = Array((0..<limit).filter { !lent.contains($0) && !foreign.contains($0) }.prefix(wanted))
        lent.formUnion(taken)
        companions[taken[0]] = taken
        return taken[0]
    }

    /// Gives back all that was taken with `slot`.
    mutating func giveBack(_ slot: Int) {
        guard let taken = companions.removeValue(forKey: slot) else {
            preconditionFailure("slot \(slot) was not lent")
        }
        lent.subtract(taken)
    }

    /// Another process holds `slot`, which we had just taken.
    mutating func lose(_ slot: Int) {
        giveBack(slot)
        foreign.insert(slot)
    }

    /// The other process has let go of `slot`.
    mutating func regain(_ slot: Int) {
        foreign.remove(slot)
    }

    private var companions: [Int: [Int]] = [:]
}
