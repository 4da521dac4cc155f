public import ByteStrings

/// One entry of `source`, taken apart as makepkg's `util/source.sh` does.
///
///     source   ::= [ rename "::" ] location
///     location ::= [ vcs "+" ] protocol "://" path [ "#" fragment ] [ "?" query ] | file
public struct PackageSource: Hashable, Sendable {
    /// The entry as the PKGBUILD has it.
    public var text: ByteString

    public init(_ text: ByteString) {
        self.text = text
    }

    /// The name given before `::`.
    public var rename: ByteString? {
        text.firstRange(of: "::").map { ByteString(text.bytes[..<$0.lowerBound]) }
    }

    /// What follows `::`, or everything.
    public var location: ByteString {
        text.firstRange(of: "::").map { ByteString(text.bytes[$0.upperBound...]) } ?? text
    }

    /// `https`, `git` (also for `git+https`), `local` for a file beside the PKGBUILD …
    public var `protocol`: ByteString {
        if text.contains("://") {
            let head =
                location.firstRange(of: "://").map { ByteString(location.bytes[..<$0.lowerBound]) }
                ?? location
            return ByteString(head.bytes.prefix { $0 != UInt8(ascii: "+") })
        }
        guard text.contains("lp:") else { return "local" }
        return location.firstRange(of: "+lp:").map { ByteString(location.bytes[..<$0.lowerBound]) }
            ?? location
    }

    public var isLocal: Bool { self.protocol == "local" }

    /// True for sources that a version control program fetches.
    public var isVersionControlled: Bool {
        ["bzr", "fossil", "git", "hg", "svn"].contains(self.protocol)
    }

    /// What follows the first `#`, up to a `?`.
    public var fragment: ByteString? {
        guard let hash = text.firstRange(of: "#")?.upperBound else { return nil }
        return ByteString(text.bytes[hash...].prefix { $0 != UInt8(ascii: "?") })
    }

    /// The name of the file or directory that it becomes in SRCDEST.
    public var fileName: ByteString {
        if let rename { return rename }
        guard isVersionControlled else { return text.lastPathComponent }
        var name = ByteString(text.bytes.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") })
        name = (name.dropping(suffix: "/") ?? name).lastPathComponent
        switch self.protocol {
        case "bzr": return name.firstRange(of: "lp:").map { ByteString(name.bytes[$0.upperBound...]) } ?? name
        case "fossil": return name + ".fossil"
        case "git":
            return name.firstRange(of: ".git").map { ByteString(name.bytes[..<$0.lowerBound]) } ?? name
        default: return name
        }
    }
}
