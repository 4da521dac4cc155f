public import ByteStrings
import Files
import Glibc

/// Where distmake-cc is, seen from the running distmake.
public enum ShimLocation {
    /// The shim that belongs to a program.
    ///
    /// Beside it, as the package manager of Swift builds them; else `../lib/distmake/distmake-cc`, as
    /// `make install` puts them. Nothing else is searched: a shim of another version speaks another protocol.
    ///
    /// - Parameter executable: The program's absolute path without symbolic links.
    /// - Throws: `ToolchainError` `.shimMissing`.
    public static func find(executable: ByteString) throws(ToolchainError) -> ByteString {
        let directory = executable.directoryPath
        let candidates = [
            directory.appending(path: "distmake-cc"),
            directory.directoryPath.appending(path: "lib/distmake/distmake-cc"),
        ]
        guard let shim = candidates.first(where: \.isExecutableFile) else {
            throw ToolchainError(.shimMissing, path: candidates[0])
        }
        return shim
    }

    /// The path of the running program; where an update has replaced it meanwhile, the path of its successor.
    public static func runningExecutable() -> ByteString? {
        guard let path = ByteString("/proc/self/exe").linkTarget else { return nil }
        return path.dropping(suffix: " (deleted)") ?? path
    }
}
