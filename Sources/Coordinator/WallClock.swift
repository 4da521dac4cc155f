import Glibc

/// The time of day, which only history needs.
enum WallClock {
    /// Since 1970-01-01 UTC.
    static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
