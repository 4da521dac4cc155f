/// The slots of one pool. A slot is free, lent by us, or *foreign*: held by another build or by a stock distcc.
///
/// Invariant: the numbers in `lent` and `foreign` are below `limit` and disjoint, and `free` is their complement.
///
/// - Complexity: a slot is taken or given back in O(limit / 64).
struct SlotSet: Equatable, Sendable {
    let limit: Int
    private(set) var lentCount = 0
    private var foreign: Set<Int> = []
    /// One bit for each slot that is neither lent nor foreign.
    private var freeBits: [UInt64]

    init(limit: Int) {
        precondition(limit >= 0, "a pool has no negative number of slots")
        self.limit = limit
        freeBits = stride(from: 0, to: limit, by: 64).map { first in
            limit - first >= 64 ? .max : (1 << UInt64(limit - first)) - 1
        }
    }

    var foreignCount: Int { foreign.count }

    var free: Int { limit - lentCount - foreign.count }

    /// Takes the `count` lowest slots, in ascending order; `nil` when there are fewer. From a pool smaller than `count`
    /// it takes all: a link on many processors must start some time.
    mutating func take(_ count: Int) -> (lowest: Int, others: [Int])? {
        let wanted = max(1, min(count, limit))
        guard limit > 0, free >= wanted else { return nil }
        lentCount += wanted
        return (takeLowest(), (1..<wanted).map { _ in takeLowest() })
    }

    mutating func giveBack(_ slot: Int) {
        precondition(!isFree(slot) && !foreign.contains(slot), "slot \(slot) was not lent")
        setFree(slot, true)
        lentCount -= 1
    }

    /// Another process holds `slot`, which nobody here has.
    mutating func lose(_ slot: Int) {
        precondition(isFree(slot), "slot \(slot) is not free")
        setFree(slot, false)
        foreign.insert(slot)
    }

    /// The other process has let go of `slot`.
    mutating func regain(_ slot: Int) {
        if foreign.remove(slot) != nil { setFree(slot, true) }
    }

    private mutating func takeLowest() -> Int {
        guard let word = freeBits.firstIndex(where: { $0 != 0 }) else {
            preconditionFailure("a free slot has a bit")
        }
        let slot = word * 64 + freeBits[word].trailingZeroBitCount
        setFree(slot, false)
        return slot
    }

    private func isFree(_ slot: Int) -> Bool { freeBits[slot / 64] & 1 << UInt64(slot % 64) != 0 }

    private mutating func setFree(_ slot: Int, _ isFree: Bool) {
        let bit: UInt64 = 1 << UInt64(slot % 64)
        if isFree { freeBits[slot / 64] |= bit } else { freeBits[slot / 64] &= ~bit }
    }
}
