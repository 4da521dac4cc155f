public import ByteStrings

/// What kept a build from being set up, as facts; the caller writes the sentence around `description`.
public struct MakepkgError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// One of distmake's own options is used wrongly.
        case usage
        /// A file could not be read.
        case unreadable
        /// A configuration file or PKGBUILD that bash rejects too.
        case syntax
        /// A file that is not what its name says, or larger than anything real.
        case malformed
        /// bash, asked for a value, did not answer.
        case noAnswer = "no-answer"
        /// No makepkg in PATH besides ourselves.
        case notInstalled = "not-installed"
    }

    public var code: Code
    /// The file concerned; empty when it is the command line.
    public var path: ByteString
    public var line: Int?
    public var column: Int?
    /// The offending text, or what the system or bash said.
    public var text: ByteString
    /// errno, when a call was the cause.
    public var systemError: CInt?

    public init(
        _ code: Code, path: ByteString = "", line: Int? = nil, column: Int? = nil, text: ByteString = "",
        systemError: CInt? = nil
    ) {
        self.code = code
        self.path = path
        self.line = line
        self.column = column
        self.text = text
        self.systemError = systemError
    }
}

extension MakepkgError: CustomStringConvertible {
    /// `/etc/makepkg.conf:12:8: unexpected end of file`.
    public var description: String {
        var parts: [String] = []
        if !path.isEmpty {
            parts.append(
                [path.string, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(
                    separator: ":"))
        }
        parts.append(text.isEmpty ? code.rawValue : text.string)
        return parts.joined(separator: ": ")
    }
}
