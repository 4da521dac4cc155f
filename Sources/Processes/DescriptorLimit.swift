import Glibc

/// How many files a process may have open.
public enum DescriptorLimit {
    /// More than any host list needs; a limit without end makes some programs slow that close everything.
    private static let enough: rlim_t = 65_536

    /// Lets this process open as many files as it may allow itself. The usual 1024 are for programs that still use
    /// select(2) (systemd.exec(5)); a coordinator with hundreds of jobs needs three for each.
    public static func raise() {
        guard var limits = current, limits.rlim_cur < min(enough, limits.rlim_max) else { return }
        limits.rlim_cur = min(enough, limits.rlim_max)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
    }

    /// The highest that a process of this user may have.
    public static var highest: Int { current.map { Int(clamping: $0.rlim_max) } ?? .max }

    private static var current: rlimit? {
        var limits = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 ? limits : nil
    }
}
