/// One job as a stretch of time: it arrives, waits, is preprocessed here, and holds a slot until it ends.
public struct JobSpan: Equatable, Sendable {
    /// The job's number in its build.
    public var number: Int
    /// Since the build's start.
    public var arrived: Duration
    /// Waiting for slots.
    public var queued: Duration
    public var preprocess: Duration
    /// Holding a slot, here or on a volunteer: connecting, sending, compiling and receiving.
    public var busy: Duration

    public init(
        number: Int, arrived: Duration, queued: Duration, preprocess: Duration, busy: Duration
    ) {
        self.number = number
        self.arrived = arrived
        self.queued = queued
        self.preprocess = preprocess
        self.busy = busy
    }

    /// Since the build's start.
    public var ended: Duration { arrived + queued + preprocess + busy }
}
