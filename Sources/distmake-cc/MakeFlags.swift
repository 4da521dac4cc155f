internal import ByteStrings

/// MAKEFLAGS as GNU make writes it: single letters, then options, then ` -- ` and variables with escaped spaces.
enum MakeFlags {
    /// Without `-j` and the jobserver in any of their spellings; variables stay as they are.
    ///
    /// - Parameter words: what takes their place.
    static func withoutJobs(_ flags: ByteString, but words: ByteString? = nil) -> ByteString {
        var kept: [ByteString] = []
        var rest = flags.split(" ", keepingEmpty: true)[...]
        while let word = rest.first, word != "--" {
            if !isAboutJobs(word) { kept.append(word) }
            rest = rest.dropFirst()
        }
        return (kept + (words.map { [$0] } ?? []) + rest).joined(separator: " ")
    }

    /// Whether make has a jobserver for its children.
    static func haveJobserver(_ flags: ByteString) -> Bool {
        for word in flags.split(" ") {
            if word == "--" { return false }
            if isAboutJobserver(word) { return true }
        }
        return false
    }

    private static func isAboutJobs(_ word: ByteString) -> Bool {
        isAboutJobserver(word) || word.hasPrefix("-j") || word.hasPrefix("--jobs")
    }

    private static func isAboutJobserver(_ word: ByteString) -> Bool {
        word.hasPrefix("--jobserver-auth=") || word.hasPrefix("--jobserver-fds=")
    }
}
