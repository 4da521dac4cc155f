import ByteStrings
import CShims
import Files
import Glibc
import Processes
import ShimWire
import Toolchain

/// What of this machine decides how builds go beside the configuration: facts, looked up at once.
struct Surroundings: Equatable, Sendable {
    /// A directory that builds write to.
    struct Room: Equatable, Sendable {
        /// What for: `sources and objects`.
        var purpose: ByteString
        var path: ByteString
        var freeBytes: Int
        /// What a small package takes.
        var neededBytes: Int
    }

    /// The highest `ulimit -n` that a coordinator may give itself.
    var descriptorLimit: Int
    var rooms: [Room]
    /// How far this machine's clock is behind the time of a file that exists; zero when it is not.
    var clockLag: Duration
    /// DISTCC_DIR, if its files are on a disk.
    var distccDirectoryOnDisk: ByteString?
    /// `nil` where it is not installed.
    var ccache: ByteString?

    /// - Parameters:
    ///   - buildDirectory: where sources are extracted.
    ///   - runtimeDirectory: where sockets and preprocessed text are; `nil` where it cannot be made.
    ///   - executable: the running distmake: a file that was there before.
    static func look(
        buildDirectory: ByteString, runtimeDirectory: ByteString?, executable: ByteString,
        _ environment: ProcessEnvironment
    ) -> Surroundings {
        let wanted: [(ByteString, ByteString?, Int)] = [
            ("sources and objects", buildDirectory, 1 << 30),
            ("preprocessed text", runtimeDirectory, 64 << 20),
        ]
        let ccache = CompilerLookup.path(of: "ccache", environment)
        return Surroundings(
            descriptorLimit: DescriptorLimit.highest,
            rooms: wanted.compactMap { purpose, path, needed in
                guard let path, let free = freeBytes(path) else { return nil }
                return Room(purpose: purpose, path: path, freeBytes: free, neededBytes: needed)
            },
            clockLag: max(.zero, (FileAttributes(executable)?.modified ?? .zero) - WallClock.now),
            distccDirectoryOnDisk: environment.text("DISTCC_DIR").flatMap { isInMemory($0) ? nil : $0 },
            ccache: ccache.isAbsolutePath ? ccache : nil)
    }

    /// For this user, on the file system of a path; `nil` when it cannot be asked.
    private static func freeBytes(_ path: ByteString) -> Int? {
        var status = statvfs()
        guard unsafe path.withCString({ unsafe statvfs($0, &status) }) == 0 else { return nil }
        return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }

    /// Whether a directory, or the nearest one above that exists, is in RAM (statfs(2): tmpfs and ramfs).
    private static func isInMemory(_ path: ByteString) -> Bool {
        var path = path
        while true {
            let type = unsafe path.withCString { unsafe distmake_file_system_type($0) }
            if type >= 0 { return type == 0x0102_1994 || type == 0x8584_58F6 }
            guard path.count > 1, path.isAbsolutePath else { return false }
            path = path.directoryPath
        }
    }
}
