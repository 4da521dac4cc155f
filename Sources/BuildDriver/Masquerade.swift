public import ByteStrings
import Toolchain

/// The masquerade directory of this machine and the shim that its names lead to.
struct Masquerade: Sendable {
    var directory: MasqueradeDirectory
    var shim: ByteString

    /// - Parameter executable: the running distmake.
    static func prepare(
        _ executable: ByteString, _ environment: ProcessEnvironment
    ) throws(DriverError) -> Masquerade {
        do {
            let shim = try ShimLocation.find(executable: executable)
            let directory = try MasqueradeDirectory.prepare(
                path: environment["PATH"] ?? "/usr/bin:/bin", shim: shim,
                cacheHome: environment.directory("XDG_CACHE_HOME", homeSuffix: ".cache"))
            return Masquerade(directory: directory, shim: shim)
        } catch {
            throw DriverError(.masquerade, path: error.path, systemError: error.systemError)
        }
    }
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
