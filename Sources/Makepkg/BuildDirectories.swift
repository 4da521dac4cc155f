public import ByteStrings
import Files

/// Where makepkg works for one package.
public struct BuildDirectories: Equatable, Sendable {
    /// Where makepkg runs, without symbolic links.
    public var start: ByteString
    /// Extracted sources.
    public var source: ByteString
    /// Where packages are put.
    public var packages: ByteString

    /// `srcdir` is `BUILDDIR/pkgbase/src`, or `BUILDDIR/src` when BUILDDIR is the directory makepkg runs in,
    /// however it is spelled.
    ///
    /// - Parameters: - start: where makepkg runs, absolute, after `-D`. - buildDirectory: BUILDDIR; `nil` or
    ///   empty means `start`. So does PKGDEST.
    public init(
        start: ByteString, buildDirectory: ByteString?, packageDirectory: ByteString?, base: ByteString
    ) {
        self.start = Self.canonical(start)
        let build = Self.canonical(self.start.appending(path: buildDirectory ?? ""))
        let root = build == self.start ? build : build.appending(path: base)
        source = root.appending(path: "src")
        packages = Self.canonical(self.start.appending(path: packageDirectory ?? ""))
    }

    /// The path without symbolic links, or as it is when it does not exist yet (makepkg makes it).
    private static func canonical(_ path: ByteString) -> ByteString {
        path.realPath ?? path
    }
}
