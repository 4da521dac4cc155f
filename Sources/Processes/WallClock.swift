import CShims

/// The time of day, which history and the files of a build are stamped with.
public enum WallClock {
    /// Since 1970-01-01 UTC.
    public static var now: Duration { .nanoseconds(distmake_wall_nanoseconds()) }
}
