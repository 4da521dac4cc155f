import ByteStrings
import Glibc

/// A directory of a test's own, removed with all that is in it.
struct TemporaryDirectory: ~Copyable {
    let path: ByteString

    init() {
        var template = Array("/tmp/distmake-toolchain-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { preconditionFailure("/tmp is writable") }
        path = ByteString(template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit {
        Self.remove(path)
    }

    /// Writes a file below the directory, with the directories on the way to it.
    @discardableResult
    func write(_ name: ByteString, _ contents: ByteString = "", mode: mode_t = 0o644) -> ByteString {
        let file = path.appending(path: name)
        makeDirectories(file.directoryPath)
        let descriptor = unsafe file.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC, mode) }
        precondition(descriptor >= 0, "the test's own directory is writable")
        let written = unsafe contents.bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        precondition(written == contents.count, "the disk is not full")
        close(descriptor)
        return file
    }

    /// A program that does nothing, or what `script` says.
    @discardableResult
    func program(_ name: ByteString, _ script: ByteString = "exit 0") -> ByteString {
        write(name, "#!/bin/sh\n" + script + "\n", mode: 0o755)
    }

    @discardableResult
    func link(_ name: ByteString, to target: ByteString) -> ByteString {
        let link = path.appending(path: name)
        makeDirectories(link.directoryPath)
        _ = unsafe target.withCString { target in unsafe link.withCString { unsafe symlink(target, $0) } }
        return link
    }

    private func makeDirectories(_ directory: ByteString) {
        guard directory.count > path.count else { return }
        makeDirectories(directory.directoryPath)
        _ = unsafe directory.withCString { unsafe mkdir($0, 0o755) }
    }

    private static func remove(_ path: ByteString) {
        if unsafe path.withCString({ unsafe unlink($0) }) == 0 { return }
        for name in entries(path) { remove(path.appending(path: name)) }
        _ = unsafe path.withCString { unsafe rmdir($0) }
    }
}

/// The names in a directory, sorted.
func entries(_ path: ByteString) -> [ByteString] {
    guard let stream = unsafe path.withCString({ unsafe opendir($0) }) else { return [] }
    defer { unsafe closedir(stream) }
    var names: [ByteString] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
            unsafe ByteString(raw.prefix { $0 != 0 })
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Where a symbolic link points; `nil` when it is none.
func target(_ link: ByteString) -> ByteString? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = unsafe link.withCString { unsafe readlink($0, &buffer, buffer.count) }
    return count < 0 ? nil : ByteString(buffer.prefix(count).map { UInt8(bitPattern: $0) })
}
