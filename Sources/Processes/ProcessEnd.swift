internal import Glibc

/// How a process ended and what it and its waited-for descendants cost.
public struct ProcessEnd: Equatable, Sendable {
    public var waitStatus: WaitStatus
    public var userTime: Duration
    public var systemTime: Duration
    /// Peak resident memory, in bytes, of the largest single process.
    public var maximumResidentBytes: Int

    public init(waitStatus: WaitStatus, userTime: Duration, systemTime: Duration, maximumResidentBytes: Int) {
        self.waitStatus = waitStatus
        self.userTime = userTime
        self.systemTime = systemTime
        self.maximumResidentBytes = maximumResidentBytes
    }
}

extension ProcessEnd {
    /// Waits for a child, on a thread of its own, and reaps it.
    static func of(_ process: pid_t) async -> ProcessEnd {
        await withOwnThread {
            var status: CInt = 0
            var usage = rusage()
            while unsafe wait4(process, &status, 0, &usage) < 0 {
                precondition(errno == EINTR, "a process is waited for once")
            }
            return ProcessEnd(
                waitStatus: WaitStatus(rawValue: status), userTime: Duration(usage.ru_utime),
                systemTime: Duration(usage.ru_stime), maximumResidentBytes: usage.ru_maxrss * 1024)
        }
    }
}

extension Duration {
    fileprivate init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
