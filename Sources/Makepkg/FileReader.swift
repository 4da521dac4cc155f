public import ByteStrings
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
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw Self.unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw Self.unreadable(path)
            }
            if count == 0 { return ByteString(bytes) }
            bytes += buffer[..<count]
            if bytes.count > Self.largestFile {
                throw MakepkgError(.malformed, path: path, text: "larger than \(Self.largestFile >> 20) MiB")
            }
        }
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
        var status = stat()
        guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    public func names(in directory: ByteString) -> [ByteString] {
        guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
                    unsafe ByteString(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func unreadable(_ path: ByteString) -> MakepkgError {
        let number = errno
        return MakepkgError(
            .unreadable, path: path, text: unsafe ByteString(cString: strerror(number)), systemError: number)
    }
}
