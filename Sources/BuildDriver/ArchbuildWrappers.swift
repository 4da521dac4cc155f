import ByteStrings
import Devtools
import Files
import Glibc
import Makepkg

/// A directory to stand first in PATH of `pkgctl build`, which starts `extra-x86_64-build` and the like by name and can
/// be told nothing for them: under each of these names a script that puts `distmake chroot --` before the real one.
///
/// Each package and architecture is then a build of its own, planned when pkgctl has edited its PKGBUILD.
struct ArchbuildWrappers: Sendable {
    let directory: ByteString
    /// Listens while the directory is in use, so that other builds do not sweep it.
    private let listener: Int32

    /// - Parameter options: distmake's own, for each build.
    init(
        in location: RuntimeLocation, executable: ByteString, options: [ByteString], searchPath: ByteString
    ) throws(DriverError) {
        directory = try location.makeBuildDirectory()
        do throws(DriverError) {
            listener = try UnixSocket.listen(directory.appending(path: "sock"))
            for program in Self.programs(in: searchPath) {
                let command = ([executable, "chroot"] + options + ["--", program]).map(\.shellQuoted)
                let path = directory.appending(path: program.lastPathComponent)
                try TextFile.write(
                    "#!/bin/sh\nexec " + command.joined(separator: " ") + " \"$@\"\n", to: path)
                guard unsafe path.withCString({ unsafe chmod($0, 0o700) }) == 0 else {
                    throw DriverError(.file, path: path, systemError: errno)
                }
            }
        } catch {
            OwnDirectory.remove(directory)
            throw error
        }
    }

    func remove() {
        close(listener)
        OwnDirectory.remove(directory)
    }

    /// The first of each name in PATH, as a shell would find it.
    private static func programs(in searchPath: ByteString) -> [ByteString] {
        var found: [ByteString: ByteString] = [:]
        for directory in searchPath.split(":") where directory.isAbsolutePath {
            for name in (directory.directoryEntries ?? [])
            where found[name] == nil && name.hasSuffix("-build") {
                let program = directory.appending(path: name)
                guard Disk().isExecutable(program), let target = WorkingDirectory.resolve(program) else {
                    continue
                }
                if DevtoolsCommand.isArchbuild(program, target: target) { found[name] = program }
            }
        }
        return found.values.sorted()
    }
}
