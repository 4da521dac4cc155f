public import ByteStrings

/// The value of one variable after all of makepkg's configuration, and where it comes from.
public struct ConfigurationValue: Equatable, Sendable {
    public enum Content: Equatable, Sendable {
        case scalar(ByteString)
        case array([ByteString])
    }

    public enum Origin: Hashable, Sendable {
        /// `text` is the assignment's own source.
        case file(ByteString, line: Int, text: ByteString)
        case environment
        case commandLine
        /// Set by nobody: makepkg's own choice.
        case makepkg
    }

    public var content: Content
    /// The assignments that made the value, the last one last: one that replaces, then those that append.
    public var origins: [Origin]

    public init(_ content: Content, origins: [Origin]) {
        precondition(!origins.isEmpty, "a value comes from somewhere")
        self.content = content
        self.origins = origins
    }

    /// Where the value was last changed.
    public var origin: Origin { origins[origins.count - 1] }

    /// The value of `$NAME`: an array's first element. `nil` for an empty array.
    public var scalar: ByteString? {
        switch content {
        case .scalar(let text): text
        case .array(let words): words.first
        }
    }

    /// The value of `"${NAME[@]}"`.
    public var words: [ByteString] {
        switch content {
        case .scalar(let text): [text]
        case .array(let words): words
        }
    }

    /// The line that spells `flag`; where no assignment does (it took the flag over from another variable),
    /// the last change.
    func origin(of flag: ByteString) -> Origin {
        for case .file(let path, let line, let text) in origins.reversed() {
            guard let found = text.firstRange(of: flag) else { continue }
            let above = text.bytes[..<found.lowerBound].count { $0 == 0x0A }
            return .file(path, line: line + above, text: text)
        }
        return origin
    }
}

extension ConfigurationValue.Origin {
    /// `/etc/makepkg.conf:43`, `the environment` …
    public var description: ByteString {
        switch self {
        case .file(let path, let line, _): path + ":\(line)"
        case .environment: "the environment"
        case .commandLine: "the command line"
        case .makepkg: "makepkg's default"
        }
    }
}
