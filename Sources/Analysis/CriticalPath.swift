/// The chain of jobs that a build waited for, from its last job back to its first.
///
/// Nobody tells us which job needs which. So each job's predecessor is the one that ended last before it arrived: what
/// `make` did next was made possible by that end, be it a dependency or a free place in `-j`. What lies between two jobs
/// of the chain is the time that make, configure and the like took in between.
public struct CriticalPath: Equatable, Sendable {
    public struct Step: Equatable, Sendable {
        public var job: JobSpan
        /// Between the end of the step before it (or the build's start) and this job's arrival.
        public var gap: Duration

        public init(job: JobSpan, gap: Duration) {
            self.job = job
            self.gap = gap
        }
    }

    /// In the order of time.
    public private(set) var steps: [Step] = []

    /// - Complexity: O(n log n) in the jobs.
    public init(_ spans: [JobSpan]) {
        let byEnd = spans.sorted { ($0.ended, $0.number) < ($1.ended, $1.number) }
        var index = byEnd.count - 1
        while index >= 0 {
            let job = byEnd[index]
            // A job of no length may have ended when it arrived; it cannot be its own predecessor.
            let previous = min(index, byEnd.count(endedBy: job.arrived)) - 1
            let before = previous >= 0 ? byEnd[previous].ended : .zero
            steps.append(Step(job: job, gap: job.arrived - before))
            index = previous
        }
        steps.reverse()
    }

    /// Time on the path in which none of its jobs was under way.
    public var gaps: Duration { steps.reduce(.zero) { $0 + $1.gap } }
    public var queued: Duration { steps.reduce(.zero) { $0 + $1.job.queued } }
    public var preprocess: Duration { steps.reduce(.zero) { $0 + $1.job.preprocess } }
    public var busy: Duration { steps.reduce(.zero) { $0 + $1.job.busy } }

    /// The steps that took longest, waiting left out, longest first.
    public func longest(_ count: Int) -> [Step] {
        Array(
            steps.sorted { left, right in
                let (one, other) = (
                    left.job.preprocess + left.job.busy, right.job.preprocess + right.job.busy
                )
                return (other, left.job.number) < (one, right.job.number)
            }.prefix(count))
    }
}

extension [JobSpan] {
    /// How many of these, which are sorted by their ends, ended by `moment`.
    fileprivate func count(endedBy moment: Duration) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].ended <= moment { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
