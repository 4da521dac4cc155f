public import ByteStrings
import Files
import Glibc

/// What this module asks of a file system, so that tests can answer in its place.
public protocol FileReader: Sendable {
    /// The whole file.
    func contents(of path: ByteString) throws(MakepkgError) -> ByteString
    /// bash's `[[ -r path ]]`.
    func isReadable(_ path: ByteString) -> Bool
    /// bash's `[[ -x path ]]`.
    func isExecutable(_ path: ByteString) -> Bool
    /// bash's `[[ -d path ]]`.
    func isDirectory(_ path: ByteString) -> Bool
    /// The names in a directory but for `.` and `..`, in byte order; none when it cannot be read.
    func names(in directory: ByteString) -> [ByteString]
}

/// The real file system.
public struct Disk: FileReader {
    /// No configuration or PKGBUILD comes near this; it keeps a mistaken path (`-p disk.img`) from filling
    /// memory.
    public static let largestFile = 64 << 20

    public init() {}

    public func contents(of path: ByteString) throws(MakepkgError) -> ByteString {
        guard let file = Descriptor(opening: path, O_RDONLY) else { throw Self.unreadable(path) }
        errno = 0
        if let bytes = file.readAll(limit: Self.largestFile) { return ByteString(bytes) }
        // No call has failed: it is longer.
        guard errno != 0 else {
            throw MakepkgError(.malformed, path: path, text: "larger than \(Self.largestFile >> 20) MiB")
        }
        throw Self.unreadable(path)
    }

    public func isReadable(_ path: ByteString) -> Bool {
        allows(R_OK, path)
    }

    public func isExecutable(_ path: ByteString) -> Bool {
        allows(X_OK, path)
    }

    /// Asks for the effective user, as bash does.
    private func allows(_ access: CInt, _ path: ByteString) -> Bool {
        unsafe path.withCString { unsafe faccessat(AT_FDCWD, $0, access, AT_EACCESS) } == 0
    }

    public func isDirectory(_ path: ByteString) -> Bool {
        FileAttributes(path)?.isDirectory ?? false
    }

    public func names(in directory: ByteString) -> [ByteString] {
        (directory.directoryEntries ?? []).sorted()
    }

    private static func unreadable(_ path: ByteString) -> MakepkgError {
        let number = errno
        return MakepkgError(
            .unreadable, path: path, text: unsafe ByteString(cString: strerror(number)), systemError: number)
    }
}
