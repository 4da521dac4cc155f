import ByteStrings
import Discovery
import Testing

@Suite struct AvahiOutputTests {
    /// Taken from avahi-browse 0.8, a distccd 3.4 of Debian with `--zeroconf --jobs 7 --port 3999` in a network of
    /// its own, and its name changed: `avahi-browse -trp _distcc._tcp`.
    static let real: ByteString = #"""
        +;hb;IPv6;distcc\064red;Distributed Compiler;local
        +;hb;IPv4;distcc\064red;Distributed Compiler;local
        =;hb;IPv6;distcc\064red;Distributed Compiler;local;volA.local;fe80::dc17:bcff:fe9d:d6f7;3999;"cc_machine=x86_64-linux-gnu" "cc_version=12" "gnuhost=x86_64-pc-linux-gnu" "distcc=3.4" "jobs=7" "cpus=2" "txtvers=1"
        =;hb;IPv4;distcc\064red;Distributed Compiler;local;volA.local;10.77.0.1;3999;"cc_machine=x86_64-linux-gnu" "cc_version=12" "gnuhost=x86_64-pc-linux-gnu" "distcc=3.4" "jobs=7" "cpus=2" "txtvers=1"

        """#

    @Test func `a machine is found once, under its best address`() {
        let want = AnnouncedVolunteer(
            name: "distcc@red", address: "10.77.0.1", interface: "hb", port: 3999, limit: 7,
            compilerMachine: "x86_64-linux-gnu", compilerVersion: "12")
        #expect(AvahiOutput.volunteers(in: Self.real) == [want])
        #expect(want.spec == "10.77.0.1:3999/7")
    }

    /// avahi also answers with an IPv6 address where it was asked by IPv4.
    @Test func `a link-local address keeps its interface`() throws {
        let lines = Self.real.split("\n").filter { !$0.contains("10.77.0.1") }
        let found = try #require(AvahiOutput.volunteers(in: lines.joined(separator: "\n")).first)
        #expect(found.spec == "[fe80::dc17:bcff:fe9d:d6f7%hb]:3999/7")
    }

    struct Row: Sendable {
        var fields: ByteString
        var texts: ByteString
        var spec: ByteString?

        init(_ fields: ByteString, _ texts: ByteString, _ spec: ByteString?) {
            self.fields = fields
            self.texts = texts
            self.spec = spec
        }
    }

    @Test(arguments: [
        Row("192.0.2.1;3632", #""jobs=10" "cpus=4""#, "192.0.2.1:3632/10"),
        Row("192.0.2.1;3632", #""cpus=4""#, "192.0.2.1:3632/6"),
        Row("192.0.2.1;3632", #""jobs=0" "cpus=4""#, "192.0.2.1:3632/6"),
        Row("192.0.2.1;3632", #""jobs=many""#, "192.0.2.1:3632/4"),
        Row("192.0.2.1;3632", "", "192.0.2.1:3632/4"),
        Row("192.0.2.1;3632", #""note=a;b\"c" "jobs=3""#, "192.0.2.1:3632/3"),
        Row("2001:db8::7;3632", #""jobs=3""#, "[2001:db8::7]:3632/3"),
        Row("192.0.2.1;0", "", nil),
        Row("192.0.2.1;70000", "", nil),
        // Whoever answers is a stranger until then: no name, user or option gets into the list this way.
        Row("root@192.0.2.1;3632", "", nil),
        Row("192.0.2.1,lzo;3632", "", nil),
        Row("red /8;3632", "", nil),
        Row(";3632", "", nil),
    ])
    func `a line is an entry of a host list or nothing`(row: Row) {
        let line = "=;eth0;IPv4;x;Distributed Compiler;local;red.local;" + row.fields + ";" + row.texts
        #expect(AvahiOutput.volunteers(in: line).first?.spec == row.spec)
    }

    @Test(
        arguments: [
            "", "Failed to create client object: Daemon not running\n", "=;eth0;IPv4",
            "+;a;b;c;d;e;f;1.2.3.4;1;",
            "-;eth0;IPv4;x;t;d;h;1.2.3.4;3632;", "=;eth 0;IPv6;x;t;d;h;fe80::1;3632;",
        ] as [ByteString])
    func `other lines are passed over`(output: ByteString) {
        #expect(AvahiOutput.volunteers(in: output).isEmpty)
    }

    @Test func `every prefix of real output is read without harm`() {
        for count in 0..<Self.real.count {
            let found = AvahiOutput.volunteers(in: ByteString(Self.real.bytes[..<count]))
            #expect(found.count <= 1)
        }
    }

    @Test(
        arguments: [
            ("x86_64-linux-gnu", "12", true), ("x86_64-pc-linux-gnu", "12", true),
            ("x86_64-linux-gnu", "13", false), ("aarch64-linux-gnu", "12", false),
            ("x86_64-linux-musl", "12", false), (nil, "12", true), ("x86_64-linux-gnu", nil, true),
            (nil, nil, true),
        ] as [(ByteString?, ByteString?, Bool)])
    func `a volunteer whose cc is another does not fit`(
        machine: ByteString?, version: ByteString?, fits: Bool
    ) {
        let volunteer = AnnouncedVolunteer(
            name: "x", address: "192.0.2.1", interface: "eth0", port: 3632, limit: 4,
            compilerMachine: machine, compilerVersion: version)
        #expect(volunteer.fits(machine: "x86_64-linux-gnu", version: "12") == fits)
    }
}
