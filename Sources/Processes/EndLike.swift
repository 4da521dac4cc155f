internal import CShims
internal import Glibc

extension WaitStatus {
    /// Ends this process as the other one ended: with its exit code, or by the same signal with the default action
    /// and without a core file, so that a shell or make sees no difference.
    public func endLike() -> Never {
        if let signal { distmake_die_by_signal(signal) }
        exit(shellStatus)
    }
}
