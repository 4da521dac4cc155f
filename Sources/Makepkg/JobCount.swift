public import ByteStrings

/// How many jobs make may run at once, as MAKEFLAGS says it.
public enum JobCount: Equatable, Sendable {
    /// `-j8`.
    case limited(Int)
    /// `-j` without a number.
    case unlimited
    /// `-j` with something that is no number; make will say so itself.
    case unreadable

    /// The count that a MAKEFLAGS value asks for; `nil` when it names none. The last one wins.
    ///
    /// The grammar is make's `decode_env_switches`: words parted by blanks with `\` before a blank that
    /// belongs to a word; a first word without dash or `=` is a bundle of letters (`kj4`); nothing after `--`
    /// is an option; words with `=` are variables. `-jN`, `-j N`, `--jobs=N`, `--jobs N`, `--jobs`, and in
    /// bundles such as `-kj4`. (`--job` is ambiguous to make.) Checked against GNU make 4.3.
    public static func inMakeflags(_ makeflags: ByteString) -> JobCount? {
        var words = makeWords(makeflags)
        if let first = words.first, !first.hasPrefix("-"), !first.contains(UInt8(ascii: "=")) {
            words[0] = "-" + first
        }
        var found: JobCount?
        for (index, word) in words.enumerated() {
            if word == "--" { break }
            let next = index + 1 < words.count ? words[index + 1] : nil
            if let value = attachedCount(word) {
                found =
                    value.isEmpty ? next.flatMap(positive).map(JobCount.limited) ?? .unlimited : read(value)
            }
        }
        return found
    }

    /// Twice all slots, those of this machine included: `localhost/9 a/5 b/5 c/3` gives 44.
    ///
    /// The ArchWiki's rule (Distcc, "MAKEFLAGS"): enough that slots are never idle while others preprocess.
    public static func suggested(limits: [Int]) -> Int {
        2 * limits.reduce(0, +)
    }

    /// What follows `-j` in the same word, empty when nothing does; `nil` when the word has no `-j`.
    private static func attachedCount(_ word: ByteString) -> ByteString? {
        if word == "--jobs" { return "" }
        if let value = word.dropping(prefix: "--jobs=") { return value }
        guard word.hasPrefix("-"), !word.hasPrefix("--") else { return nil }
        // These letters swallow the rest of their word.
        let end = word.bytes.firstIndex { lettersWithValue.contains($0) || $0 == UInt8(ascii: "j") }
        guard let end, word.bytes[end] == UInt8(ascii: "j") else { return nil }
        return ByteString(word.bytes[(end + 1)...])
    }

    private static let lettersWithValue = Set("CEIOWflo".utf8)

    private static func read(_ value: ByteString) -> JobCount {
        positive(value).map(JobCount.limited) ?? .unreadable
    }

    private static func positive(_ text: ByteString) -> Int? {
        guard text.bytes.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text.string) else {
            return nil
        }
        return number > 0 ? number : nil
    }

    private static func makeWords(_ text: ByteString) -> [ByteString] {
        var words: [ByteString] = []
        var word: [UInt8] = []
        var isEscaped = false
        for byte in text.bytes {
            if isEscaped {
                word.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == 0x20 || (0x09...0x0D).contains(byte) {
                if !word.isEmpty { words.append(ByteString(word)) }
                word = []
            } else {
                word.append(byte)
            }
        }
        return word.isEmpty ? words : words + [ByteString(word)]
    }
}
