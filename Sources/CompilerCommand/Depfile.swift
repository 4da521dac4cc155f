public import ByteStrings

/// The file of `make` rules that a compile writes beside its object.
///
/// Measured with gcc 12 and clang 14 (`Tests/PeerTests/SplitCompileCases.swift` holds the commands):
/// - Without `-MF` the path is the output's with everything from the last dot replaced by `.d`, a leading dot
///   included: `o/.x` gives `o/.d`. Without `-o` it is the input's base name in the working directory.
/// - The target is the output as written, or `base.o` without one, for `-S` as well.
/// - `-Wp,-MD,F` reaches gcc's preprocessor past the driver: the target is `base.o` without a directory,
///   whatever `-o` says. clang's driver rewrites it to `-MD -MF F`.
public struct Depfile: Equatable, Sendable {
    /// Where it goes, relative to the working directory.
    public var path: ByteString
    /// What `-MT` and `-MQ` name, unquoted; otherwise the one default.
    public var targets: [ByteString]
    /// Whether the path was given (`-MF F`, `-Wp,-MD,F`).
    public var hasExplicitPath: Bool
    /// Whether targets were given.
    public var hasExplicitTarget: Bool
    /// Whether gcc's driver knows nothing of it: asked for by `-Wp,-MD,F` only.
    public var isBehindDriver: Bool
    /// `-MD`, and not `-MMD`: headers of the system are listed too.
    public var listsSystemHeaders: Bool
    /// `-MP`: an empty rule for each header.
    public var hasPhonyTargets: Bool
    /// Two of them, or paths that the compilers read differently: what will be written is not certain.
    public var isAmbiguous: Bool
}

extension ByteString {
    /// The path with everything from the last dot of its last component on replaced, as the drivers do.
    func replacingSuffix(with suffix: ByteString) -> ByteString {
        let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
        guard let dot = bytes[start...].lastIndex(of: UInt8(ascii: ".")) else { return self + suffix }
        return ByteString(bytes[..<dot]) + suffix
    }
}
