public import ByteStrings
import Toolchain

/// The masquerade directory of this machine and the shim that its names lead to.
struct Masquerade: Sendable {
    var directory: MasqueradeDirectory
    var shim: ByteString

    var paths: MasqueradePaths { MasqueradePaths(directory: directory.path, shim: shim) }

    /// - Parameter executable: the running distmake.
    static func prepare(
        _ executable: ByteString, _ environment: ProcessEnvironment
    ) throws(DriverError) -> Masquerade {
        let shim = try shim(of: executable)
        do {
            let directory = try MasqueradeDirectory.prepare(
                path: environment["PATH"] ?? "/usr/bin:/bin", shim: shim,
                cacheHome: environment.directory("XDG_CACHE_HOME", homeSuffix: ".cache"))
            return Masquerade(directory: directory, shim: shim)
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
