public import ByteStrings
import Files
import Glibc

/// The logs of this user's builds. While a build runs its log is in its runtime directory; then the last ones are in
/// `logs` of the runtime root, in memory like everything there.
public struct BuildLogs: Sendable {
    public struct Log: Equatable, Sendable {
        /// The build's identifier; of a shared coordinator, its directory's name while it runs.
        public var build: ByteString
        public var path: ByteString
        /// Where a running build has it; `nil` once the build is over.
        public var directory: ByteString?
        /// The last entry, since 1970.
        var changed: Duration
    }

    private let location: RuntimeLocation

    /// How many logs stay after their builds.
    public static let keptCount = 20

    private static let directoryName: ByteString = "logs"

    /// - Throws: `Refusal` when the runtime root is not usable.
    public init(_ environment: ProcessEnvironment) throws(Refusal) {
        do {
            location = try RuntimeLocation(environment)
        } catch {
            throw Refusal(.general, [error.text])
        }
    }

    /// Moves the log of a build that is over out of its runtime directory, and removes the oldest beyond `keptCount`.
    /// Does nothing where there is no log any more.
    public static func keep(_ directory: ByteString, as build: ByteString) {
        let logs = directory.directoryPath.appending(path: directoryName)
        _ = unsafe logs.withCString { unsafe mkdir($0, 0o700) }
        let (from, to) = (directory.appending(path: "log"), logs.appending(path: build))
        guard from.rename(to: to) == nil else { return }
        for log in kept(in: logs).dropFirst(keptCount) {
            _ = unsafe log.path.withCString { unsafe unlink($0) }
        }
    }

    /// All logs: of running builds first, then of those that are over; each the newest first.
    public var all: [Log] {
        let running = (location.root.directoryEntries ?? []).filter(RuntimeLocation.isBuildDirectory)
            .compactMap { name -> Log? in
                let directory = location.root.appending(path: name)
                return Self.log(name, directory.appending(path: "log"), in: directory)
            }
        return running.sorted { $0.changed > $1.changed }
            + Self.kept(in: location.root.appending(path: Self.directoryName))
    }

    /// Whether the build of a log goes on.
    public func isRunning(_ log: Log) -> Bool {
        guard let directory = log.directory else { return false }
        return Self.log(log.build, log.path, in: directory) != nil
            && location.isAlive(directory.lastPathComponent)
    }

    private static func kept(in directory: ByteString) -> [Log] {
        (directory.directoryEntries ?? []).compactMap { log($0, directory.appending(path: $0), in: nil) }
            .sorted { $0.changed > $1.changed }
    }

    private static func log(_ build: ByteString, _ path: ByteString, in directory: ByteString?) -> Log? {
        guard let attributes = FileAttributes(path, followingLinks: false), attributes.isRegularFile else {
            return nil
        }
        return Log(build: build, path: path, directory: directory, changed: attributes.modified)
    }
}
