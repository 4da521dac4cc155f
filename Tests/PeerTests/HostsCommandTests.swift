import ByteStrings
import Processes
import Testing

/// `distmake hosts`: what was understood, and where it came from.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostsCommandTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    private func hosts(_ list: ByteString?, _ extra: [ByteString] = []) async throws -> ProcessResult {
        try await capture(
            Workplace.built("distmake"), arguments: ["hosts"],
            environment: place.environment(hosts: list, extra), workingDirectory: place.work)
    }

    @Test func `every host and every setting has its row`() async throws {
        let result = try await hosts(
            """
            localhost/2 --localslots=3 # here
            red blue:3636/8,lzo green/4,cpp,lzo,down
            me@grey/4:/opt/distccd,lzo white/2,auth=w
            [fe80::1%eth0]/3 --randomize
            """
        ).mustSucceed()
        // After it, perhaps, that /etc/distcc/hosts is not used.
        let shown = ByteString(result.standardOutput).split("\n").filter { !$0.hasPrefix("not used: ") }
        #expect(
            shown.joined(separator: "\n").string == """
                DISTCC_HOSTS of the environment
                  host            by            mode        slots  options                 state                     line
                  localhost       this machine                  2                                                       1
                  red             TCP           plain           4                          no limit written             2
                  blue:3636       TCP           compressed      8  lzo                                                  2
                  green           TCP           pump            4  cpp, lzo, down          down: never used             2
                  me@grey         SSH           compressed      4  lzo, runs /opt/distccd                               3
                  white           TCP           plain           2  auth=w                  left out: no GSSAPI here     3
                  [fe80::1%eth0]  TCP           plain           3                                                       4
                  setting         meaning                                  line
                  --localslots=3  3 compiles and links at once here           1
                  --randomize     a new order of the hosts for each build     4
                """)
        #expect(ByteString(result.standardError).contains("white is left out: GSSAPI"))
    }

    @Test func `the file in force is named, and a list that it hides`() async throws {
        try place.write(["distcc/hosts": "# a\nred/8\n"])
        let directory: [ByteString] = ["DISTCC_DIR=" + place("distcc")]
        let file = try await hosts(nil, directory).mustSucceed()
        #expect(ByteString(file.standardOutput).hasPrefix(place("distcc/hosts\n")))
        let variable = try await hosts("blue/4", directory).mustSucceed()
        #expect(
            ByteString(variable.standardOutput).contains(
                "not used: " + place("distcc/hosts") + ", which says something else"))
    }

    @Test func `a token that is wrong is shown in its line`() async throws {
        try place.write(["distcc/hosts": "# a\nred/8 blue/4,lz0\n"])
        let result = try await hosts(nil, ["DISTCC_DIR=" + place("distcc")])
        #expect(!result.waitStatus.isSuccess)
        let lines = ByteString(result.standardError).split("\n")
        #expect(lines.first?.hasPrefix("distmake: " + place("distcc/hosts") + ":2:14: 'lz0'") == true)
        #expect(Array(lines.dropFirst()) == ["    red/8 blue/4,lz0", "                 ^^^"])
    }

    @Test func `announced volunteers stand in the place of zeroconf`() async throws {
        try Files.makeDirectories(place("bin"))
        let script = """
            #!/bin/sh
            cat <<'END'
            +;eth0;IPv4;distcc\\064red;Distributed Compiler;local
            =;eth0;IPv4;distcc\\064red;Distributed Compiler;local;red.local;192.0.2.7;3632;"jobs=10" "cpus=8"
            =;eth0;IPv6;distcc\\064old;Distributed Compiler;local;old.local;fe80::7;3632;"cc_version=3" "cc_machine=vax"
            END

            """
        try Files.write(place("bin/avahi-browse"), Array(script.utf8), mode: 0o755)
        let path: [ByteString] = ["PATH=" + place("bin") + ":/usr/bin:/bin"]
        let result = try await hosts("blue/4 +zeroconf", path).mustSucceed()
        let said = ByteString(result.standardOutput)
        #expect(said.contains("192.0.2.7"))
        #expect(said.contains("announced as distcc@red"))
        #expect(!said.contains("fe80::7"))
        #expect(
            ByteString(result.standardError).contains(
                "distcc@old ([fe80::7%eth0]:3632/4) is left out: its cc is 3 for vax"))
    }

    @Test func `without avahi the other hosts are used, with a word`() async throws {
        try Files.makeDirectories(place("bin"))
        let script = "#!/bin/sh\necho 'Failed to create client object: Daemon not running' >&2\nexit 1\n"
        try Files.write(place("bin/avahi-browse"), Array(script.utf8), mode: 0o755)
        let path: [ByteString] = ["PATH=" + place("bin") + ":/usr/bin:/bin"]
        let both = try await hosts("blue/4 +zeroconf", path).mustSucceed()
        #expect(ByteString(both.standardOutput).contains("blue"))
        #expect(ByteString(both.standardError).contains("Daemon not running (is avahi-daemon running?)"))
        let alone = try await hosts("+zeroconf", path)
        #expect(!alone.waitStatus.isSuccess)
        #expect(ByteString(alone.standardError).contains("Daemon not running"))
    }
}
