import ByteStrings
import Glibc
import Testing

/// The few file operations that tests need, on paths that are bytes.
enum Files {
    /// A regular file as a build leaves it.
    struct Image: Equatable {
        var mode: mode_t
        var bytes: [UInt8]
    }

    static func read(_ path: ByteString) -> [UInt8]? {
        let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += buffer[..<count]
        }
    }

    static func text(_ path: ByteString) -> ByteString? {
        read(path).map { ByteString($0) }
    }

    static func write(_ path: ByteString, _ bytes: [UInt8], mode: mode_t = 0o644) throws {
        let descriptor = unsafe path.withCString {
            unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        }
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    static func exists(_ path: ByteString) -> Bool {
        unsafe path.withCString { unsafe access($0, F_OK) } == 0
    }

    static func makeDirectories(_ path: ByteString) throws {
        if exists(path) { return }
        try makeDirectories(path.directoryPath)
        try #require(unsafe path.withCString { unsafe mkdir($0, 0o700) } == 0)
    }

    /// Names in a directory, without `.` and `..`, sorted.
    static func names(in directory: ByteString) -> [ByteString] {
        guard let entries = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
        defer { unsafe closedir(entries) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(entries) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe ByteString(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func remove(_ path: ByteString) {
        if isDirectory(path) {
            for name in names(in: path) { remove(path.appending(path: name)) }
            _ = unsafe path.withCString { unsafe rmdir($0) }
        } else {
            _ = unsafe path.withCString { unsafe unlink($0) }
        }
    }

    /// The regular files below `directory`, by their path from there.
    static func tree(_ directory: ByteString, below prefix: ByteString = "") -> [ByteString: Image] {
        var files: [ByteString: Image] = [:]
        for name in names(in: directory) {
            let path = directory.appending(path: name)
            let relative = prefix.isEmpty ? name : prefix.appending(path: name)
            if isDirectory(path) {
                files.merge(tree(path, below: relative)) { first, _ in first }
            } else if let bytes = read(path) {
                files[relative] = Image(mode: status(path)?.st_mode ?? 0, bytes: bytes)
            }
        }
        return files
    }

    static func status(_ path: ByteString) -> stat? {
        var status = stat()
        return unsafe path.withCString { unsafe lstat($0, &status) } == 0 ? status : nil
    }

    private static func isDirectory(_ path: ByteString) -> Bool {
        status(path).map { $0.st_mode & S_IFMT == S_IFDIR } ?? false
    }
}
