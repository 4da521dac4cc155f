import ByteStrings
import Glibc
import Processes
import Testing

/// `distmake hosts check` against stock distccd with one thing wrong each.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HostCheckTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try Files.makeDirectories(place("there"))
        for directory in [place.path, place.work, place("there")] {
            try #require(unsafe directory.withCString { unsafe chmod($0, 0o755) } == 0)
        }
    }

    private struct Outcome {
        var status: WaitStatus
        var rows: [String]
        var said: ByteString
    }

    private func check(_ hosts: ByteString, _ arguments: [ByteString] = []) async throws -> Outcome {
        let result = try await place.distmake(["hosts", "check"] + arguments, hosts: hosts)
        let rows = ByteString(result.standardOutput).string.split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        return Outcome(
            status: result.waitStatus, rows: rows.map { String($0) }, said: ByteString(result.standardError))
    }

    /// A distccd whose only compilers are these shell commands.
    private func withCompilers(
        _ compilers: [ByteString: ByteString], _ body: (ByteString) async throws -> Void
    ) async throws {
        for (name, command) in compilers {
            let script: ByteString = "#!/bin/sh\nPATH=/usr/bin:/bin\n" + command + "\n"
            try Files.write(place("there/" + name), script.bytes, mode: 0o755)
        }
        try await StockDistccd.with(
            environment: ["PATH=/usr/bin:/bin", "DISTCCD_PATH=" + place("there")]
        ) { try await body($0) }
    }

    @Test func `a volunteer with the same compilers is identical`() async throws {
        try await StockDistccd.with { hosts in
            let found = try await check(hosts)
            #expect(found.status.isSuccess, "\(found.said)")
            #expect(found.rows.contains { $0.contains(" 4 gcc gcc identical ") }, "\(found.rows)")
            #expect(found.rows.contains { $0.hasPrefix("g++ g++ identical ") }, "\(found.rows)")
            #expect(found.said.isEmpty)
            let json = try await check(hosts, ["--json"])
            #expect(json.rows.contains { $0.contains("\"verdict\": \"identical\"") }, "\(json.rows)")
        }
    }

    @Test(
        arguments: [
            ("exec /usr/bin/clang --target=aarch64-linux-gnu \"$@\"", "different", "objects for "),
            ("exec /usr/bin/gcc -fno-pie \"$@\"", "different", "other defaults: no PIE"),
            ("echo disk full >&2; exit 1", "failed", "the probe failed there (wait status 256): disk full"),
        ] as [(ByteString, String, ByteString)])
    func `another compiler is told apart`(
        command: ByteString, verdict: String, words: ByteString
    ) async throws {
        try await withCompilers(["gcc": command, "g++": "exec /usr/bin/g++ \"$@\""]) { hosts in
            let found = try await check(hosts)
            #expect(found.status == WaitStatus(exitCode: 106))
            #expect(found.rows.contains { $0.contains(" gcc ") && $0.contains(verdict) }, "\(found.rows)")
            #expect(found.said.contains(words), "\(found.said)")
        }
    }

    @Test func `a compiler that is not installed over there is missing`() async throws {
        try await withCompilers(["gcc": "exec /usr/bin/gcc \"$@\""]) { hosts in
            let found = try await check(hosts)
            #expect(found.rows.contains { $0.hasPrefix("g++ missing") }, "\(found.rows)")
            #expect(found.said.contains("(g++): allowed, and not installed"), "\(found.said)")
        }
    }

    @Test func `hosts that cannot be reached are told apart`() async throws {
        let (found, stranger) = try await StandInVolunteer.with { _ in
            .bytes(Array("HTTP/1.0 400 Bad Request\r\n\r\n".utf8))
        } _: { volunteer in
            let hosts: ByteString = "127.0.0.1:9/4 nowhere.invalid/2 localhost/2 down/1,down "
            return (try await check(hosts + volunteer.host(limit: 2)), volunteer.address)
        }
        #expect(found.status == WaitStatus(exitCode: 106))
        #expect(found.rows.contains { $0.hasPrefix("127.0.0.1:9 4 refused") }, "\(found.rows)")
        #expect(found.rows.contains { $0.hasPrefix("nowhere.invalid 2 unresolved") }, "\(found.rows)")
        #expect(
            found.rows.contains { $0.hasPrefix(stranger.string) && $0.hasSuffix(" 2 garbage") },
            "\(found.rows)")
        #expect(found.rows.contains { $0.hasPrefix("localhost 2 not asked") }, "\(found.rows)")
        #expect(found.said.contains("nothing listens on port 9/tcp"), "\(found.said)")
    }

    @Test func `a client that is not allowed is told so`() async throws {
        try await StockDistccd.with(allowing: "10.1.2.3") { hosts in
            let found = try await check(hosts)
            #expect(found.status == WaitStatus(exitCode: 106))
            #expect(found.said.contains("it does not allow this machine"), "\(found.said)")
            #expect(found.said.contains("journalctl -u distccd"), "\(found.said)")
        }
    }

    @Test func `without hosts there is nothing to ask`() async throws {
        let found = try await check("red/0")
        #expect(found.status == WaitStatus(exitCode: 103))
        #expect(found.rows.isEmpty && found.said.contains("DISTCC_HOSTS"), "\(found.said)")
    }
}
