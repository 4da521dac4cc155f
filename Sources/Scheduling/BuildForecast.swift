/// When a build will be over, by the course of the package's last one.
///
/// A build is no steady stream of compiles: configure runs before the first, long units come last, then links, tests
/// and packing, with gaps between. Compiles divided by their rate are wrong at every one of these. So the forecast
/// looks where the last build was when it had as many compiles behind it, and how long it still took from there; what
/// was left of its compiles is scaled by how fast this build has been between its first compile and its latest. What
/// follows the last compile is not scaled: that is work of this machine alone.
///
/// The scale begins at 1 and follows what is seen only as far as there is something to see, so that the first compiles
/// of a build do not promise an end in a second or in a day.
public struct BuildForecast: Equatable, Sendable {
    /// What has been seen of the running build.
    public struct Progress: Equatable, Sendable {
        /// Compiles that are over.
        public var done: Int
        /// Compiles under way or waiting.
        public var pending: Int
        /// Since the build's beginning, as are the others.
        public var elapsed: Duration
        /// When the first compile and the latest were over; of no meaning before there is one.
        public var firstEnd: Duration
        public var lastEnd: Duration

        public init(
            done: Int, pending: Int, elapsed: Duration, firstEnd: Duration, lastEnd: Duration
        ) {
            self.done = done
            self.pending = pending
            self.elapsed = elapsed
            self.firstEnd = firstEnd
            self.lastEnd = lastEnd
        }
    }

    private let ends: [Duration]
    private let wall: Duration

    /// - Parameters:
    ///   - ends: when the compiles of the last build were over, since its beginning, ascending.
    ///   - wall: how long that build took.
    public init(ends: [Duration], wall: Duration) {
        self.ends = ends
        self.wall = max(wall, ends.last ?? .zero)
    }

    /// The time to the end of the build; `nil` without an earlier one. Never negative.
    ///
    /// - Complexity: O(1).
    public func timeLeft(_ progress: Progress) -> Duration? {
        guard let first = ends.first, let last = ends.last else { return nil }
        guard progress.done > 0 else {
            // Late, if anything: the first compile is about to end.
            return wall - min(progress.elapsed, first)
        }
        let tail = wall - last
        let waited = max(.zero, progress.elapsed - progress.lastEnd)
        let took = max(.zero, progress.lastEnd - progress.firstEnd)
        // More compiles than last time: each as long as those of this build were on average.
        let more = max(0, progress.done + progress.pending - ends.count)
        let surplus = took / progress.done * min(more, progress.pending)
        guard progress.done < ends.count else { return max(.zero, tail + surplus - waited) }
        let reached = ends[progress.done - 1]
        let scale = scale(took: took, thenTook: reached - first)
        // No further than where the last build had one more compile behind it.
        let position = min(reached + waited / scale, ends[progress.done])
        return (last - position) * scale + surplus + tail
    }

    /// How much longer this build takes than the last one did.
    private func scale(took: Duration, thenTook: Duration) -> Double {
        guard let first = ends.first, let last = ends.last else { return 1 }
        let prior = max(Self.leastEvidence, (last - first) / Self.evidenceShare)
        return max(0.01, (took + prior) / (thenTook + prior))
    }

    /// For so long, and for this part of the last build's compiling, what is seen counts less than what was.
    private static let leastEvidence: Duration = .seconds(1)
    private static let evidenceShare = 40
}
