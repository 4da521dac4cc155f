import ByteStrings

/// `pkgctl build [options] [PATH …]`, which starts a `*-build` program for each package and architecture, by its name
/// in PATH, and can be told nothing for makechrootpkg.
///
/// - Source: devtools 1.5, `pkgctl_build`.
public struct PackageListCommand: Equatable, Sendable {
    /// `-o`: the builds happen on a server of Arch Linux, not here.
    public var isOffloaded: Bool

    private static let withArgument: Set<ByteString> = [
        "--repo", "--arch", "-I", "--install-to-chroot", "-i", "--install-to-host", "--inspect", "-m",
        "--message",
        "-w", "--worker",
    ]

    /// - Parameter arguments: what follows `pkgctl build`.
    /// - Returns: `nil` when it asks for help only.
    init?(_ arguments: ArraySlice<ByteString>) {
        isOffloaded = false
        var rest = arguments
        // Options are whole words; the first path ends them.
        while let word = rest.popFirst(), word.hasPrefix("-"), word != "--" {
            switch word {
            case "-h", "--help": return nil
            case "-o", "--offload": isOffloaded = true
            case _ where Self.withArgument.contains(word): rest = rest.dropFirst()
            default: continue
            }
        }
    }
}
