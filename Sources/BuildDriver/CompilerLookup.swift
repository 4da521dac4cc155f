import ByteStrings
import Glibc

/// Finds a program as a shell would.
enum CompilerLookup {
    /// The first executable file of that name in PATH; the name itself when there is none, or when it is a path.
    static func path(of name: ByteString, _ environment: ProcessEnvironment) -> ByteString {
        if name.contains(UInt8(ascii: "/")) { return name }
        let found = (environment["PATH"] ?? "").split(":").lazy.map { $0.appending(path: name) }.first {
            path in
            unsafe path.withCString { unsafe access($0, X_OK) } == 0
        }
        return found ?? name
    }
}
