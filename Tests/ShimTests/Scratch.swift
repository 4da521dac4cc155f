import ByteStrings
import Glibc
import Processes
import Testing

/// A directory for one test, with a masquerade and a place for stand-in compilers; gone when the value dies.
final class Scratch: Sendable {
    let path: ByteString

    /// The shim that was built with this test: it lies beside the test program.
    static let shim: ByteString = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let program = ByteString(buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) })
        return program.directoryPath.appending(path: "distmake-cc")
    }()

    init() throws {
        var template = Array("/tmp/distmake-shim-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        path = unsafe ByteString(cString: template)
        for name: ByteString in ["masquerade", "real", "build", "build/pp"] { try makeDirectory(name) }
        try link(Self.shim, as: "masquerade/fakecc")
    }

    deinit {
        func remove(_ path: ByteString) {
            let entries = unsafe path.withCString { unsafe opendir($0) }
            if let entries = unsafe entries {
                while let entry = unsafe readdir(entries) {
                    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                        unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                            unsafe ByteString(cString: $0)
                        }
                    }
                    if name == "." || name == ".." { continue }
                    let isDirectory = unsafe Int32(entry.pointee.d_type) == Int32(DT_DIR)
                    if isDirectory { remove(path.appending(path: name)) }
                    _ = unsafe path.appending(path: name).withCString { unsafe unlink($0) }
                }
                unsafe closedir(entries)
            }
            _ = unsafe path.withCString { unsafe rmdir($0) }
        }
        remove(path)
    }

    func callAsFunction(_ name: ByteString) -> ByteString {
        path.appending(path: name)
    }

    var socket: ByteString { self("build/sock") }

    /// PATH as a build has it: the masquerade, the stand-ins, the system.
    var searchPath: ByteString { self("masquerade") + ":" + self("real") + ":/usr/bin:/bin" }

    func makeDirectory(_ name: ByteString) throws {
        try #require(unsafe self(name).withCString { unsafe mkdir($0, 0o700) } == 0)
    }

    func link(_ target: ByteString, as name: ByteString) throws {
        let result = unsafe target.withCString { target in
            unsafe self(name).withCString { unsafe symlink(target, $0) }
        }
        try #require(result == 0)
    }

    func hardLink(_ target: ByteString, as name: ByteString) throws {
        let result = unsafe self(target).withCString { target in
            unsafe self(name).withCString { unsafe Glibc.link(target, $0) }
        }
        try #require(result == 0)
    }

    /// A shell script that stands in for a program.
    func script(_ name: ByteString, _ text: ByteString) throws {
        let descriptor = unsafe self(name).withCString {
            unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
        }
        let bytes = ("#!/bin/sh\n" + text + "\n").bytes
        try #require(unsafe write(descriptor, bytes, bytes.count) == bytes.count)
        close(descriptor)
    }

    func contents(_ name: ByteString) -> ByteString? {
        ShimTests.contents(self(name))
    }

    func mode(_ name: ByteString) -> mode_t {
        var status = stat()
        _ = unsafe self(name).withCString { unsafe stat($0, &status) }
        return status.st_mode & 0o7777
    }

    /// The usual environment of a call inside a build.
    func environment(_ extra: [ByteString] = []) -> [ByteString] {
        ["PATH=" + searchPath, "DISTMAKE_SOCKET=" + socket] + extra
    }

    /// Calls the shim through the shell, which looks it up in PATH and gives it a bare name, as make does.
    func call(
        _ command: ByteString, environment: [ByteString]? = nil, input: [UInt8] = []
    ) async throws -> ProcessResult {
        try await capture(
            "/bin/sh", arguments: ["-c", "exec " + command], environment: environment ?? self.environment(),
            workingDirectory: path, input: input)
    }
}
