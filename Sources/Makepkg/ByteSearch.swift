import ByteStrings
import Glibc

/// Looks for a byte string in data that comes in blocks, in memory of the size of the string.
struct ByteSearch {
    private let needle: [UInt8]
    /// The last bytes seen, fewer than the needle has.
    private var tail: ArraySlice<UInt8> = []
    /// Where the next block should begin.
    private var position = 0
    private(set) var isFound = false

    /// - Precondition: `needle` is not empty.
    init(for needle: ByteString) {
        precondition(!needle.isEmpty, "an empty text is everywhere")
        self.needle = needle.bytes
    }

    /// Looks at the next block, which begins at `offset`; after a hole nothing before it can be part of a
    /// match.
    mutating func look(at block: UnsafeRawBufferPointer, offset: Int) {
        if unsafe isFound || block.isEmpty { return }
        if offset != position { tail = [] }
        position = offset + block.count
        let overlap = needle.count - 1
        let seam = unsafe tail + Array(block.prefix(overlap))
        isFound = unsafe contains(block) || seam.withUnsafeBytes { unsafe contains($0) }
        tail = unsafe (tail + Array(block.suffix(overlap))).suffix(overlap)
    }

    /// Looks for the needle's last byte, which for a path is rarer than its first, and compares from there
    /// back.
    private func contains(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let last = needle.last, bytes.count >= needle.count else { return false }
        var rest = unsafe bytes.dropFirst(needle.count - 1)
        while let start = unsafe UnsafeRawBufferPointer(rebasing: rest).baseAddress,
            let hit = unsafe memchr(start, CInt(last), rest.count)
        {
            let candidate = unsafe UnsafeRawPointer(hit) - (needle.count - 1)
            if unsafe memcmp(candidate, needle, needle.count) == 0 { return true }
            unsafe rest = rest.dropFirst(UnsafeRawPointer(hit) - start + 1)
        }
        return false
    }
}
