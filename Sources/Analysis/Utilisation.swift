/// How many of some slots were in use over time: the mean of each of equal parts of a build.
public struct Utilisation: Equatable, Sendable {
    public private(set) var mean: [Double]

    /// - Parameters:
    ///   - stretches: when slots were in use; what lies outside of the build is left out.
    ///   - end: how long the build took.
    /// - Complexity: O(stretches + buckets).
    public init(_ stretches: [(start: Duration, length: Duration)], end: Duration, buckets: Int) {
        precondition(buckets > 0, "time has at least one part")
        mean = Array(repeating: 0, count: buckets)
        guard end > .zero else { return }
        // Whole buckets are counted by where they begin and end, so that long stretches cost no more than short ones.
        var whole = Array(repeating: 0.0, count: buckets + 1)
        let scale = Double(buckets)
        for stretch in stretches where stretch.length > .zero {
            let from = min(max(stretch.start / end * scale, 0), scale)
            let to = min(max((stretch.start + stretch.length) / end * scale, 0), scale)
            let (first, last) = (Int(from), Int(to))
            if first == last {
                if first < buckets { mean[first] += to - from }
                continue
            }
            mean[first] += Double(first + 1) - from
            if last < buckets { mean[last] += to - Double(last) }
            whole[first + 1] += 1
            whole[last] -= 1
        }
        var underWay = 0.0
        for bucket in mean.indices {
            underWay += whole[bucket]
            mean[bucket] += underWay
        }
    }

    /// Of the whole build.
    public var average: Double { mean.reduce(0, +) / Double(mean.count) }

    /// Of the busiest part.
    public var peak: Double { mean.max() ?? 0 }

    /// Both together.
    ///
    /// - Precondition: they have as many parts.
    public static func + (left: Utilisation, right: Utilisation) -> Utilisation {
        precondition(left.mean.count == right.mean.count, "parts of the same length are added")
        var sum = left
        for bucket in sum.mean.indices { sum.mean[bucket] += right.mean[bucket] }
        return sum
    }
}
