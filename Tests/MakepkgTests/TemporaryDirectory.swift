import ByteStrings
import Glibc

/// A fresh directory under /tmp, gone with the value. Only an unprivileged user may need to write to it, so
/// it can be given away.
final class TemporaryDirectory {
    let path: ByteString

    init() throws {
        var template = Array("/tmp/distmake-makepkg-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.flatMap { unsafe mkdtemp($0) }.map { unsafe ByteString(cString: $0) }
        }
        guard let made else { throw TestSetupError(what: "mkdtemp", number: errno) }
        path = made
    }

    deinit {
        Self.remove(path)
    }

    @discardableResult
    func write(_ text: ByteString, to name: ByteString, mode: mode_t = 0o644) throws -> ByteString {
        let target = path.appending(path: name)
        let descriptor = unsafe target.withCString {
            unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        }
        guard descriptor >= 0 else { throw TestSetupError(what: name, number: errno) }
        defer { close(descriptor) }
        let written = unsafe text.bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        guard written == text.count else { throw TestSetupError(what: name, number: errno) }
        return target
    }

    @discardableResult
    func makeDirectory(_ name: ByteString) throws -> ByteString {
        let target = path.appending(path: name)
        guard unsafe target.withCString({ unsafe mkdir($0, 0o755) }) == 0 else {
            throw TestSetupError(what: name, number: errno)
        }
        return target
    }

    /// Everything in it belongs to `nobody` afterwards.
    func giveAway() {
        Self.walk(path) { _ = unsafe $0.withCString { unsafe lchown($0, 65534, 65534) } }
    }

    private static func remove(_ path: ByteString) {
        walk(path) { entry in
            if unsafe entry.withCString({ unsafe unlink($0) }) != 0 {
                _ = unsafe entry.withCString { unsafe rmdir($0) }
            }
        }
    }

    /// Children before their parents.
    private static func walk(_ path: ByteString, _ visit: (ByteString) -> Void) {
        var status = stat()
        if unsafe path.withCString({ unsafe lstat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR {
            // makepkg takes the permission to read pkg/ away.
            _ = unsafe path.withCString { unsafe chmod($0, 0o755) }
            if let stream = unsafe path.withCString({ unsafe opendir($0) }) {
                defer { unsafe closedir(stream) }
                while let entry = unsafe readdir(stream) {
                    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                            unsafe ByteString(cString: $0)
                        }
                    }
                    if name != ".", name != ".." { walk(path.appending(path: name), visit) }
                }
            }
        }
        visit(path)
    }
}

struct TestSetupError: Error {
    var what: ByteString
    var number: CInt
}
