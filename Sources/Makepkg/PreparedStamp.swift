public import ByteStrings

/// What srcdir remembers of the run of distmake that prepared it: `.distmake-prepared`.
///
/// A later `-e`, `--noprepare` or `-R` builds in that tree without preparing it again, so it must know
/// whether the quirks of then are those of now. A tree without the file was prepared by makepkg alone, or by
/// distmake without any quirk, which is the same thing; so without quirks no file is written, and a package
/// that copies all of srcdir is what makepkg makes of it. makepkg's `-C` of 6.0.2 leaves files that begin
/// with a dot; prepare() runs after it and the file is written anew, or removed.
public struct PreparedStamp: Equatable, Sendable {
    public static let fileName: ByteString = ".distmake-prepared"

    /// The ids, in the order in which they were applied.
    public var quirks: [ByteString]
    /// The masquerade directory of that run, which files in the tree may name; `nil` when not known.
    public var masquerade: ByteString?

    public init(quirks: [ByteString] = [], masquerade: ByteString? = nil) {
        self.quirks = quirks
        self.masquerade = masquerade
    }

    /// Whether the tree is what makepkg alone makes of it.
    public var isPlain: Bool { quirks.isEmpty }

    private static let firstLine: ByteString = "distmake-prepared 1"

    /// The file's content.
    public var text: ByteString {
        let lines =
            [Self.firstLine] + (masquerade.map { ["masquerade " + $0] } ?? []) + quirks.map { "quirk " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    /// - Returns: `nil` for any other text. Unknown lines are left to later versions.
    public init?(text: ByteString) {
        let lines = text.split("\n")
        guard lines.first == Self.firstLine else { return nil }
        quirks = lines.compactMap { $0.dropping(prefix: "quirk ") }
        masquerade = lines.lazy.compactMap { $0.dropping(prefix: "masquerade ") }.first
    }

    /// The stamp of a tree; plain when it has none that can be read.
    public static func read(in srcdir: ByteString, files: some FileReader) -> PreparedStamp {
        let text = try? files.contents(of: srcdir.appending(path: fileName))
        return text.flatMap { PreparedStamp(text: $0) } ?? PreparedStamp()
    }

    /// What to tell the user who builds in this tree with other quirks; `nil` when they are the same.
    public func warning(for wanted: [ByteString]) -> ByteString? {
        guard quirks != wanted else { return nil }
        return "the sources were prepared " + Self.phrase(quirks) + ", this run is " + Self.phrase(wanted)
            + "; run without -e, --noprepare and -R to prepare them again"
    }

    private static func phrase(_ quirks: [ByteString]) -> ByteString {
        quirks.isEmpty ? "without quirks" : "with " + quirks.joined(separator: ", ")
    }
}
