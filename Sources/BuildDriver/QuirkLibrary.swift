public import ByteStrings
import Files
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
        let cache = environment.directory("XDG_CACHE_HOME", homeSuffix: ".cache")
        self.init(
            directories: [
                share.appending(path: "quirks"), "/etc/distmake/quirks.d",
                user.appending(path: "distmake/quirks"),
            ], hooks: share.appending(path: "hooks"), cache: cache.appending(path: "distmake"))
    }

    /// - Parameters:
    ///   - directories: system, administrator, user.
    ///   - cache: the directory of the parsed files; made when it is missing.
    init(directories: [ByteString], hooks: ByteString, cache: ByteString) {
        hookDirectory = hooks
        let layers = directories.map(Self.files)
        let kept = QuirkCache(directory: cache, layers: layers)
        if let documents = kept.read() {
            (database, errors) = QuirkDatabase.read(documents)
            return
        }
        let (documents, mistakes) = QuirkDocuments.parse(
            layers: layers.map { paths in
                paths.compactMap { path in
                    TextFile.read(path).map { QuirkDatabase.File(name: path, text: $0) }
                }
            })
        (database, errors) = QuirkDatabase.read(documents)
        errors = mistakes + errors
        // A file that is no YAML is in no document, and is to be told of each time.
        if mistakes.isEmpty { kept.write(documents) }
    }

    /// The text of a hook by its name; `nil` when there is none.
    public func hook(_ name: ByteString) -> ByteString? {
        guard !name.contains(UInt8(ascii: "/")) else { return nil }
        return TextFile.read(hookDirectory.appending(path: name))
    }

    private static func files(in directory: ByteString) -> [ByteString] {
        (directory.directoryEntries ?? []).sorted().filter { $0.hasSuffix(".yaml") }.map {
            directory.appending(path: $0)
        }
    }
}
