/// The bytes of a path, taken apart as POSIX's basename and dirname do. Nothing here looks at a disk.
extension ByteString {
    public var isAbsolutePath: Bool { bytes.first == UInt8(ascii: "/") }

    /// What follows the last slash: `a/b.c` gives `b.c`, `b.c` itself, `a/` nothing.
    public var lastPathComponent: ByteString {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return self }
        return ByteString(bytes[(slash + 1)...])
    }

    /// What comes before the last slash: `a/b` gives `a`, `/b` gives `/`, `b` gives `.`.
    public var directoryPath: ByteString {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == 0 ? "/" : ByteString(bytes[..<slash])
    }

    /// The extension of the last component with its dot, `.c`; empty when there is none. A leading dot is no
    /// extension: `.profile` has none.
    public var pathExtension: ByteString {
        let name = lastPathComponent.bytes
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != 0 else { return "" }
        return ByteString(name[dot...])
    }

    /// The path without `pathExtension`.
    public var withoutPathExtension: ByteString {
        ByteString(bytes[..<(count - pathExtension.count)])
    }

    /// `self/component`; an absolute component stands for itself, and no slash is doubled.
    public func appending(path component: ByteString) -> ByteString {
        if component.isAbsolutePath || isEmpty { return component }
        return bytes.last == UInt8(ascii: "/") ? self + component : self + "/" + component
    }

    /// The path with `.`, `..` and doubled slashes resolved by text alone. Symbolic links are not followed, so
    /// `a/..` is right only where `a` is a directory and not a link.
    public var lexicallyNormalizedPath: ByteString {
        var parts: [ByteString] = []
        for part in split("/") {
            switch part {
            case ".":
                continue
            case "..":
                if let last = parts.last, last != ".." {
                    parts.removeLast()
                } else if !isAbsolutePath {
                    parts.append(part)
                }
            default:
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        if isAbsolutePath { return "/" + joined }
        return joined.isEmpty ? "." : joined
    }
}
