import ByteStrings
import Files
import Glibc

/// proc_meminfo(5).
enum MemoryInformation {
    /// MemAvailable in KiB: what programs can have without swapping; `nil` when the kernel does not say.
    static var available: Int? {
        guard let text = Descriptor(opening: "/proc/meminfo", O_RDONLY)?.readAll(limit: 1 << 16) else {
            return nil
        }
        let line = ByteString(text).split("\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(" ").dropFirst().first.flatMap { Int($0.string) }
    }
}
