public import ByteStrings
import Files

/// The directories of a PATH, and the search for real compilers in them.
///
/// Several programs stand before compilers under their names: distcc, icecc, ccache, and other directories
/// of distmake. What such a link leads to is told by device and inode, so that a link to a link, a bind mount
/// and a hard link are seen through; and by the name of the final file, which finds installations that are
/// not in PATH themselves.
public struct SearchPath: Equatable, Sendable {
    /// Absolute ones only, each once. A relative directory, or an empty one, means another place for every
    /// process of a build, so nothing found there can be promised.
    public var directories: [ByteString]

    public init(_ value: ByteString) {
        var seen: Set<ByteString> = []
        directories = value.split(":").filter { $0.isAbsolutePath && seen.insert($0).inserted }
    }

    /// The names of all real compilers, sorted.
    ///
    /// - Parameter shim: The path of distmake-cc, which is no compiler.
    public func compilerNames(shim: ByteString) -> [ByteString] {
        let wrappers = wrapperIdentities(shim: shim)
        var names: Set<ByteString> = []
        for directory in directories {
            for name in directory.directoryEntries ?? []
            where CompilerName.matches(name) && !names.contains(name) {
                if Self.isReal(directory.appending(path: name), wrappers) { names.insert(name) }
            }
        }
        return names.sorted()
    }

    /// The first real program of this name: what `execvp` would start if nothing stood before it. A name
    /// with a slash is the path of a program already, and is judged by itself.
    public func program(_ name: ByteString, shim: ByteString) -> ByteString? {
        let wrappers = wrapperIdentities(shim: shim)
        let candidates =
            name.contains(UInt8(ascii: "/")) ? [name] : directories.map { $0.appending(path: name) }
        return candidates.first { Self.isReal($0, wrappers) }
    }

    private static func isReal(_ path: ByteString, _ wrappers: Set<FileIdentity>) -> Bool {
        guard path.isExecutableFile, let identity = FileAttributes(path)?.identity else { return false }
        guard !wrappers.contains(identity), let real = path.realPath else { return false }
        return !wrapperNames.contains(real.lastPathComponent)
    }

    private func wrapperIdentities(shim: ByteString) -> Set<FileIdentity> {
        let named = directories.flatMap { directory in
            Self.wrapperNames.map { directory.appending(path: $0) }
        }
        return Set(([shim] + named).compactMap { FileAttributes($0)?.identity })
    }

    private static let wrapperNames: Set<ByteString> = ["distcc", "icecc", "ccache", "distmake-cc"]
}
