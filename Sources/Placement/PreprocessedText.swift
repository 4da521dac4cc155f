/// Finds in preprocessed text what a volunteer cannot do with it; `nil` when there is nothing.
///
/// - `.incbin` and `.include` in inline assembly read files that exist only here. stock distcc looks for the
///   first after the volunteer has failed.
/// - `source_location::current` and `__builtin_COLUMN` put columns into data, and the columns of preprocessed
///   text are others (measured: g++ 12, `std::source_location`).
/// - `#pragma GCC pch_preprocess` names a precompiled header.
///
/// Three bytes of each word are compared in sixteen places at once; only where all three agree the word itself is
/// looked at. They are chosen where the words are rarest in C++: `CO` of `__builtin_COLUMN`, and not `__`.
///
/// - Complexity: O(n), about 0.2 ns per byte.
public func localReason(forPreprocessed text: RawSpan) -> LocalReason? {
    var start = 0
    let last = text.byteCount - PreprocessedText.lanes - PreprocessedText.reach
    while start <= last {
        if PreprocessedText.mayBegin(in: text, at: start) {
            for offset in start..<(start + PreprocessedText.lanes) {
                if let reason = PreprocessedText.reason(in: text, at: offset) { return reason }
            }
        }
        start += PreprocessedText.lanes
    }
    for offset in start..<max(start, text.byteCount) {
        if let reason = PreprocessedText.reason(in: text, at: offset) { return reason }
    }
    return nil
}

extension RawSpan {
    fileprivate func holds(_ text: StaticString, at offset: Int) -> Bool {
        guard offset >= 0, offset + text.utf8CodeUnitCount <= byteCount else { return false }
        for index in 0..<text.utf8CodeUnitCount
        where unsafe text.utf8Start[index] != unsafeByte(at: offset + index) {
            return false
        }
        return true
    }
}

private enum PreprocessedText {
    typealias Lanes = SIMD16<UInt8>
    static let lanes = 16
    /// How far behind the first of its three bytes a word is probed.
    static let reach = 3

    /// Whether a word may begin its window in one of the sixteen places from `start` on: `.in`, `CO.U`, `n:.c`, `C p`.
    @inline(__always)
    static func mayBegin(in text: RawSpan, at start: Int) -> Bool {
        let first = text.lanes(at: start)
        let second = text.lanes(at: start + 1)
        let third = text.lanes(at: start + 2)
        let fourth = text.lanes(at: start + 3)
        let assembly =
            (first .== Lanes(repeating: UInt8(ascii: ".")))
            .& (second .== Lanes(repeating: UInt8(ascii: "i")))
            .& (third .== Lanes(repeating: UInt8(ascii: "n")))
        let column =
            (first .== Lanes(repeating: UInt8(ascii: "C")))
            .& (second .== Lanes(repeating: UInt8(ascii: "O")))
            .& (fourth .== Lanes(repeating: UInt8(ascii: "U")))
        let location =
            (first .== Lanes(repeating: UInt8(ascii: "n")))
            .& (second .== Lanes(repeating: UInt8(ascii: ":")))
            .& (fourth .== Lanes(repeating: UInt8(ascii: "c")))
        let header =
            (first .== Lanes(repeating: UInt8(ascii: "C")))
            .& (second .== Lanes(repeating: UInt8(ascii: " ")))
            .& (third .== Lanes(repeating: UInt8(ascii: "p")))
        return any((assembly .| column) .| (location .| header))
    }

    static func reason(in text: RawSpan, at start: Int) -> LocalReason? {
        if text.holds(".incbin", at: start) {
            return isInLineMarker(text, start) ? nil : .includedBinary
        }
        if text.holds(".include", at: start) {
            return isFollowedByQuote(text, start + 8) && !isInLineMarker(text, start) ? .includedBinary : nil
        }
        if text.holds("__builtin_COLUMN", at: start - 10) { return .sourceColumns }
        if text.holds("source_location::current", at: start - 14) { return .sourceColumns }
        if text.holds("#pragma GCC pch_preprocess", at: start - 10) { return .precompiledHeader }
        return nil
    }

    /// `.include "x"` in assembly, quotes escaped or not; `options.include` in C is something else.
    private static func isFollowedByQuote(_ text: RawSpan, _ start: Int) -> Bool {
        var offset = start
        while offset < text.byteCount,
            text.unsafeByte(at: offset) == 0x20 || text.unsafeByte(at: offset) == 0x09
        {
            offset += 1
        }
        guard offset > start else { return false }
        return text.holds("\"", at: offset) || text.holds("\\\"", at: offset)
    }

    /// Whether an offset lies in a line that begins with `#`, which names a file and is no code.
    private static func isInLineMarker(_ text: RawSpan, _ offset: Int) -> Bool {
        var start = offset
        while start > 0, text.unsafeByte(at: start - 1) != UInt8(ascii: "\n") { start -= 1 }
        return text.holds("# ", at: start)
    }
}
