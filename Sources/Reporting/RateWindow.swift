/// How fast a counter grows, over the last seconds.
public struct RateWindow: Equatable, Sendable {
    private struct Sample: Equatable, Sendable {
        var time: Duration
        var count: Int
    }

    private let length: Duration
    /// In the order of time; the first may be older than `length`, for want of a later one.
    private var samples: [Sample] = []

    /// - Parameter length: how far back it looks.
    public init(length: Duration = .seconds(10)) {
        self.length = length
    }

    /// - Parameter time: since any moment that is the same for all calls; never earlier than in the last one.
    public mutating func record(_ count: Int, at time: Duration) {
        samples.append(Sample(time: time, count: count))
        while samples.count > 2, time - samples[1].time >= length { samples.removeFirst() }
    }

    /// The growth up to now, and the time that it took; zero before the first record.
    public func growth(at time: Duration) -> (count: Int, window: Duration) {
        guard let first = samples.first, let last = samples.last else { return (0, .zero) }
        return (last.count - first.count, time - first.time)
    }
}
