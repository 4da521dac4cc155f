import ByteStrings
import Glibc
import HostSpec
import Processes
import Synchronization

/// The way to one volunteer by ssh: one connection that all jobs of the build share.
///
/// The master process holds the connection. A job is a session on it, in which a `distccd --inetd` runs; or, where a
/// distccd listens on the volunteer's loopback, a forwarded connection to that, which saves the second that
/// `--inetd` sleeps at each job's end (`docs/field-notes.md`). Whether one listens is told by the first
/// jobs themselves: ssh accepts any connection, and closes it when the other side cannot go on.
///
/// A DISTCC_SSH that is no OpenSSH has no master: each job is a process of its own, as in distcc.
final class SSHHost: Sendable {
    let command: SSHCommand
    /// `nil` where connections are not shared.
    let master: ServantProcess?
    /// The unix socket that leads to the volunteer's loopback; `nil` where it was not asked for.
    let forwarded: ByteString?
    private let state = Mutex(State())

    private struct State: Sendable {
        /// Whether a distccd listens behind `forwarded`; `nil` while it is not known.
        var forwardServes: Bool?
    }

    init(command: SSHCommand, master: ServantProcess? = nil, forwarded: ByteString? = nil) {
        self.command = command
        self.master = master
        self.forwarded = forwarded
    }

    /// Whether the connection is still there, as far as is known.
    var isAlive: Bool { master?.end == nil }

    /// The socket to try; `nil` when nobody listens behind it.
    var socket: ByteString? {
        state.withLock { $0.forwardServes == false ? nil : forwarded }
    }

    /// Whether a job was served through `forwarded`: from then on a connection that closes means what it means with
    /// TCP.
    var forwardServes: Bool { state.withLock { $0.forwardServes == true } }

    /// What a job has shown; the first one counts.
    func note(forwardServes: Bool) {
        state.withLock { $0.forwardServes = $0.forwardServes ?? forwardServes }
    }
}
