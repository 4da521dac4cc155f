import CompilerCommand
import ShimWire

/// How much of this machine a link takes, and what its shim is told.
struct LinkPlan: Equatable {
    /// Slots of this machine.
    var slots: Int
    var options: LocalOptions

    /// A link that would use more processors than there are, or as many as make's jobserver would give it, gets a
    /// jobserver of its own: gcc prefers one to the number in its options.
    ///
    /// - Parameters:
    ///   - jobs: of the link or its objects; `nil` without link-time optimisation.
    ///   - hasJobserver: whether make has one for the link.
    ///   - atOnce: how many links like this one fit into memory.
    ///   - limit: slots of this machine that links may have.
    init(_ jobs: LinkTimeJobs?, hasJobserver: Bool, cores: Int, atOnce: Int, limit: Int) {
        options = .link
        switch jobs {
        case nil: slots = 1
        case .serial where hasJobserver:
            slots = cores
            options.insert(.jobserver)
        case .serial: slots = 1
        case .count(let count) where count > cores:
            slots = cores
            options.insert(.jobserver)
        case .count(let count): slots = count
        case .processors: slots = cores
        }
        // Where memory is short it takes more slots than it has threads, so that fewer run at once.
        slots = min(limit, max(slots, (limit + atOnce - 1) / atOnce))
    }
}
