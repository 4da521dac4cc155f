import ByteStrings
import Glibc
import ShimWire

/// Where this user's sockets and other short-lived files are, and the directory of one build among them.
struct RuntimeLocation: Sendable {
    /// `RuntimeRoot`, made and checked.
    let root: ByteString

    /// The longest path that fits a socket address (unix(7)).
    private static let longestSocketPath = 107

    /// Makes the root for this user alone.
    ///
    /// - Throws: `DriverError` `.runtimeDirectory` when it belongs to somebody else or cannot be made.
    init(_ environment: ProcessEnvironment) throws(DriverError) {
        root = RuntimeRoot.path(
            runtimeDirectory: environment["XDG_RUNTIME_DIR"], userIdentifier: geteuid(), isOurs: Self.isOurs)
        try Self.makePrivate(root)
    }

    /// A new directory for one build, named by the build's identifier.
    func makeBuildDirectory() throws(DriverError) -> ByteString {
        let directory = root.appending(path: BuildIdentifier.random())
        guard directory.appending(path: "sock").count <= Self.longestSocketPath else {
            throw DriverError(.runtimeDirectory, path: directory, systemError: ENAMETOOLONG)
        }
        guard unsafe directory.withCString({ unsafe mkdir($0, 0o700) }) == 0 else {
            throw DriverError(.runtimeDirectory, path: directory, systemError: errno)
        }
        return directory
    }

    /// Whether the build of that identifier still runs: its coordinator answers.
    func isAlive(_ build: ByteString) -> Bool {
        UnixSocket.connectError(root.appending(path: build).appending(path: "sock")) == nil
    }

    /// Whether a name in the root is that of a build's directory, or of a shared coordinator's.
    static func isBuildDirectory(_ name: ByteString) -> Bool {
        BuildIdentifier.isOne(name) || name.hasPrefix(RuntimeRoot.sharedPrefix)
    }

    /// Removes what builds left behind that were killed together with their coordinators.
    func sweep() {
        for name in DirectoryListing.names(in: root) where BuildIdentifier.isOne(name) {
            let directory = root.appending(path: name)
            let socket = directory.appending(path: "sock")
            // Whoever listens answers a connection; a socket that nobody holds refuses it.
            guard let failure = UnixSocket.connectError(socket), failure == ECONNREFUSED || failure == ENOENT,
                DirectoryListing.age(of: directory) > .seconds(60)
            else { continue }
            BuildLogs.keep(directory, as: name)
            DirectoryListing.remove(directory)
        }
    }

    private static func isOurs(_ directory: ByteString) -> Bool {
        var status = stat()
        guard unsafe directory.withCString({ unsafe stat($0, &status) }) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
    }

    private static func makePrivate(_ directory: ByteString) throws(DriverError) {
        if unsafe directory.withCString({ unsafe mkdir($0, 0o700) }) != 0, errno != EEXIST {
            throw DriverError(.runtimeDirectory, path: directory, systemError: errno)
        }
        var status = stat()
        guard unsafe directory.withCString({ unsafe lstat($0, &status) }) == 0,
            status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == geteuid(), status.st_mode & 0o077 == 0
        else { throw DriverError(.runtimeDirectory, path: directory, systemError: EPERM) }
    }
}
