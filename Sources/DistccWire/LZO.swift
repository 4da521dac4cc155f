import CLZO

/// Raw LZO1X blocks, as distcc puts them on the wire: no magic, no header, and no word of how long the text
/// will be.
///
/// The reader therefore guesses the length, eight times the block as distcc does, and doubles the guess while
/// the block needs more. A guess never goes beyond what the caller allows: a block of 1 kB can claim to hold
/// 250 kB, and a peer decides what it sends.
///
/// - Source: distcc 3.4, observed on the wire; liblzo2's `doc/LZO.TXT`.
enum LZO {
    enum Failure: Error {
        /// The text is longer than the caller allows.
        case tooLarge
        /// The block is damaged, cut off, or no LZO.
        case corrupt
    }

    private static let firstGuessFactor = 8

    private static let isReady: Bool = clzo_initialize() == LZO_E_OK

    /// The longest block that `count` bytes can become.
    static func longestBlock(for count: Int) -> Int {
        count + count / 64 + 16 + 3
    }

    /// Compresses `source` into `block` and returns the length of the block.
    ///
    /// - Precondition: `block` has room for `longestBlock(for: source.count)`.
    static func compress(_ source: UnsafeRawBufferPointer, into block: UnsafeMutableRawBufferPointer) -> Int {
        precondition(isReady, "liblzo2 was built for this machine")
        precondition(block.count >= longestBlock(for: source.count), "the block has room for the worst case")
        let from = unsafe source.bindMemory(to: UInt8.self)
        let to = unsafe block.bindMemory(to: UInt8.self)
        var length = lzo_uint(0)
        let status = unsafe withUnsafeTemporaryAllocation(
            byteCount: Int(clzo_compress_work_size()), alignment: 16
        ) { work in
            unsafe lzo1x_1_compress(
                from.baseAddress, lzo_uint(from.count), to.baseAddress, &length, work.baseAddress)
        }
        precondition(status == LZO_E_OK, "lzo1x_1_compress cannot fail")
        return Int(length)
    }

    /// The text of one whole block.
    static func decompress(_ block: RawSpan, limit: Int) throws(Failure) -> [UInt8] {
        precondition(isReady, "liblzo2 was built for this machine")
        guard limit > 0 else { throw .tooLarge }
        var guess = min(max(block.byteCount, 1) * firstGuessFactor, limit)
        while true {
            let (text, status) = decompress(block, guessing: guess)
            switch status {
            case LZO_E_OK: return text
            case LZO_E_OUTPUT_OVERRUN where guess < limit: guess = min(guess * 2, limit)
            case LZO_E_OUTPUT_OVERRUN: throw .tooLarge
            default: throw .corrupt
            }
        }
    }

    private static func decompress(_ block: RawSpan, guessing guess: Int) -> (text: [UInt8], status: Int32) {
        var status = LZO_E_OK
        let text = unsafe [UInt8](unsafeUninitializedCapacity: guess) { to, count in
            // The array may hand out more room than was asked for; the limit is the caller's.
            var length = lzo_uint(guess)
            status = unsafe block.withUnsafeBytes { bytes in
                let from = unsafe bytes.bindMemory(to: UInt8.self)
                return unsafe lzo1x_decompress_safe(
                    from.baseAddress, lzo_uint(from.count), to.baseAddress, &length, nil)
            }
            count = status == LZO_E_OK ? Int(length) : 0
        }
        return (text, status)
    }
}
