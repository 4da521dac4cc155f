public import ByteStrings

/// How many bytes of a preprocessed text came from each file, by the names that its line markers give; `<built-in>`
/// and `<command-line>` are no files. The source itself is among them.
///
/// A marker is `# 12 "file" flags` on a line of its own (cpp(1), Preprocessor Output): 1 enters a file, 2 returns to
/// one, and one without flags only moves on in the same file, as nearly all do.
///
/// - Complexity: O(n).
public func headerShares(ofPreprocessed text: RawSpan) -> [ByteString: Int] {
    var shares: [ByteString: Int] = [:]
    var current: ByteString?
    var start = 0
    var offset = 0
    while let marker = text.lineMarker(from: offset) {
        offset = marker.end
        // From what is no file gcc returns to the source without a flag.
        guard marker.changesFile || current?.hasPrefix("<") ?? true else { continue }
        if let current { shares[current, default: 0] += marker.start - start }
        current = text.name(in: marker)
        start = marker.end
    }
    if let current { shares[current, default: 0] += text.byteCount - start }
    return shares.filter { !$0.key.hasPrefix("<") }
}

private struct LineMarker {
    var start: Int
    /// Behind the line.
    var end: Int
    /// Behind the opening quote.
    var name: Int
    var changesFile: Bool
}

extension RawSpan {
    /// The next one that begins at `offset` or behind it, which is the start of a line.
    fileprivate func lineMarker(from offset: Int) -> LineMarker? {
        var start = offset
        while let found = firstIndex(of: UInt8(ascii: "#"), from: start) {
            let isLine = found == 0 || unsafeByte(at: found - 1) == UInt8(ascii: "\n")
            let end = firstIndex(of: UInt8(ascii: "\n"), from: found).map { $0 + 1 } ?? byteCount
            guard isLine, let name = nameStart(of: found, end) else {
                start = isLine ? end : found + 1
                continue
            }
            // Flags follow the name; a marker without any ends with the quote.
            var last = end - 1
            while last > name,
                unsafeByte(at: last) == UInt8(ascii: "\n") || unsafeByte(at: last) == UInt8(ascii: "\r")
            {
                last -= 1
            }
            return LineMarker(
                start: found, end: end, name: name, changesFile: unsafeByte(at: last) != UInt8(ascii: "\""))
        }
        return nil
    }

    /// `# 12 "`; `nil` for `#pragma` and whatever else begins like that.
    private func nameStart(of start: Int, _ end: Int) -> Int? {
        var index = start + 1
        guard index < end, unsafeByte(at: index) == UInt8(ascii: " ") else { return nil }
        index += 1
        let digits = index
        while index < end, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(unsafeByte(at: index)) {
            index += 1
        }
        guard index > digits, index + 1 < end, unsafeByte(at: index) == UInt8(ascii: " "),
            unsafeByte(at: index + 1) == UInt8(ascii: "\"")
        else { return nil }
        return index + 2
    }

    /// Between the quotes, where `\` stands before a quote and another `\`.
    fileprivate func name(in marker: LineMarker) -> ByteString {
        var bytes: [UInt8] = []
        var index = marker.name
        while index < marker.end, unsafeByte(at: index) != UInt8(ascii: "\""),
            unsafeByte(at: index) != UInt8(ascii: "\n")
        {
            if unsafeByte(at: index) == UInt8(ascii: "\\"), index + 1 < marker.end { index += 1 }
            bytes.append(unsafeByte(at: index))
            index += 1
        }
        return ByteString(bytes)
    }

    private func firstIndex(of wanted: UInt8, from start: Int) -> Int? {
        var index = start
        let pattern = SIMD16<UInt8>(repeating: wanted)
        while index + 16 <= byteCount {
            if any(lanes(at: index) .== pattern) { break }
            index += 16
        }
        while index < byteCount {
            if unsafeByte(at: index) == wanted { return index }
            index += 1
        }
        return nil
    }
}
