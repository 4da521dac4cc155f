import ByteStrings
import Glibc
import Processes
import Testing

struct SetupError: Error, CustomStringConvertible {
    var description: String

    /// - Parameter what: what could not be done; errno says why.
    init(failed what: ByteString) {
        description = unsafe "\(what): \(String(cString: strerror(errno)))"
    }

    init(_ description: String) {
        self.description = description
    }
}

func makeTemporaryDirectory(_ name: String) throws -> ByteString {
    var template = Array("/tmp/\(name)-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else { throw SetupError(failed: "mkdtemp") }
    let path = unsafe ByteString(cString: template)
    _ = unsafe path.withCString { unsafe chmod($0, 0o755) }
    return path
}

/// The entries of a directory, but for itself and its parent; none when it cannot be read.
func entries(of directory: ByteString) -> [(name: ByteString, isDirectory: Bool)] {
    guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(stream) }
    var found: [(name: ByteString, isDirectory: Bool)] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
            unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe ByteString(cString: $0) }
        }
        if name == "." || name == ".." { continue }
        found.append((name, unsafe Int32(entry.pointee.d_type) == Int32(DT_DIR)))
    }
    return found
}

/// Removes a directory with all that is in it.
func removeTree(_ path: ByteString) {
    for entry in entries(of: path) {
        let child = path.appending(path: entry.name)
        if entry.isDirectory {
            removeTree(child)
        } else {
            _ = unsafe child.withCString { unsafe unlink($0) }
        }
    }
    _ = unsafe path.withCString { unsafe rmdir($0) }
}

func write(_ text: ByteString, to path: ByteString, mode: mode_t = 0o644) throws {
    let descriptor = unsafe path.withCString {
        unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    }
    guard descriptor >= 0 else { throw SetupError(failed: path) }
    defer { close(descriptor) }
    let count = unsafe text.bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count == text.count else { throw SetupError(failed: path) }
}

/// A file whole; `nil` when there is none.
func contents(_ path: ByteString) -> ByteString? {
    let descriptor = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        bytes += buffer.prefix(count)
    }
    return ByteString(bytes)
}

/// Runs a script of the test's own with `$1` and so on, and returns what it prints.
@discardableResult
func shell(_ script: ByteString, _ arguments: [ByteString] = []) async throws -> ByteString {
    let result = try await capture(
        "/bin/bash", arguments: ["-euo", "pipefail", "-c", script, "bash"] + arguments,
        environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"])
    guard result.waitStatus.isSuccess else {
        throw SetupError("\(script) ended with \(result.waitStatus): \(ByteString(result.standardError))")
    }
    return ByteString(result.standardOutput)
}

/// Whether `condition` comes true within `limit`. For what nobody announces: a process that is gone, a file that a
/// compiler writes.
func eventually(within limit: Duration = .seconds(30), _ condition: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
