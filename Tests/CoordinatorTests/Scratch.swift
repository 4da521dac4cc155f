import ByteStrings
import Glibc

/// A directory of its own for one test, removed at the end.
final class Scratch: Sendable {
    let path: ByteString

    init() {
        var template = Array("/tmp/distmake-test-XXXXXX".utf8CString)
        precondition(unsafe mkdtemp(&template) != nil, "a temporary directory can be made")
        path = ByteString(template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit {
        let command: ByteString = "rm -rf " + path
        _ = unsafe command.withCString { unsafe system($0) }
    }

    func write(_ bytes: [UInt8], to name: ByteString) {
        let file = unsafe path.appending(path: name).withCString { unsafe fopen($0, "w") }
        guard let file = unsafe file else { preconditionFailure("a file can be written") }
        _ = unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
    }
}
