public import ByteStrings

/// Programs beside C compilers that the shim stands before. Each has a masquerade directory of its own, since which of
/// them are there is known only when a package's makedepends are installed.
public enum BuildTool {
    /// They do not read MAKEFLAGS: the shim becomes them, with the build's `-j`.
    public static let names: [ByteString] = ["ninja", "samu", cargo]

    /// It runs what it builds here, and takes all the tokens of make's jobserver for that.
    public static let cargo: ByteString = "cargo"

    /// Compilers of other languages. Nothing of theirs leaves, but a `-j` for the volunteers' slots starts as many of
    /// them as of C's: like all local compiles each takes a slot of this machine.
    public static let otherCompilers: [ByteString] = ["rustc", "gfortran"]

    /// The variable with the number of jobs that build() may run at once; none where the package, or nobody, decides.
    public static let jobsVariable: ByteString = "DISTMAKE_JOBS"
}
