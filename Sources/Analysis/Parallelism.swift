/// How many jobs a build had under way at once, waiting ones included: what its `-j` let through.
public struct Parallelism: Equatable, Sendable {
    /// How long exactly so many jobs were under way, from the first arrival to the last end.
    public private(set) var time: [Duration] = []

    /// - Complexity: O(n log n) in the jobs.
    public init(_ spans: [JobSpan]) {
        var changes: [(time: Duration, change: Int)] = []
        changes.reserveCapacity(2 * spans.count)
        for span in spans where span.ended > span.arrived {
            changes.append((span.arrived, 1))
            changes.append((span.ended, -1))
        }
        // At one moment ends come first: make starts the next job when one ends.
        changes.sort { ($0.time, $0.change) < ($1.time, $1.change) }
        var last = changes.first?.time ?? .zero
        var underWay = 0
        for (moment, change) in changes {
            while time.count <= underWay { time.append(.zero) }
            time[underWay] += moment - last
            last = moment
            underWay += change
        }
    }

    /// From the first arrival to the last end.
    public var span: Duration { time.reduce(.zero, +) }

    /// The most jobs at once.
    public var most: Int { time.lastIndex { $0 > .zero } ?? 0 }

    /// Nothing was under way: make, configure or linkers that are not ours were at work.
    public var idle: Duration { time.first ?? .zero }

    /// Exactly one job was under way.
    public var single: Duration { time.count > 1 ? time[1] : .zero }

    /// How many were under way on average; 0 for a build without jobs.
    public var mean: Double {
        guard span > .zero else { return 0 }
        return time.enumerated().reduce(0) { $0 + Double($1.offset) * ($1.element / span) }
    }

    /// How long at least `count` jobs were under way.
    public func time(atLeast count: Int) -> Duration {
        time.dropFirst(max(0, count)).reduce(.zero, +)
    }
}
