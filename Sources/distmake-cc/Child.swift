internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// A program running as a child of the shim, in the caller's world. TERM, INT, HUP and QUIT go on to it, and it is
/// told to end when the shim is killed.
struct Child {
    private let process: pid_t
    private let start = Child.now()

    /// - Parameters:
    ///   - descriptors: what becomes 0, 1 and 2; -1 inherits.
    ///   - ownsGroup: whether all its processes can be ended together, by `terminate` and `wait(wasCancelled: true)`.
    /// - Throws: `StartError` with errno.
    init(
        _ program: Program, descriptors: (CInt, CInt, CInt) = (-1, -1, -1), ownsGroup: Bool = false
    ) throws(StartError) {
        if ownsGroup { distmake_become_subreaper() }
        process = unsafe program.withCStrings { path, arguments, environment in
            var request = unsafe distmake_spawn()
            unsafe request.path = path
            unsafe request.arguments = arguments
            unsafe request.environment = environment
            unsafe request.standard_descriptors = descriptors
            unsafe request.parent_death_signal = SIGTERM
            unsafe request.own_group = ownsGroup
            unsafe request.ignore_terminal_output = ownsGroup
            return unsafe distmake_spawn_forwarding(&request)
        }
        if process < 0 { throw StartError(systemError: -process) }
    }

    struct StartError: Error {
        var systemError: CInt
    }

    /// How a child ended.
    struct End {
        var report: JobReport
        /// The last signal that was handed on to it, or 0.
        var signal: CInt
    }

    /// Waits for its end. After a cancellation that includes whatever is left of its group: an `as` that outlived
    /// its gcc could still write the object.
    consuming func wait(wasCancelled: Bool = false) -> End {
        var status: CInt = 0
        var usage = rusage()
        if wasCancelled {
            // Not reaped yet, so that the number still means this group.
            var info = unsafe siginfo_t()
            while unsafe waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
            kill(-process, SIGKILL)
        }
        while unsafe wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
        if wasCancelled {
            while wait4(-process, nil, 0, nil) >= 0 || errno == EINTR {}
        }
        let signal = distmake_stop_forwarding()
        let report = JobReport(
            waitStatus: status, userMicroseconds: usage.ru_utime.microseconds,
            systemMicroseconds: usage.ru_stime.microseconds,
            maximumResidentKibibytes: UInt64(max(0, usage.ru_maxrss)), wallNanoseconds: Self.now() &- start,
            wasCancelled: wasCancelled)
        return End(report: report, signal: signal)
    }

    /// Becomes readable when the child ends; `nil` where the kernel has no such descriptor.
    func endDescriptor() -> CInt? {
        let descriptor = distmake_pidfd_open(process)
        return descriptor < 0 ? nil : descriptor
    }

    /// Asks the whole group to end; whoever has not a second later is killed. Needs `ownsGroup`.
    func terminate(endDescriptor: CInt) {
        kill(-process, SIGTERM)
        var waiting = pollfd(fd: endDescriptor, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&waiting, 1, 1000) != 1 { kill(-process, SIGKILL) }
    }

    private static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

extension timeval {
    fileprivate var microseconds: UInt64 { UInt64(tv_sec) * 1_000_000 + UInt64(tv_usec) }
}
