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
        let configured = HostSource.find(configured: ("red", "/etc/makepkg.conf:3"), both)
        #expect(configured == HostSource(text: "red", origin: "/etc/makepkg.conf:3"))
        #expect(HostSource.find(configured: nil, both)?.text == "blue")
    }

    @Test func `a variable that is set and empty names no hosts`() throws {
        let source = try #require(HostSource.find(configured: nil, environment("DISTCC_HOSTS=")))
        #expect(try source.list() == nil)
        #expect(try HostSource(text: "# nobody\n", origin: "file").list() == nil)
    }

    @Test func `DISTCC_DIR is looked into before the home directory`() {
        let files = HostSource.files(environment("DISTCC_DIR=/d", "HOME=/h"))
        #expect(files == ["/d/hosts", "/etc/distcc/hosts"])
        #expect(HostSource.files(environment("HOME=/h")) == ["/h/.distcc/hosts", "/etc/distcc/hosts"])
    }

    @Test(arguments: ["@red", "me@red/4", "red,auth", "+zeroconf"])
    func `what cannot be served yet is an error that names it`(text: ByteString) throws {
        let source = HostSource(text: text, origin: "here")
        let error = try #require(throws: HostSourceError.self) { try source.list() }
        #expect(error.lines.first?.hasPrefix("here: ") == true)
        #expect(error.lines.last?.contains(text) == true)
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
