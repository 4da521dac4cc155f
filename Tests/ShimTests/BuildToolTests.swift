import ByteStrings
import Glibc
import Processes
import Testing

/// The shim under the name of a build tool: it adds a `-j`, or nothing.
@Suite(.serialized, .timeLimit(.minutes(1))) struct BuildToolTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        for name: ByteString in ["ninja", "samu", "cargo"] {
            try scratch.script("real/" + name, #"echo "$*""#)
            try scratch.link(Scratch.shim, as: "masquerade/" + name)
        }
    }

    private func output(_ command: ByteString, _ environment: [ByteString]) async throws -> ByteString {
        let result = try await scratch.call(
            command, environment: ["PATH=" + scratch.searchPath] + environment)
        #expect(result.standardError.isEmpty)
        return ByteString(result.standardOutput).trimmed
    }

    @Test(
        arguments: [
            ("ninja", "-j1000"), ("samu", "-j1000"), ("ninja all", "-j1000 all"),
            ("ninja -C b -v", "-j1000 -C b -v"), ("ninja -C -j2", "-j1000 -C -j2"),
            ("ninja -Cj2", "-j1000 -Cj2"), ("ninja -f t -k 0 -l 2 -d stats -w dupbuild=err", ""),
            ("ninja -nv", "-j1000 -nv"), ("ninja --verbose", "-j1000 --verbose"),
            ("ninja -- -j2", "-j1000 -- -j2"), ("ninja - -", "-j1000 - -"), ("ninja -vC b", "-j1000 -vC b"),
            // Somebody has chosen, or nothing is built.
            ("ninja -j2", "-j2"), ("ninja -j 2", "-j 2"), ("ninja -j0", "-j0"), ("ninja all -j2", "all -j2"),
            ("ninja -vj2", "-vj2"), ("ninja -C b -j2", "-C b -j2"), ("ninja -vC b -j2", "-vC b -j2"),
            ("ninja -t clean", "-t clean"), ("ninja -C b -tclean", "-C b -tclean"),
            ("ninja --version", "--version"), ("ninja -h", "-h"), ("ninja --help", "--help"),
        ] as [(ByteString, ByteString)])
    func `a command line without a count gets one`(command: ByteString, want: ByteString) async throws {
        let arguments = command.split(" ").dropFirst().joined(separator: " ")
        let wanted = want.isEmpty ? "-j1000 " + arguments : want
        #expect(try await output(command, ["DISTMAKE_JOBS=1000"]) == wanted)
        #expect(try await output(command, []) == arguments)
    }

    @Test(
        arguments: [
            (["DISTMAKE_JOBS=1"], ""), (["DISTMAKE_JOBS="], ""), (["DISTMAKE_JOBS=-7"], ""),
            (["DISTMAKE_JOBS=99999999999999999999"], ""), (["DISTMAKE_JOBS=1000 -k0"], ""),
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS=-j8"], "-j1000"),
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS= -j8 --jobserver-auth=3,4"], ""),
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS=w -j --jobserver-fds=3,4 -- A=1"], ""),
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS=-j --jobserver-auth=fifo:/tmp/GMfifo1"], ""),
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS=k -- A=--jobserver-auth=x"], "-j1000"),
            (["DISTMAKE_JOBS=1000", "SAMUFLAGS=-v -j4"], ""),
            (["DISTMAKE_JOBS=1000", "SAMUFLAGS=-v"], "-j1000"),
            (["DISTMAKE_JOBS=1000", "NINJAFLAGS=-j4"], ""),
        ] as [([ByteString], ByteString)])
    func `the count comes from the build, unless something else sets it`(
        environment: [ByteString], want: ByteString
    ) async throws {
        #expect(try await output("ninja", environment) == want)
    }

    @Test(
        arguments: [
            (
                ["DISTMAKE_JOBS=1000", "MAKEFLAGS=w -j64 --jobserver-auth=fifo:/tmp/GMfifo1 -- A=1"],
                "w -- A=1||"
            ),
            (
                [
                    "DISTMAKE_JOBS=1000", "MFLAGS=-k -j --jobserver-fds=3,4",
                    "CARGO_MAKEFLAGS=-j --jobserver-auth=3,4",
                ],
                "|-k|"
            ),
            // Without a jobserver these are for make alone; a build for the processors alone is left as it is.
            (["DISTMAKE_JOBS=1000", "MAKEFLAGS=-j64"], "-j64||"),
            (["DISTMAKE_JOBS=1", "MAKEFLAGS= -j8 --jobserver-auth=3,4"], " -j8 --jobserver-auth=3,4||"),
            (["MAKEFLAGS= -j8 --jobserver-auth=3,4"], " -j8 --jobserver-auth=3,4||"),
        ] as [([ByteString], ByteString)])
    func `cargo gets no jobserver whose tokens are meant for volunteers`(
        environment: [ByteString], want: ByteString
    ) async throws {
        try scratch.script("real/cargo", #"printf '%s' "$MAKEFLAGS|$MFLAGS|$CARGO_MAKEFLAGS/$*""#)
        let result = try await scratch.call(
            "cargo build -j2", environment: ["PATH=" + scratch.searchPath] + environment)
        #expect(ByteString(result.standardOutput) == want + "/build -j2")
    }

    @Test func `the tool's own environment and name stay`() async throws {
        try scratch.script("real/samu", #"echo "$PATH|$DISTMAKE_NESTED|$0""#)
        let said = try await output("masquerade/samu", ["DISTMAKE_JOBS=1000"])
        #expect(said == scratch.searchPath + "||" + scratch("real/samu"))
    }

    @Test func `a tool that is not there is not there`() async throws {
        let result = try await scratch.call("ninja", environment: ["PATH=" + scratch("masquerade")])
        #expect(result.waitStatus == WaitStatus(exitCode: 127))
        #expect(ByteString(result.standardError) == "ninja: command not found\n")
    }
}
