internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// The ways out of the shim. Nothing here flushes or runs exit handlers: the shim has no buffers.
enum Ending {
    /// Ends as a child ended: with its exit status, or by the same signal.
    static func like(waitStatus: Int32) -> Never {
        let signal = waitStatus & 0x7F
        if signal != 0 { distmake_die_by_signal(signal) }
        _exit(waitStatus >> 8 & 0xFF)
    }

    /// Ends as the finished job: its messages, then its status.
    static func like(_ result: JobResult) -> Never {
        let isWritten = write(result.standardError, to: 2) && write(result.standardOutput, to: 1)
        // A compiler that cannot write its output says so by its status.
        if !isWritten, result.waitStatus == 0 { _exit(1) }
        like(waitStatus: result.waitStatus)
    }

    /// What a shell says of a program that it cannot start, with its exit status.
    static func notStarted(_ name: ByteString, systemError: CInt) -> Never {
        let isMissing = systemError == ENOENT || systemError == ENOTDIR
        _ = write((name + (isMissing ? ": command not found\n" : ": cannot execute\n")).bytes, to: 2)
        _exit(isMissing ? 127 : 126)
    }

    /// Writes everything, also into a pipe or terminal that somebody made non-blocking (ninja, ssh).
    static func write(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&waiting, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
