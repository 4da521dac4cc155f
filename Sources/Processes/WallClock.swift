import Glibc

/// The time of day, which history and the files of a build are stamped with.
public enum WallClock {
    /// Since 1970-01-01 UTC.
    public static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
