import Glibc
import HostSpec
import NIOCore
import NIOPosix

extension LinkError {
    /// Turns what NIO says of a failed connection into a fact about the host or about this machine.
    init(connecting error: any Error, to host: HostSpec) {
        switch error {
        case let error as IOError:
            self.init(Self.code(forConnecting: error.errnoCode), host: host, systemError: error.errnoCode)
        case let error as NIOConnectionError:
            // Several addresses: a refusal says that the host itself is up, and is the better news.
            let causes = error.connectionErrors.map { LinkError(connecting: $0.error, to: host) }
            self =
                causes.first { $0.code == .refused } ?? causes.first
                ?? LinkError(.unresolved, host: host)
        case ChannelError.connectTimeout:
            self.init(.connectTimeout, host: host, systemError: ETIMEDOUT)
        default:
            self.init(.unreachable, host: host)
        }
    }

    /// Source: connect(2), socket(2).
    private static func code(forConnecting systemError: CInt) -> Code {
        switch systemError {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .connectTimeout
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL, EAGAIN: .localResources
        default: .unreachable
        }
    }
}
