import ByteStrings
import Glibc

/// Why a build could not be prepared for distribution. The build itself goes on with plain makepkg.
struct DriverError: Error, Equatable, Sendable {
    enum Code: String, CaseIterable, Sendable {
        case runtimeDirectory = "runtime-directory"
        case socket
        case coordinator
        case masquerade
        case command
        case file
    }

    var code: Code
    var path: ByteString
    /// errno, when a call was the cause.
    var systemError: Int32?

    init(_ code: Code, path: ByteString, systemError: Int32? = nil) {
        self.code = code
        self.path = path
        self.systemError = systemError
    }

    /// For people: what happened, where and why.
    var text: ByteString {
        let what: ByteString =
            switch code {
            case .runtimeDirectory: "cannot use the runtime directory "
            case .socket: "cannot use the socket "
            case .coordinator: "the coordinator did not start; see "
            case .masquerade: "cannot make the masquerade directory: "
            case .command: "cannot start "
            case .file: "cannot write "
            }
        let reason = systemError.map { unsafe ": " + ByteString(cString: strerror($0)) } ?? ""
        return what + path + reason
    }
}
