public import ByteStrings

/// The makepkg of this machine: where it is, which release, and where its configuration lies.
///
/// makepkg is a bash script whose first lines say all that, so none is started to learn it (`makepkg
/// --version` takes longer than the rest of our preparation). distmake may itself be installed as `makepkg`,
/// first in PATH.
public struct MakepkgInstallation: Equatable, Sendable {
    public var path: ByteString
    public var version: MakepkgVersion
    /// `/etc/makepkg.conf` unless the distribution moved it.
    public var systemConfiguration: ByteString
    /// The bash that runs it.
    public var shell: ByteString

    public init(
        path: ByteString, version: MakepkgVersion, systemConfiguration: ByteString = "/etc/makepkg.conf",
        shell: ByteString = "/bin/bash"
    ) {
        self.path = path
        self.version = version
        self.systemConfiguration = systemConfiguration
        self.shell = shell
    }

    /// The first executable `makepkg` in `searchPath` (the text of PATH) that is a script naming its version.
    ///
    /// - Parameter isOurs: whether a path leads to distmake itself.
    /// - Throws: `notInstalled` when there is none, with the PATH that was searched.
    public static func find(
        searchPath: ByteString, files: some FileReader, isOurs: (ByteString) -> Bool
    ) throws(MakepkgError) -> MakepkgInstallation {
        for directory in searchPath.split(":", keepingEmpty: true) {
            let path = (directory.isEmpty ? "." : directory).appending(path: "makepkg")
            guard files.isExecutable(path), !files.isDirectory(path), !isOurs(path) else { continue }
            guard let text = try? files.contents(of: path), let found = Self(path: path, script: text) else {
                continue
            }
            return found
        }
        throw MakepkgError(.notInstalled, text: searchPath)
    }

    /// Reads makepkg's own text; `nil` when it names no version, so it is not makepkg.
    public init?(path: ByteString, script: ByteString) {
        guard let text = Self.constant("makepkg_version", in: script), let version = MakepkgVersion(text)
        else {
            return nil
        }
        let directory = Self.constant("confdir", in: script) ?? "/etc"
        self.init(
            path: path, version: version, systemConfiguration: directory.appending(path: "makepkg.conf"),
            shell: Self.interpreter(of: script) ?? "/bin/bash")
    }

    /// The program of the `#!` line; `nil` where env(1) is to find it.
    private static func interpreter(of script: ByteString) -> ByteString? {
        guard let line = script.split("\n").first?.dropping(prefix: "#!") else { return nil }
        return line.trimmed.split(" ").first.flatMap { $0.lastPathComponent == "bash" ? $0 : nil }
    }

    /// The value of a line `declare -r NAME='VALUE'`, which is how meson fills in these two.
    private static func constant(_ name: ByteString, in script: ByteString) -> ByteString? {
        let prefix = "declare -r " + name + "='"
        guard let start = script.firstRange(of: prefix),
            let end = script.firstRange(of: "'", from: start.upperBound)
        else { return nil }
        return ByteString(script.bytes[start.upperBound..<end.lowerBound])
    }
}
