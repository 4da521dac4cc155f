internal import ByteStrings
internal import CShims
internal import Glibc

/// A jobserver as GNU make has it, for one link: a pipe with a token for each processor but one. Each of its processes
/// may always run one job, and takes a token for every other.
///
/// - Source: the manual of GNU make, "POSIX Jobserver Interaction".
struct Jobserver {
    /// The words that tell of it in MAKEFLAGS.
    let words: ByteString

    /// The descriptors stay open in this process and are inherited by its children; `nil` when there are no more.
    init?() {
        var ends: [CInt] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        let cores = Int(distmake_core_count())
        // A pipe takes 64 KiB without a reader.
        guard Ending.write([UInt8](repeating: UInt8(ascii: "+"), count: cores - 1), to: ends[1]) else {
            return nil
        }
        words = ByteString("-j\(cores) --jobserver-auth=\(ends[0]),\(ends[1])")
    }
}
