public import ByteStrings

/// A file or directory of the outside that is to be seen inside a chroot.
public struct BindMount: Equatable, Sendable {
    /// Absolute, outside.
    public var source: ByteString
    /// Absolute, inside.
    public var target: ByteString
    public var isWritable: Bool

    public init(_ source: ByteString, at target: ByteString, isWritable: Bool) {
        self.source = source
        self.target = target
        self.isWritable = isWritable
    }

    /// The option of makechrootpkg. It hands the argument to systemd-nspawn's `--bind=` or `--bind-ro=`, where a colon
    /// in a path needs a backslash, and so does a backslash.
    var words: [ByteString] {
        [isWritable ? "-d" : "-D", Self.escaped(source) + ":" + Self.escaped(target)]
    }

    private static func escaped(_ path: ByteString) -> ByteString {
        ByteString(
            path.bytes.flatMap { byte -> [UInt8] in
                byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), byte] : [byte]
            })
    }
}
