import ByteStrings
import Glibc

/// The time of day.
enum Clock {
    /// Since 1970-01-01 UTC.
    static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}

enum FileSize {
    /// In bytes; 0 when there is no such file.
    static func of(_ path: ByteString) -> UInt64 {
        var status = stat()
        guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return 0 }
        return UInt64(clamping: status.st_size)
    }
}
