/// The time since this build's coordinator began.
struct BuildClock: Sendable {
    private let start = ContinuousClock.now

    var now: Duration { ContinuousClock.now - start }
}
