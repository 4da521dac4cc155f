public import ByteStrings

/// Where a compiler looks for headers without being told, in its order: asked of it once per language and the few
/// options that change the answer.
public struct SearchDirectories: Hashable, Sendable {
    /// Absolute, as the compiler writes them: `/usr/lib/gcc/…/../../../../include/c++/12` on some systems.
    public var paths: [ByteString]

    /// Reads what `SearchQuery.arguments` made the compiler say.
    ///
    ///     #include "..." search starts here:
    ///     #include <...> search starts here:
    ///      /usr/lib/gcc/x86_64-linux-gnu/12/include
    ///      /usr/include
    ///     End of search list.
    ///
    /// - Parameter driverOutput: standard error of gcc or clang with `-v`. gcc translates the headings, but not
    ///   `#include <...>` in the first.
    /// - Returns: `nil` when there is no such list.
    public init?(driverOutput: ByteString) {
        let lines = driverOutput.split("\n")
        guard let start = lines.firstIndex(where: { $0.hasPrefix("#include <...>") }),
            case let list = lines[(start + 1)...].prefix(while: { $0.hasPrefix(" ") })
        else { return nil }
        var paths: [ByteString] = []
        for line in list {
            // A framework directory is searched by other rules; there are none on Linux.
            guard let path = line.dropping(prefix: " "), path.isAbsolutePath,
                !path.hasSuffix(" (framework directory)")
            else { return nil }
            paths.append(path)
        }
        self.paths = paths
    }
}

/// The question for a compiler's search directories.
public enum SearchQuery {
    /// - Parameters:
    ///   - compiler: as it is to be called.
    ///   - arguments: of the compile, argv[0] left out; what cannot change the answer is not asked with.
    ///   - language: for `-x`: `c`, `c++` …
    public static func arguments(
        compiler: ByteString, for arguments: [ByteString], language: ByteString
    ) -> [ByteString] {
        [compiler] + relevant(arguments) + ["-x", language, "-E", "-v", "/dev/null", "-o", "/dev/null"]
    }

    /// The words that decide about the answer, for a cache of answers.
    public static func relevant(_ arguments: [ByteString]) -> [ByteString] {
        var result: [ByteString] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            index += 1
            if pairs.contains(argument), index < arguments.count {
                result += [argument, arguments[index]]
                index += 1
            } else if valued.contains(argument) {
                // The value is not ours, whatever it looks like.
                index += 1
            } else if exact.contains(argument) || prefixes.contains(where: { argument.hasPrefix($0) }) {
                result.append(argument)
            }
        }
        return result
    }

    private static let pairs: Set<ByteString> = [
        "-target", "--sysroot", "-sysroot", "-isysroot", "-gcc-toolchain", "-resource-dir",
    ]
    private static let valued: Set<ByteString> = [
        "-o", "-I", "-D", "-U", "-isystem", "-iquote", "-idirafter", "-include", "-imacros", "-MF", "-MT",
        "-MQ",
        "-x",
    ]
    private static let exact: Set<ByteString> = [
        "-nostdinc", "-nostdinc++", "-nostdlibinc", "-nobuiltininc", "--no-standard-includes",
    ]
    /// All of `-m`: which of several C libraries is used hangs on the word size, the CPU and its floating point.
    private static let prefixes: [ByteString] = [
        "-m", "--target=", "--sysroot=", "-isysroot", "-stdlib=", "--stdlib=", "--gcc-toolchain=",
        "--gcc-install-dir=", "--gcc-triple=", "-resource-dir=", "-B",
    ]
}
