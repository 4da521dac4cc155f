public import ByteStrings
import Glibc
import Makepkg
public import Quirks

/// The quirk files and hooks of this machine: what distmake ships, then the administrator's, then the user's. Later
/// ones override by id.
public struct QuirkLibrary: Sendable {
    public var database: QuirkDatabase
    /// Files that could not be used; their quirks are missing, the others hold.
    public var errors: [QuirkFileError]
    private let hookDirectory: ByteString

    /// - Parameter executable: the running distmake: `PREFIX/bin/distmake` has its quirks in
    ///   `PREFIX/share/distmake/quirks`.
    public init(executable: ByteString, environment: ProcessEnvironment) {
        let share = executable.directoryPath.directoryPath.appending(path: "share/distmake")
        let user = environment.directory("XDG_CONFIG_HOME", homeSuffix: ".config")
        let directories = [
            share.appending(path: "quirks"), "/etc/distmake/quirks.d",
            user.appending(path: "distmake/quirks"),
        ]
        (database, errors) = QuirkDatabase.read(layers: directories.map(Self.files))
        hookDirectory = share.appending(path: "hooks")
    }

    /// The text of a hook by its name; `nil` when there is none.
    public func hook(_ name: ByteString) -> ByteString? {
        guard !name.contains(UInt8(ascii: "/")) else { return nil }
        return TextFile.read(hookDirectory.appending(path: name))
    }

    private static func files(in directory: ByteString) -> [QuirkDatabase.File] {
        DirectoryListing.names(in: directory).sorted().filter { $0.hasSuffix(".yaml") }.compactMap { name in
            let path = directory.appending(path: name)
            return TextFile.read(path).map { QuirkDatabase.File(name: path, text: $0) }
        }
    }
}
