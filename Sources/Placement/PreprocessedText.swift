/// Finds in preprocessed text what a volunteer cannot do with it; `nil` when there is nothing.
///
/// - `.incbin` and `.include` in inline assembly read files that exist only here. stock distcc looks for the
///   first after the volunteer has failed.
/// - `source_location::current` and `__builtin_COLUMN` put columns into data, and the columns of preprocessed
///   text are others (measured: g++ 12, `std::source_location`).
/// - `#pragma GCC pch_preprocess` names a precompiled header.
///
/// Each is looked for by a set version of Horspool's search: a window of seven bytes moves on by what its last
/// byte allows, so most bytes are never read.
///
/// - Complexity: O(n), about 0.3 ns per byte.
public func localReason(forPreprocessed text: RawSpan) -> LocalReason? {
    var end = PreprocessedText.window
    while end <= text.byteCount {
        let last = text.unsafeByte(at: end - 1)
        let step = Int(PreprocessedText.steps[Int(last)])
        if step > 0 {
            end += step
            continue
        }
        if let reason = PreprocessedText.reason(in: text, at: end - PreprocessedText.window) { return reason }
        end += 1
    }
    return nil
}

extension RawSpan {
    /// The byte at an offset that the caller has checked.
    @inline(__always)
    fileprivate func unsafeByte(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

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
    static let window = 7

    /// The windows are chosen where the words are rarest: `_COLUMN` and not `__built`.
    static let windows: [StaticString] = [".incbin", ".includ", "_COLUMN", "ion::cu", "C pch_p"]

    /// How far the window may move when a byte is its last; 0 where a word may end.
    static let steps: [UInt8] = {
        var steps = [UInt8](repeating: UInt8(window), count: 256)
        for word in windows {
            for index in 0..<window {
                let byte = unsafe Int(word.utf8Start[index])
                steps[byte] = min(steps[byte], UInt8(window - 1 - index))
            }
        }
        return steps
    }()

    static func reason(in text: RawSpan, at start: Int) -> LocalReason? {
        if text.holds(".incbin", at: start) {
            return isInLineMarker(text, start) ? nil : .includedBinary
        }
        if text.holds(".include", at: start) {
            return isFollowedByQuote(text, start + 8) && !isInLineMarker(text, start) ? .includedBinary : nil
        }
        if text.holds("__builtin_COLUMN", at: start - 9) { return .sourceColumns }
        if text.holds("source_location::current", at: start - 12) { return .sourceColumns }
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
