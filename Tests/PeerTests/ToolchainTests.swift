import ByteStrings
import Glibc
import History
import Processes
import Testing

/// Volunteers that have another compiler under the name of ours.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ToolchainTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(["a.c": "int square(int x) { return x * x; }\n"])
        for name: ByteString in ["there", "here"] { try Files.makeDirectories(place(name)) }
        // distccd gives root up for a user of its own.
        for directory in [place.path, place.work, place("there")] {
            try #require(unsafe directory.withCString { unsafe chmod($0, 0o755) } == 0)
        }
        try Files.write(place("calls"), [])
        try #require(unsafe place("calls").withCString { unsafe chmod($0, 0o666) } == 0)
    }

    /// Runs `body` with a stock distccd that has these compilers and no others.
    private func withCompilers<Result: Sendable>(
        _ compilers: [ByteString: ByteString], _ body: (ByteString) async throws -> Result
    ) async throws -> Result {
        for (name, command) in compilers { try set(command, as: "there/" + name) }
        return try await StockDistccd.with(
            environment: ["PATH=/usr/bin:/bin", "DISTCCD_PATH=" + place("there")]) { try await body($0) }
    }

    /// Each compile and each preprocessing is a line in `calls`; questions (`--version`) are not.
    ///
    /// - Parameter command: of a shell, which gets the arguments.
    private func set(_ command: ByteString, as name: ByteString) throws {
        let script: ByteString = """
            #!/bin/sh
            PATH=/usr/bin:/bin
            case " $* " in *' -c '* | *' -E '*) echo "$*" >>\(place("calls")) ;; esac
            \(command)
            """
        try Files.write(place(name), script.bytes + [0x0A], mode: 0o755)
    }

    /// The compiler as it is, with what it writes about itself replaced.
    private func signing(_ text: ByteString) throws -> ByteString {
        try Files.write(place("there/comment"), [0] + text.bytes + [0])
        return """
            /usr/bin/gcc "$@" || exit
            while [ $# -gt 1 ]; do
                if [ "$1" = -o ]; then exec objcopy --update-section .comment=\(place("there/comment")) "$2"; fi
                shift
            done
            """
    }

    /// Without the driver's questions for history.
    private var calls: Int {
        let lines = ByteString(Files.read(place("calls")) ?? []).split("\n")
        return lines.count { !["", "--version", "-dumpmachine"].contains($0) }
    }

    private func lines(_ result: ProcessResult, with text: String) -> [String] {
        ByteString(result.standardOutput + result.standardError).string.split(separator: "\n").map(
            String.init
        )
        .filter { $0.contains(text) }
    }

    private static let plain: ByteString = #"exec /usr/bin/gcc "$@""#
    private static let twice: ByteString = "gcc -O2 -c a.c -o a.o && gcc -O2 -c a.c -o b.o"

    @Test(
        arguments: [
            (#"exec /usr/bin/gcc -fno-pie "$@""#, "gcc): other defaults: no PIE; left out"),
            (#"exec /usr/bin/clang "$@""#, "gcc): clang 14.0.6, not gcc 12.2.0; left out"),
        ] as [(ByteString, String)])
    func `a host with another compiler is left out, and the summary says why`(
        command: ByteString, words: String
    ) async throws {
        try await place.plain("gcc -O2 -c a.c -o want.o").mustSucceed()
        try await withCompilers(["gcc": command]) { hosts in
            let result = try await place.build(Self.twice, hosts: hosts).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["toolchain-differs", "toolchain-differs"])
            #expect(lines(result, with: words).count == 1, "\(lines(result, with: "127."))")
            #expect(!lines(result, with: "DISTMAKE_ACCEPT_TOOLCHAIN=127.93.").isEmpty)
            #expect(Files.read(place("b.o")) == Files.read(place("want.o")))
            let host = try #require(hosts.split(":").first)
            try await place.build(Self.twice, hosts: hosts, ["DISTMAKE_ACCEPT_TOOLCHAIN=blue " + host])
                .mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
        }
    }

    @Test func `when the job that asks goes away, one that waits asks again`() async throws {
        // Over there the probe is compiled when the test says so.
        let gate = place("gate")
        let waiting: ByteString = "until [ -e \(gate) ]; do sleep 0.02; done; " + Self.plain
        try await withCompilers(["gcc": waiting]) { hosts in
            try await place.build(
                """
                (exec gcc -O2 -c a.c -o gone.o) & asker=$!
                until [ -s \(place("calls")) ]; do sleep 0.02; done
                gcc -O2 -c a.c -o a.o & waiter=$!
                kill $asker
                wait $asker
                [ $? -gt 128 ] || exit 9
                touch \(gate)
                wait $waiter
                """, hosts: hosts
            ).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["remote"])
        }
    }

    @Test func `another name may lead to the right compiler`() async throws {
        try await place.plain("gcc -O2 -c a.c -o want.o").mustSucceed()
        try await withCompilers(["gcc": #"exec /usr/bin/clang "$@""#, "gcc-12": Self.plain]) { hosts in
            for _ in 1...2 {
                try await place.build(Self.twice, hosts: hosts).mustSucceed()
                #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
                #expect(Files.read(place("b.o")) == Files.read(place("want.o")))
            }
        }
        // In the second build history knew the name.
        #expect(calls == 2 + 2 + 2)
    }

    @Test func `another build of the version is used, but not for intermediate code`() async throws {
        try await withCompilers(["gcc": try signing("GCC: (crosstool-NG) 12.2.0")]) { hosts in
            let result = try await place.build(
                Self.twice + " && gcc -O2 -flto -c a.c -o c.o", hosts: hosts
            ).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["remote", "remote", "toolchain-build"])
            #expect(lines(result, with: "gcc): another build of the same version").count == 1)
        }
    }

    @Test func `history saves the probe until the compiler here changes`() async throws {
        try set(Self.plain, as: "here/gcc")
        let path: ByteString = "PATH=" + place("here") + ":/usr/bin:/bin"
        try await withCompilers(["gcc": Self.plain]) { hosts in
            var there = Set<Int>()
            for (jobs, probes) in [(1, 1), (1, 0), (1, 1)] {
                if jobs + probes == 2, !there.isEmpty {
                    try await place.plain("touch -d yesterday here/gcc").mustSucceed()
                }
                try Files.write(place("calls"), [])
                try await place.build("gcc -O2 -c a.c -o a.o", hosts: hosts, [path]).mustSucceed()
                #expect(try place.jobs().map(\.fate) == ["remote"])
                // Here the compiler preprocesses, and makes the reference.
                #expect(calls == 2 * (jobs + probes), "\(jobs) jobs, \(probes) probes")
                there.insert(calls)
            }
        }
        let known = try HistoryReader(path: place.history).toolchains()
        #expect(known.map(\.grade) == ["identical"])
        #expect(known.first?.key.compiler == place("here/gcc"))
    }

    @Test func `a host whose compiler changed since is asked again`() async throws {
        try await withCompilers(["gcc": Self.plain]) { hosts in
            try await place.build(Self.twice, hosts: hosts).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
            try set(try signing("GCC: (Debian) 13.2.0"), as: "there/gcc")
            try await place.build(Self.twice, hosts: hosts).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["fallback wrong-object", "toolchain-differs"])
            try set(Self.plain, as: "there/gcc")
            try await place.build(Self.twice, hosts: hosts).mustSucceed()
            #expect(try place.jobs().map(\.fate) == ["remote", "remote"])
        }
    }

    @Test func `jobs that arrive together wait for one probe`() async throws {
        try await withCompilers(["gcc": Self.plain]) { hosts in
            let script: ByteString = "for i in 1 2 3 4 5 6 7 8; do gcc -O2 -c a.c -o a$i.o & done; wait"
            try await place.build(script, hosts: hosts).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == Array(repeating: "remote", count: 8))
        #expect(calls == 1 + 8)
    }

    @Test(arguments: [
        (StandInVolunteer.Answer.bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)), "fallback garbage"),
        (.silence, "fallback slow-host"),
    ])
    func `a host that does not answer the probe is an accident like any other`(
        answer: StandInVolunteer.Answer, fate: String
    ) async throws {
        let script: ByteString = "for i in 1 2 3 4; do gcc -O2 -c a.c -o a$i.o & done; wait"
        _ = try await StandInVolunteer.with { _ in
            answer
        } _: { volunteer in
            try await place.build(script, hosts: volunteer.host(limit: 4), ["DISTMAKE_ACCEPT_TOOLCHAIN=red"])
                .mustSucceed()
        }
        let fates = try place.jobs().map(\.fate)
        #expect(fates.contains(fate), "\(fates)")
        #expect(fates.allSatisfy { $0.hasPrefix("fallback") }, "\(fates)")
        #expect(try HistoryReader(path: place.history).toolchains() == [])
    }
}
