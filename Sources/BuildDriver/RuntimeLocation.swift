import ByteStrings
import Files
import Glibc
import Processes
import ShimWire

/// Where this user's sockets and other short-lived files are, and the directory of one build among them.
struct RuntimeLocation: Sendable {
    /// `RuntimeRoot`, made and checked.
    let root: ByteString
    /// Whose it is; `nil` for ours.
    private let owner: BuildOwner?

    /// The longest path that fits a socket address (unix(7)).
    private static let longestSocketPath = 107

    /// Makes the root for this user alone.
    ///
    /// - Throws: `DriverError` `.runtimeDirectory` when it belongs to somebody else or cannot be made.
    init(_ environment: ProcessEnvironment, owner: BuildOwner? = nil) throws(DriverError) {
        self.owner = owner
        root = try owner.perform { () throws(DriverError) in
            let root = RuntimeRoot.path(
                runtimeDirectory: environment["XDG_RUNTIME_DIR"], userIdentifier: geteuid(),
                isOurs: Self.isOurs)
            try Self.makePrivate(root)
            return root
        }
    }

    /// A new directory for one build, named by the build's identifier.
    func makeBuildDirectory() throws(DriverError) -> ByteString {
        let directory = root.appending(path: BuildIdentifier.random())
        guard directory.appending(path: "sock").count <= Self.longestSocketPath else {
            throw DriverError(.runtimeDirectory, path: directory, systemError: ENAMETOOLONG)
        }
        guard owner.perform({ unsafe directory.withCString { unsafe mkdir($0, 0o700) } }) == 0 else {
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

    /// How long ago a directory was changed that can go, by why nobody answers there. A coordinator that has lost its
    /// driver takes its socket away and leaves the rest to the command, which may go on for hours.
    private static let sweepAges: [Int32: Duration] = [
        ECONNREFUSED: .seconds(60), ENOENT: .seconds(24 * 3600),
    ]

    /// Removes what builds left behind that were killed together with their coordinators.
    func sweep() {
        for name in root.directoryEntries ?? [] where BuildIdentifier.isOne(name) {
            let directory = root.appending(path: name)
            let socket = directory.appending(path: "sock")
            // Whoever listens answers a connection; a socket that nobody holds refuses it.
            guard let failure = UnixSocket.connectError(socket), let limit = Self.sweepAges[failure],
                let attributes = FileAttributes(directory), WallClock.now - attributes.modified > limit
            else { continue }
            owner.perform {
                BuildLogs.keep(directory, as: name)
                OwnDirectory.remove(directory)
            }
        }
    }

    private static func isOurs(_ directory: ByteString) -> Bool {
        guard let attributes = FileAttributes(directory) else { return false }
        return attributes.isDirectory && attributes.owner == geteuid()
    }

    private static func makePrivate(_ directory: ByteString) throws(DriverError) {
        if unsafe directory.withCString({ unsafe mkdir($0, 0o700) }) != 0, errno != EEXIST {
            throw DriverError(.runtimeDirectory, path: directory, systemError: errno)
        }
        guard let attributes = FileAttributes(directory, followingLinks: false), attributes.isDirectory,
            attributes.owner == geteuid(), attributes.mode & 0o077 == 0
        else { throw DriverError(.runtimeDirectory, path: directory, systemError: EPERM) }
    }
}
