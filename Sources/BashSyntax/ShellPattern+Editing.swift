import ByteStrings

/// Removing and replacing what a pattern matches, as `${x#…}` and `${x/…}` do.
extension ShellPattern {
    /// - Parameter modifier: `#`, `##`, `%` or `%%`.
    func removing(_ modifier: ByteString, from text: ByteString) -> ByteString {
        let bytes = text.bytes
        switch modifier {
        case "#": return ByteString(bytes[(ends(in: bytes, from: 0).firstIndex(of: true) ?? 0)...])
        case "##": return ByteString(bytes[(ends(in: bytes, from: 0).lastIndex(of: true) ?? 0)...])
        default:
            let starts = modifier == "%" ? Array((0...bytes.count).reversed()) : Array(0...bytes.count)
            let start = starts.first { ends(in: bytes, from: $0)[bytes.count] }
            return ByteString(bytes[..<(start ?? bytes.count)])
        }
    }

    /// - Parameters:
    ///   - modifier: `/`, `//`, `/#` or `/%`.
    ///   - replacement: an unquoted `&` in it is the text that matched (bash 5.2, `patsub_replacement`).
    func replacing(_ modifier: ByteString, in text: ByteString, by replacement: [Byte]) -> ByteString {
        let bytes = text.bytes
        if isEmpty, modifier == "/" || modifier == "//" { return text }
        var result: [UInt8] = []
        var place = 0
        var isDone = false
        while place <= bytes.count {
            let isCandidate = !isDone && (modifier != "/#" || place == 0)
            if isCandidate, let end = longestEnd(in: bytes, from: place, anchored: modifier == "/%"),
                end > place || modifier == "/#" || modifier == "/%"
            {
                result += ShellPattern.expanded(replacement, matched: bytes[place..<end])
                isDone = modifier != "//"
                if end > place {
                    place = end
                    continue
                }
            }
            if place < bytes.count { result.append(bytes[place]) }
            place += 1
        }
        return ByteString(result)
    }

    private func longestEnd(in bytes: [UInt8], from start: Int, anchored: Bool) -> Int? {
        let ends = ends(in: bytes, from: start)
        return anchored ? (ends[bytes.count] ? bytes.count : nil) : ends.lastIndex(of: true)
    }

    private static func expanded(_ replacement: [Byte], matched: ArraySlice<UInt8>) -> [UInt8] {
        replacement.flatMap { byte -> [UInt8] in
            byte.value == UInt8(ascii: "&") && !byte.isQuoted ? Array(matched) : [byte.value]
        }
    }
}
