import ByteStrings
import Glibc
import History
import Processes
import Testing

/// Volunteers by ssh: a real sshd with stock distccd behind it, and what takes ssh's place.
@Suite(.serialized, .timeLimit(.minutes(3))) struct SSHTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "a.c": "int square(int x) { return x * x; }\n",
            "b.cpp":
                "#include <vector>\nint sum(const std::vector<int> &v) { int s = 0; for (int x : v) s += x; return s; }\n",
            "Makefile": """
            all: $(foreach n,1 2 3 4 5 6 7 8 9 10 11 12,c$(n).o)
            c%.o: a.c
            \tgcc -O2 -c a.c -o $@

            """,
        ])
    }

    /// Nothing of ssh's is left when a build is over.
    private func expectNothingLeft() {
        #expect(waitUntil { Processlist.naming(place.path.appending(path: "run")).isEmpty })
    }

    private static let both: ByteString = "gcc -O2 -c a.c -o a.o && g++ -O2 -c b.cpp -o b.o"

    private func plainObjects() async throws -> [[UInt8]?] {
        try await place.plain(Self.both).mustSucceed()
        defer { for name: ByteString in ["a.o", "b.o"] { Files.remove(place(name)) } }
        return [Files.read(place("a.o")), Files.read(place("b.o"))]
    }

    @Test(arguments: [LoopbackSshd.Form.sessionsOnly, .forwardingOnly], ["", ",lzo"] as [ByteString])
    func `C and C++ are compiled by way of one connection`(
        form: LoopbackSshd.Form, options: ByteString
    ) async throws {
        let want = try await plainObjects()
        try await LoopbackSshd.with(form) { sshd in
            try await withLoopbackDistccd {
                let result = try await place.build(
                    Self.both, hosts: "@" + sshd.address + "/4" + options, [sshd.command]
                ).mustSucceed()
                #expect([Files.read(place("a.o")), Files.read(place("b.o"))] == want)
                #expect(
                    try place.jobs().map(\.fate) == ["remote", "remote"],
                    "\(ByteString(result.standardError))")
                #expect(sshd.connections == 1)
            }
        }
        expectNothingLeft()
    }

    /// What listens on the volunteer's loopback, where forwarded connections go.
    private func withLoopbackDistccd(_ body: () async throws -> Void) async throws {
        guard !Sockets.canConnect(to: "127.0.0.1", 3632) else { return try await body() }
        try await StockDistccd.with(at: ("127.0.0.1", 3632)) { _ in try await body() }
    }

    @Test func `jobs side by side share the connection, with a user and a command of their own`() async throws
    {
        let user = try #require(
            ByteString(
                try await place.plain("id -un").mustSucceed().standardOutput
            ).split("\n").first)
        try await LoopbackSshd.with { sshd in
            let host = user + "@" + sshd.address + "/6:/usr/bin/distccd"
            try await place.build("make -j6", hosts: host, [sshd.command]).mustSucceed()
            #expect(try place.jobs().map(\.fate) == Array(repeating: "remote", count: 12))
            #expect(sshd.connections == 1)
        }
        expectNothingLeft()
    }

    @Test func `a volunteer that dies in mid-build costs nothing but time`() async throws {
        try await LoopbackSshd.with(.sessionsOnly) { sshd in
            async let build = place.build(
                "make -j4", hosts: "@" + sshd.address + "/4", [sshd.command])
            #expect(
                waitUntil {
                    sshd.connections > 0 && Files.names(in: place.work).contains { $0.hasSuffix(".o") }
                })
            sshd.crash()
            let result = try await build
            #expect(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
        }
        let objects = Files.names(in: place.work).filter { $0.hasSuffix(".o") }
        #expect(objects.count == 12)
        #expect(Set(objects.map { Files.read(place($0)) }).count == 1)
        let fates = try place.jobs().map(\.fate)
        #expect(fates.contains("remote") && fates.contains { $0 != "remote" }, "\(fates)")
        expectNothingLeft()
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: String
        /// Of ssh's own message.
        var words: ByteString
        var command: @Sendable (LoopbackSshd) -> ByteString
        var host: @Sendable (LoopbackSshd) -> ByteString = { "@" + $0.address + "/2" }

        static let all: [Refused] = [
            Refused(
                testDescription: "an unknown host key", code: "ssh-failed",
                words: "Host key verification failed",
                command: { $0.ssh(knownHosts: "/dev/null", checking: "yes", key: "key") }),
            Refused(
                testDescription: "a key that is not let in", code: "ssh-failed", words: "Permission denied",
                command: { $0.ssh(knownHosts: "/dev/null", checking: "no", key: "stranger") }),
            Refused(
                testDescription: "nobody at the port", code: "ssh-failed", words: "Connection refused",
                command: { $0.ssh(knownHosts: "/dev/null", checking: "no", key: "key", port: 9) }),
            Refused(
                testDescription: "no such ssh", code: "ssh-failed", words: "cannot be run",
                command: { _ in "DISTCC_SSH=/nonexistent/ssh" }),
            Refused(
                testDescription: "no such command", code: "ssh-command", words: "/nonexistent/distccd",
                command: \.command, host: { "@" + $0.address + "/2:/nonexistent/distccd" }),
        ]
    }

    @Test(arguments: Refused.all)
    func `what ssh refuses is compiled here, and its words are shown`(row: Refused) async throws {
        try await LoopbackSshd.with { sshd in
            let result = try await place.build(
                "gcc -O2 -c a.c -o a.o && gcc -O2 -c a.c -o b.o", hosts: row.host(sshd), [row.command(sshd)])
            #expect(result.waitStatus.isSuccess)
            let said = ByteString(result.standardError)
            #expect(said.contains(row.words) && said.contains(ByteString(row.code)), "\(said)")
        }
        // The second finds the host left alone.
        #expect(try place.jobs().map(\.fate) == ["fallback " + row.code, "fallback hosts-down"])
        expectNothingLeft()
    }

    /// distcc's own words, and a program that is not OpenSSH: here, one that runs the command on this machine.
    @Test func `another program in ssh's place gets what distcc would give it`() async throws {
        let script = """
            #!/bin/sh
            echo "$*" >> "\(place("calls"))"
            test "$1" = -q || exit 9
            shift 5
            exec "$@"

            """
        try Files.write(place("rsh"), Array(script.utf8), mode: 0o755)
        let want = try await plainObjects()
        try await place.build(
            Self.both, hosts: "me@red/2", ["DISTCC_SSH=" + place("rsh") + " -q  -x"]
        ).mustSucceed()
        #expect([Files.read(place("a.o")), Files.read(place("b.o"))] == want)
        #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
        let calls = (Files.text(place("calls")) ?? "").split("\n").filter { !$0.hasSuffix(" -V") }
        // Two jobs, and before each the proof that its compiler is ours.
        #expect(calls == Array(repeating: "-q -x -l me red distccd --inetd --enable-tcp-insecure", count: 4))
        expectNothingLeft()
    }

    /// The kernel ends ssh together with the coordinator, however that ends.
    @Test func `no connection outlives a coordinator that is killed`() async throws {
        try await LoopbackSshd.with(.sessionsOnly) { sshd in
            let run = place.path.appending(path: "run")
            let script: ByteString = """
                gcc -O2 -c a.c -o a.o
                for p in /proc/[0-9]*; do
                    if tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep -q "distmake coordinator --directory $XDG_RUNTIME_DIR"; then
                        kill -KILL ${p#/proc/}
                    fi
                done
                sleep 0.5
                gcc -O2 -c a.c -o b.o
                """
            let result = try await place.build(script, hosts: "@" + sshd.address + "/2", [sshd.command])
            #expect(result.waitStatus.isSuccess)
            #expect(sshd.connections == 1)
            #expect(Files.exists(place("b.o")))
            #expect(waitUntil { Processlist.naming(run).isEmpty }, "\(Processlist.naming(run))")
        }
    }
}
