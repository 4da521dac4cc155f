import ByteStrings
import Glibc

/// proc_meminfo(5).
enum MemoryInformation {
    /// MemAvailable in KiB: what programs can have without swapping; `nil` when the kernel does not say.
    static var available: Int? {
        let number = unsafe open("/proc/meminfo", O_RDONLY | O_CLOEXEC)
        guard number >= 0, let text = Descriptor(number).readAll(limit: 1 << 16) else { return nil }
        let line = ByteString(text).split("\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(" ").dropFirst().first.flatMap { Int($0.string) }
    }
}
