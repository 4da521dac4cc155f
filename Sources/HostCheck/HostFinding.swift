public import ByteStrings
import HostSpec
import Placement
import VolunteerLink

/// One thing that is wrong with a host, and the line that mends it.
public struct HostFinding: Equatable, Sendable {
    /// Whether it keeps jobs from the host.
    public var isProblem: Bool
    /// `red:3632 refuses connections`
    public var text: ByteString
    /// What to do about it.
    public var remedy: ByteString
}

extension HostReport {
    /// What the user should know; nothing where all is well.
    public var findings: [HostFinding] {
        switch answer {
        case .notAsked: []
        case .accident(let error): [finding(error)]
        case .answered(let compilers):
            // A name outside of a whitelist and a client that is not allowed look alike: the connection closes.
            if !compilers.isEmpty, compilers.allSatisfy({ $0.outcome == .refused }) {
                [closing(compilers)]
            } else {
                compilers.compactMap(finding)
            }
        }
    }

    /// The volunteer as its user knows it, and its port.
    private var place: (host: ByteString, port: UInt16?) {
        switch host.transport {
        case .local: ("localhost", nil)
        case .tcp(let name, let port): (name, port)
        case .ssh(_, let name, _): (name, nil)
        }
    }

    private var journal: ByteString { "on " + place.host + ", journalctl -u distccd says more" }

    private func problem(_ text: ByteString, _ remedy: ByteString) -> HostFinding {
        HostFinding(isProblem: true, text: host.name + " " + text, remedy: remedy)
    }

    private func finding(_ error: LinkError) -> HostFinding {
        let (name, port) = place
        let door: ByteString = port.map { "port \($0)/tcp" } ?? "its ssh port"
        switch error.code {
        case .refused:
            return problem(
                "refuses connections: nothing listens on " + door,
                "on " + name + ": systemctl enable --now distccd; or write the port that it has, "
                    + name + ":PORT")
        case .unresolved:
            return problem(
                "has no known address",
                "see getent ahosts " + name + "; or write its IP address into the list")
        case .connectTimeout:
            return problem(
                "is silent: it is off, or a firewall drops " + door,
                "on " + name + ": let " + door + " in from this machine's network (nft, ufw, firewalld)")
        case .unreachable:
            return problem("cannot be reached: there is no way to it", "see ip route get " + name)
        case .stalled:
            return problem(
                "took the probe and never answered",
                "on " + name + ": look for a hanging compiler or a full disk; " + journal)
        case .sshFailed:
            return problem(
                "cannot be reached by ssh: " + error.message,
                "try ssh " + name + " true, which must ask for nothing")
        case .sshCommand:
            return problem(
                "was reached by ssh and has no distccd there: " + error.message,
                "install distcc there, or write where it is: @" + name + ":/path/distccd")
        case .garbage, .truncated, .tooLarge:
            return problem(
                "answers, but not as distccd does (\(error.code.rawValue))",
                "see what listens on " + door + " of " + name + ": ss -ltnp there")
        case .localResources:
            return problem(
                "could not be called: this machine is out of descriptors, ports or memory", "see ulimit -n")
        case .closedWhileSending, .closedWithoutAnswer, .unsupported, .cancelled:
            return problem("could not be asked (\(error.code.rawValue))", journal)
        }
    }

    private func closing(_ compilers: [CompilerReport]) -> HostFinding {
        let names = compilers.map { $0.remoteNames.joined(separator: " ") }.joined(separator: " ")
        return problem(
            "closes every connection without an answer: it does not allow this machine, or knows none of "
                + names,
            "on " + place.host
                + ": --allow this machine's network (/etc/conf.d/distccd, /etc/default/distcc), and "
                + "update-distcc-symlinks for its list of compilers; " + journal)
    }

    private func finding(_ compiler: CompilerReport) -> HostFinding? {
        let subject: ByteString = "(" + compiler.name + ")"
        switch compiler.outcome {
        case .verdict(.identical): return nil
        case .verdict(.compatible(let words)):
            return HostFinding(
                isProblem: false, text: host.name + " " + subject + ": " + ByteString(words),
                remedy: "nothing, unless compiles with -flto shall go there: these need the same build")
        case .verdict(.different(let words)):
            let isForeign = words.hasPrefix("objects for")
            return problem(
                subject + ": " + ByteString(words),
                isForeign
                    ? "write the port of a distccd with a compiler for this machine (by the ArchWiki 3635 is armv7h, "
                        + "3636 aarch64), or install one there"
                    : "install the same version of the same package there, or DISTMAKE_ACCEPT_TOOLCHAIN="
                        + host.name)
        case .missing:
            return problem(
                subject + ": allowed, and not installed: No such file or directory",
                "on " + place.host + ": install it; the distccd of another architecture answers so too, then "
                    + "write the port of the right one")
        case .refused:
            return problem(
                subject + ": refused under every name: " + compiler.remoteNames.joined(separator: " "),
                "on " + place.host + ": update-distcc-symlinks, or link the name in /usr/lib/distcc; "
                    + journal)
        case .failed(let status, let message):
            return problem(
                subject + ": the probe failed there (wait status \(status))"
                    + (message.isEmpty ? "" : ": " + message), journal)
        }
    }
}
