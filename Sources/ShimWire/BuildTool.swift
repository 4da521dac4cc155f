public import ByteStrings

/// Build tools that do not read MAKEFLAGS: the shim stands before them to add the build's `-j`.
public enum BuildTool {
    /// Each has a masquerade directory of its own, since which of them are there is known only when a package's
    /// makedepends are installed.
    public static let names: [ByteString] = ["ninja", "samu"]

    /// The variable with the number of jobs that build() may run at once; none where the package, or nobody, decides.
    public static let jobsVariable: ByteString = "DISTMAKE_JOBS"
}
