import ByteStrings
import Glibc

/// Whether `condition` comes true within ten seconds. For what nobody announces: a process that is gone, a file that
/// a script writes.
func waitUntil(_ condition: () -> Bool) -> Bool {
    for _ in 0..<1000 {
        if condition() { return true }
        usleep(10_000)
    }
    return false
}

/// A small file whole; `nil` when there is none.
func contents(_ path: ByteString) -> ByteString? {
    let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    return ByteString(bytes.prefix(max(0, count)))
}

func isAlive(_ process: pid_t) -> Bool {
    // A zombie still takes signals; what has ended says so in its status.
    guard let status = contents("/proc/\(process)/stat") else { return false }
    return !status.contains(") Z ")
}
