public import ByteStrings
import ShimWire
import Toolchain

/// The masquerade directories of this machine and the shim that their names lead to.
struct Masquerade: Sendable {
    var directory: MasqueradeDirectory
    /// Of build tools and other compilers, each in a directory of its own; see `BuildTool`.
    var tools: [MasqueradeDirectory]
    var shim: ByteString

    var paths: MasqueradePaths {
        MasqueradePaths(
            directory: directory.path, tools: tools.map { (name: $0.names[0], directory: $0.path) },
            shim: shim)
    }

    /// PATH with the compilers' names in front, and those of the build tools that it leads to.
    func searchPath(before path: ByteString) -> ByteString {
        let present = tools.filter { SearchPath(path).program($0.names[0], shim: shim) != nil }
        return ([directory.path] + present.map(\.path) + [path]).joined(separator: ":")
    }

    /// - Parameter executable: the running distmake.
    static func prepare(
        _ executable: ByteString, _ environment: ProcessEnvironment
    ) throws(DriverError) -> Masquerade {
        let shim = try shim(of: executable)
        let cache = environment.directory("XDG_CACHE_HOME", homeSuffix: ".cache")
        do throws(ToolchainError) {
            let directory = try MasqueradeDirectory.prepare(
                path: environment["PATH"] ?? "/usr/bin:/bin", shim: shim, cacheHome: cache)
            var tools: [MasqueradeDirectory] = []
            for name in BuildTool.names + BuildTool.otherCompilers {
                tools.append(try MasqueradeDirectory.prepare(buildTool: name, shim: shim, cacheHome: cache))
            }
            return Masquerade(directory: directory, tools: tools, shim: shim)
        } catch {
            throw DriverError(.masquerade, path: error.path, systemError: error.systemError)
        }
    }

    /// - Parameter executable: the running distmake.
    static func shim(of executable: ByteString) throws(DriverError) -> ByteString {
        do {
            return try ShimLocation.find(executable: executable)
        } catch {
            throw DriverError(.masquerade, path: error.path, systemError: error.systemError)
        }
    }
}

/// Where a build has the compilers' names and the shim, as its own programs see them.
struct MasqueradePaths: Sendable {
    var directory: ByteString
    /// Build tools and other compilers, and the directories that hold their names.
    var tools: [(name: ByteString, directory: ByteString)]
    var shim: ByteString
}

/// The masquerade directory for a PATH that the user sets himself.
public enum MasqueradePath {
    /// Makes it if need be; its path.
    public static func prepare(
        executable: ByteString, environment: ProcessEnvironment
    ) throws(Refusal) -> ByteString {
        do {
            return try Masquerade.prepare(executable, environment).directory.path
        } catch {
            throw Refusal(.general, [error.text])
        }
    }
}
