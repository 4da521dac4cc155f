import ByteStrings
import HostSpec
import Testing

@testable import BuildDriver

@Suite struct HostSourceTests {
    private func environment(_ entries: ByteString...) -> ProcessEnvironment {
        ProcessEnvironment(entries: entries)
    }

    @Test func `makepkg.conf beats the environment and a set variable beats the files`() {
        let both = environment("DISTCC_HOSTS=blue", "HOME=/nonexistent")
        let configured = HostSource(text: "red", origin: .configuration("/etc/makepkg.conf:3"))
        #expect(HostSource.find(configured: configured, both) == configured)
        #expect(HostSource.find(configured: nil, both) == HostSource(text: "blue", origin: .environment))
        #expect(HostSource.all(configured: configured, both).prefix(2).map(\.text) == ["red", "blue"])
    }

    @Test func `a variable that is set and empty names no hosts`() throws {
        let source = try #require(HostSource.find(configured: nil, environment("DISTCC_HOSTS=")))
        #expect(try source.list() == nil)
        #expect(try HostSource(text: "# nobody\n", origin: .file("hosts")).list() == nil)
    }

    @Test func `DISTCC_DIR is looked into before the home directory`() {
        let files = HostSource.files(environment("DISTCC_DIR=/d", "HOME=/h"))
        #expect(files == ["/d/hosts", "/etc/distcc/hosts"])
        #expect(HostSource.files(environment("HOME=/h")) == ["/h/.distcc/hosts", "/etc/distcc/hosts"])
    }

    @Test(
        arguments: [
            (
                HostSource.Origin.file("/etc/distcc/hosts"), "# größer\n\tred/4 blüe,lz0 # x",
                ["/etc/distcc/hosts:2:13: ", "    \tred/4 blüe,lz0 # x", "    \t           ^^^"]
            ),
            (
                .environment, "127.0.0.1 /8",
                ["DISTCC_HOSTS of the environment, column 11: ", "    127.0.0.1 /8", "              ^^"]
            ),
            (
                .configuration("/etc/makepkg.conf:27"), "red\nblue/",
                ["DISTCC_HOSTS of /etc/makepkg.conf:27, line 2, column 6: ", "    blue/", "         ^"]
            ),
        ] as [(HostSource.Origin, ByteString, [ByteString])])
    func `a wrong list is shown with a mark below the wrong part`(
        origin: HostSource.Origin, text: ByteString, want: [ByteString]
    ) throws {
        let source = HostSource(text: text, origin: origin)
        let error = try #require(throws: HostSourceError.self) { try source.list() }
        #expect(error.lines.first?.hasPrefix(want[0]) == true, "\(error.lines)")
        #expect(Array(error.lines.dropFirst()) == Array(want.dropFirst()))
    }

    @Test func `a host with authentication is left out and named`() async throws {
        let source = HostSource(text: "red,auth blue/4", origin: .environment)
        let chosen = try await ChosenHosts.choose(source, environment())
        #expect(chosen.list?.hosts.count == 2)
        #expect(chosen.notes.count == 1)
        #expect(chosen.notes.first?.hasPrefix("red is left out: GSSAPI") == true)
    }

    /// Without avahi-browse in PATH; what it says is the business of DiscoveryTests.
    @Test(
        arguments: [("+zeroconf", nil), ("+zeroconf red/3 # x", "red/3 # x")] as [(ByteString, ByteString?)])
    func `zeroconf that cannot be asked is a note and no error`(text: ByteString, left: ByteString?)
        async throws
    {
        let source = HostSource(text: text, origin: .environment)
        let chosen = try await ChosenHosts.choose(source, environment("PATH=/nonexistent"))
        #expect(chosen.list?.text.trimmed == left)
        #expect(chosen.notes.count == 1)
        #expect(chosen.notes.first?.contains("avahi-browse is not installed") == true)
    }
}

@Suite struct SmallPartsTests {
    @Test func `variables are read as they are`() {
        var environment = ProcessEnvironment(entries: ["A=1", "B=", "AB=x=y"])
        #expect(environment["A"] == "1" && environment["B"] == "" && environment["AB"] == "x=y")
        #expect(environment.text("B") == nil && environment["C"] == nil)
        environment["A"] = "2"
        #expect(environment.entries.filter { $0.hasPrefix("A=") } == ["A=2"])
        #expect(environment.directory("XDG_STATE_HOME", homeSuffix: "s") == "/s")
    }

    @Test func `a build's identifier is eight characters of base32`() {
        let one = BuildIdentifier.random()
        #expect(BuildIdentifier.isOne(one))
        #expect(one != BuildIdentifier.random())
        for other: ByteString in ["", "abcdefg", "abcdefghi", "abcdefg1", "ABCDEFGH", "shared-x"] {
            #expect(!BuildIdentifier.isOne(other))
        }
    }

    @Test(arguments: [("LC_ALL=C", false), ("LANG=de_DE.UTF-8", true), ("LC_CTYPE=C.utf8", true)])
    func `the locale says whether blocks can be drawn`(entry: ByteString, want: Bool) {
        #expect(Console.isUTF8(ProcessEnvironment(entries: [entry])) == want)
    }

    @Test func `two variables turn distribution off`() {
        #expect(
            DisableVariable.set(in: ProcessEnvironment(entries: ["DISTCC_DISABLE=1"])) == "DISTCC_DISABLE=1")
        #expect(DisableVariable.set(in: ProcessEnvironment(entries: ["DISTMAKE_DISABLE=0"])) == nil)
    }
}
