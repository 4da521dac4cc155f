internal import ByteStrings

/// MAKEFLAGS as GNU make writes it: single letters, then options, then ` -- ` and variables with escaped spaces.
enum MakeFlags {
    /// Without `-j` and the jobserver in any of their spellings; variables stay as they are.
    static func withoutJobs(_ flags: ByteString) -> ByteString {
        var kept: [ByteString] = []
        var words = flags.split(" ", keepingEmpty: true)[...]
        while let word = words.popFirst() {
            if word == "--" { return (kept + [word] + words).joined(separator: " ") }
            if !isAboutJobs(word) { kept.append(word) }
        }
        return kept.joined(separator: " ")
    }

    private static func isAboutJobs(_ word: ByteString) -> Bool {
        ["-j", "--jobs", "--jobserver-auth=", "--jobserver-fds="].contains { word.hasPrefix($0) }
    }
}
