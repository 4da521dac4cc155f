internal import ByteStrings
internal import ShimWire

/// What `distcc` and `distmake-cc` answer for themselves instead of running a compiler.
enum LauncherAnswers {
    static let version: ByteString =
        "distmake-cc " + ByteString(ProductVersion.text) + " (stands in for distcc)\n"

    static let usage: ByteString = """
        Usage:
           distmake-cc [COMPILER] [compile options] -o OBJECT -c SOURCE
           distmake-cc --version
           distmake-cc --help

        Runs one compile on a volunteer of distmake's, or here when that is not possible. distmake(1)
        starts it under the names of compilers; as `distcc` it takes distcc's command line, and
        DISTCC_HOSTS or ~/.distcc/hosts name the volunteers. Without COMPILER it is cc.

        """

    /// `nil` when the arguments are a compiler's command line. As in distcc, only the first argument counts.
    static func answer(to arguments: [ByteString]) -> ByteString? {
        guard Invocation.isLauncher(arguments) else { return nil }
        return switch arguments.dropFirst().first {
        case nil, "--help": usage
        case "--version": version
        default: nil
        }
    }
}
