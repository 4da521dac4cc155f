import ByteStrings
import HostSpec
import Testing

@Suite struct HostSpecTests {
    struct Row: Sendable {
        var text: ByteString
        var transport: HostSpec.Transport
        var limit = 4
        var isExplicit = false
        var version = 1
        var name: ByteString
        var lock: ByteString

        init(
            _ text: ByteString, _ transport: HostSpec.Transport, _ limit: Int? = nil, version: Int = 1,
            name: ByteString, lock: ByteString
        ) {
            self.text = text
            self.transport = transport
            self.limit = limit ?? (transport == .local ? 2 : 4)
            isExplicit = limit != nil
            self.version = version
            self.name = name
            self.lock = lock
        }
    }

    @Test(arguments: [
        Row("localhost", .local, name: "localhost", lock: "cpu_localhost_0"),
        Row("localhost/7", .local, 7, name: "localhost", lock: "cpu_localhost_0"),
        // Stock distcc reads no option there, and takes the list.
        Row("localhost/7,lzo", .local, 7, name: "localhost", lock: "cpu_localhost_0"),
        // Not the literal word alone: a daemon on this machine.
        Row(
            "localhost:3632", .tcp(host: "localhost", port: 3632), name: "localhost",
            lock: "cpu_tcp_localhost_3632_0"),
        Row(
            "localhost,lzo", .tcp(host: "localhost", port: 3632), version: 2, name: "localhost",
            lock: "cpu_tcp_localhost_3632_0"),
        Row("red", .tcp(host: "red", port: 3632), name: "red", lock: "cpu_tcp_red_3632_0"),
        Row("red/8", .tcp(host: "red", port: 3632), 8, name: "red", lock: "cpu_tcp_red_3632_0"),
        Row("red=8", .tcp(host: "red", port: 3632), 8, name: "red", lock: "cpu_tcp_red_3632_0"),
        Row("red:3636/8", .tcp(host: "red", port: 3636), 8, name: "red:3636", lock: "cpu_tcp_red_3636_0"),
        Row("red/8:3636", .tcp(host: "red", port: 3636), 8, name: "red:3636", lock: "cpu_tcp_red_3636_0"),
        Row(
            "10.0.0.1/65535", .tcp(host: "10.0.0.1", port: 3632), 65535, name: "10.0.0.1",
            lock: "cpu_tcp_10.0.0.1_3632_0"),
        Row(
            "red/3,lzo", .tcp(host: "red", port: 3632), 3, version: 2, name: "red", lock: "cpu_tcp_red_3632_0"
        ),
        Row(
            "red,cpp,lzo", .tcp(host: "red", port: 3632), version: 3, name: "red", lock: "cpu_tcp_red_3632_0"),
        Row(
            "red,lzo,cpp", .tcp(host: "red", port: 3632), version: 3, name: "red", lock: "cpu_tcp_red_3632_0"),
        Row("[::1]", .tcp(host: "::1", port: 3632), name: "[::1]", lock: "cpu_tcp_::1_3632_0"),
        Row("[::1]:3999/3", .tcp(host: "::1", port: 3999), 3, name: "[::1]:3999", lock: "cpu_tcp_::1_3999_0"),
        Row(
            "[fe80::1%eth0]/3", .tcp(host: "fe80::1%eth0", port: 3632), 3, name: "[fe80::1%eth0]",
            lock: "cpu_tcp_fe80::1%eth0_3632_0"),
        Row("@red", .ssh(user: nil, host: "red", command: nil), name: "@red", lock: "cpu_ssh_red_0"),
        Row(
            "@bigman/16:/opt/bin/distccd", .ssh(user: nil, host: "bigman", command: "/opt/bin/distccd"), 16,
            name: "@bigman", lock: "cpu_ssh_bigman_0"),
        Row(
            "u@red/2,lzo", .ssh(user: "u", host: "red", command: nil), 2, version: 2, name: "u@red",
            lock: "cpu_ssh_red_0"),
        Row(
            "u@red:/bin/x/8,lzo", .ssh(user: "u", host: "red", command: "/bin/x/8"), version: 2,
            name: "u@red",
            lock: "cpu_ssh_red_0"),
        Row(
            "u@[::1]/5:x", .ssh(user: "u", host: "::1", command: "x"), 5, name: "u@[::1]",
            lock: "cpu_ssh_::1_0"),
    ])
    func `a spec means what distcc takes it for`(row: Row) throws {
        let spec = try HostSpec(parsing: row.text)
        #expect(spec.transport == row.transport)
        #expect(spec.limit == row.limit)
        #expect(spec.isLimitExplicit == row.isExplicit)
        #expect(spec.protocolVersion == row.version)
        #expect(spec.name == row.name)
        #expect(spec.lockName(slot: 0) == row.lock)
        #expect(spec.text == row.text)
    }

    @Test func `authentication and down are options of a host`() throws {
        #expect(try HostSpec(parsing: "red,auth").authentication == .hostName)
        #expect(try HostSpec(parsing: "red,auth=red.lan,lzo").authentication == .principal("red.lan"))
        #expect(try HostSpec(parsing: "red,down").isDown)
        #expect(try HostSpec(parsing: "red").authentication == nil)
        #expect(try !HostSpec(parsing: "red").isDown)
        #expect(try HostSpec(parsing: "red").isUsable)
        #expect(try !HostSpec(parsing: "red,lzo,down").isUsable)
        // To send jobs without the authentication that was asked for would be worse than to send none.
        #expect(try !HostSpec(parsing: "red,auth").isUsable)
    }

    @Test func `a lock names its slot`() throws {
        #expect(try HostSpec(parsing: "red/8").lockName(slot: 7) == "cpu_tcp_red_3632_7")
        #expect(try HostSpec(parsing: "localhost").lockName(slot: 1) == "cpu_localhost_1")
    }

    @Test func `a limit or an option makes no other volunteer of a host`() throws {
        let plain = try HostSpec(parsing: "red")
        let tuned = try HostSpec(parsing: "red:3632/8,lzo")
        #expect(plain.transport == tuned.transport)
        #expect(plain.name == tuned.name)
        #expect(plain != tuned)
    }
}
