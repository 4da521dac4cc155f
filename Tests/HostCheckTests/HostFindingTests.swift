import ByteStrings
import HostSpec
import Placement
import Testing
import VolunteerLink

@testable import HostCheck

/// What is said of a host that cannot be used.
@Suite struct HostFindingTests {
    private let host: HostSpec

    init() throws {
        host = try HostSpec(parsing: "red:3636/8")
    }

    private func findings(_ outcomes: [CompilerReport.Outcome]) -> [HostFinding] {
        let compilers = zip(["gcc", "g++"] as [ByteString], outcomes).map { name, outcome in
            CompilerReport(name: name, outcome: outcome, remoteNames: [name, name + "-12"], time: .zero)
        }
        return HostReport(host: host, answer: .answered(compilers)).findings
    }

    @Test(
        arguments: [
            (.refused, "nothing listens on port 3636/tcp", "systemctl enable --now distccd"),
            (.unresolved, "has no known address", "getent ahosts red"),
            (.connectTimeout, "a firewall drops port 3636/tcp", "let port 3636/tcp in"),
            (.unreachable, "no way to it", "ip route get red"),
            (.stalled, "never answered", "journalctl -u distccd"),
            (.garbage, "not as distccd does (garbage)", "ss -ltnp"),
            (.sshFailed, "cannot be reached by ssh: denied", "try ssh red true"),
            (.sshCommand, "has no distccd there: denied", "@red:/path/distccd"),
            (.localResources, "out of descriptors", "ulimit -n"),
        ] as [(LinkError.Code, ByteString, ByteString)])
    func `an accident has its remedy`(code: LinkError.Code, text: ByteString, remedy: ByteString) {
        let error = LinkError(code, host: host, message: "denied")
        let found = HostReport(host: host, answer: .accident(error)).findings
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.isProblem && $0.text.hasPrefix("red:3636 ") })
        #expect(found.first?.text.contains(text) == true, "\(found)")
        #expect(found.first?.remedy.contains(remedy) == true, "\(found)")
    }

    @Test(arguments: LinkError.Code.allCases)
    func `every accident is told`(code: LinkError.Code) {
        let found = HostReport(host: host, answer: .accident(LinkError(code, host: host))).findings
        #expect(found.count == 1 && found.allSatisfy { !$0.remedy.isEmpty })
    }

    @Test func `all is well with the same compilers`() {
        #expect(findings([.verdict(.identical), .verdict(.identical)]).isEmpty)
        #expect(HostReport(host: host, answer: .notAsked).findings.isEmpty)
    }

    @Test func `one closed name is the whitelist's, all of them may be the client's`() {
        let one = findings([.verdict(.identical), .refused])
        #expect(one.map(\.text) == ["red:3636 (g++): refused under every name: g++ g++-12"])
        #expect(one.first?.remedy.contains("update-distcc-symlinks") == true)
        let all = findings([.refused, .refused])
        #expect(all.count == 1)
        #expect(
            all.first?.text.contains("does not allow this machine, or knows none of gcc gcc-12 g++") == true)
        #expect(all.first?.remedy.contains("--allow") == true)
    }

    @Test func `another architecture is sent to its port, another version to its package`() {
        let foreign = findings([.verdict(.different("objects for AArch64, not for x86-64"))])
        #expect(foreign.first?.remedy.contains("3636 aarch64") == true)
        let older = findings([.verdict(.different("gcc 11.1.0, not gcc 12.2.0"))])
        #expect(older.first?.text == "red:3636 (gcc): gcc 11.1.0, not gcc 12.2.0")
        #expect(older.first?.remedy.contains("DISTMAKE_ACCEPT_TOOLCHAIN=red:3636") == true)
        let other = findings([.verdict(.compatible("another build of the same version"))])
        #expect(other.map(\.isProblem) == [false])
        let missing = findings([.missing, .failed(status: 256, message: "cc1: no")])
        #expect(missing.first?.text.contains("No such file or directory") == true)
        #expect(missing.last?.text.hasSuffix("(wait status 256): cc1: no") == true)
    }
}
