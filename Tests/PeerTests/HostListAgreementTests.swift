import ByteStrings
import HostSpec
import Processes
import Testing

/// The oracle of the host list's grammar: stock distcc's own `--show-hosts` and `-j`.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostListAgreementTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    /// The tokens that stock distcc takes for hosts, and the sum of their limits; `nil` for a list that it refuses,
    /// which shows in its output only: both options end with 0 in every case.
    private func stock(_ list: ByteString) async throws -> (hosts: [ByteString], total: Int)? {
        let environment = [
            "PATH=/usr/bin:/bin", "DISTCC_DIR=" + place.path.appending(path: "home"), "DISTCC_HOSTS=" + list,
        ]
        let shown = try await capture(
            "/usr/bin/distcc", arguments: ["--show-hosts"], environment: environment)
        let sum = try await capture("/usr/bin/distcc", arguments: ["-j"], environment: environment)
        guard let total = Int(ByteString(sum.standardOutput).trimmed.string) else { return nil }
        return (ByteString(shown.standardOutput).split("\n"), total)
    }

    @Test(
        arguments: [
            "localhost", "localhost/7", "localhost localhost/3 red", "localhost:3632/9", "localhost,lzo",
            "red", "red/8", "red:3636/8", "red/8:3636", "red/3:3636,lzo", "10.0.0.1/65535", "red.lan/3",
            "red,lzo", "red,cpp,lzo", "red,lzo,cpp", "red/3,lzo,down", "red,down", "red,auth",
            "red/2,auth=red.lan,lzo",
            "[::1]", "[::1]/3", "[::1]=3", "[::1]:3999/3", "[fe80::1%eth0]/3,lzo",
            "[2001:db8::7]/3:3636,cpp,lzo",
            "@red", "@red/4", "u@red/4:/opt/bin/distccd,lzo", "u@red:/opt/bin/distccd",
            "@red:run-distccd,cpp,lzo",
            "--randomize red blue/2", "red --localslots=3 --localslots_cpp=12", "--localslots/3 red",
            "--localslots red", "red/8 # blue/4\n green/2", "red#blue\ngreen\tgrey/3\r\nblack\u{C}white",
            "\u{B}red \u{B}blue/2", "#\nred/5", "  red  ",
        ] as [ByteString])
    func `an accepted list means the same to both`(text: ByteString) async throws {
        let want = try #require(try await stock(text), "stock distcc refuses it")
        let list = try HostList(parsing: text)
        if list.isRandomized {
            #expect(list.hosts.map(\.text).sorted() == want.hosts.sorted())
        } else {
            #expect(list.hosts.map(\.text) == want.hosts)
        }
        #expect(list.hosts.map(\.limit).reduce(0, +) == want.total)
        #expect(list.text == text)
    }

    @Test(
        arguments: [
            "", "# red", "--randomize", "red/0", "red/", "red/x", "red:distcc", "red:3632x", "/8", "red /8",
            ",lzo",
            ":3636", "::1", "[::1", "[]", "red,cpp", "red,", "red,lz0", "u@", "@/4", "red,blue",
            "localhost/0",
            "localhost/x",
        ] as [ByteString])
    func `both refuse what cannot be meant`(text: ByteString) async throws {
        #expect(try await stock(text) == nil)
        #expect(throws: HostListError.self) { try HostList(parsing: text) }
    }

    struct Stricter: Sendable, CustomTestStringConvertible {
        var text: ByteString
        var why: String

        init(_ text: ByteString, _ why: String) {
            self.text = text
            self.why = why
        }

        var testDescription: String { "\(text): \(why)" }
    }

    @Test(arguments: [
        Stricter("red/-3", "slots below none"),
        Stricter("red/+3", "no other number has a sign"),
        Stricter("red/65536", "a slip of the keyboard; each slot has a lock file"),
        Stricter("red/8x", "stock ignores what follows, be it 8O for 80"),
        Stricter("red:0", "no daemon listens on port 0"),
        Stricter("red:65536/4", "stock connects to port 0"),
        Stricter("red:/4", "the port is missing"),
        Stricter("red/4:3632/5", "two limits, and stock takes the second"),
        Stricter("localhost/2:3", "stock ignores what follows"),
        Stricter("[::1]x", "stock ignores what follows"),
        Stricter("red,lzo,lzo", "written twice, mostly in place of another option"),
        Stricter("red,lzo=1", "stock ignores what follows"),
        Stricter("red;blue", "stock asks for the address of `red;blue`"),
        Stricter("127.0.0.1 8", "stock asks for the address of `8` (its issue 279)"),
        Stricter("--randomise red", "stock asks for the address of `--randomise`"),
        Stricter("--randomize=x red", "stock ignores what follows"),
        Stricter("--randomize red --randomize", "written twice"),
        Stricter("--localslots=0 red", "stock says so and asks for the address of `--localslots=0`"),
        Stricter("@red:22/8", "a port, which stock runs as a command"),
        Stricter("-oProxyCommand=x@red", "ssh takes the user for an option"),
        Stricter("u@-oProxyCommand", "ssh takes the host for an option"),
    ])
    func `what stock takes and cannot be meant is refused here`(row: Stricter) async throws {
        #expect(try await stock(row.text) != nil)
        #expect(throws: HostListError.self) { try HostList(parsing: row.text) }
    }

    /// Where both accept and mean different things, and why ours is meant.
    @Test(
        arguments: [
            // Stock's name of the host is `red=3`, though distcc's parser has `=N` for a limit elsewhere.
            ("red=3", 3, 4),
            // Stock's host is `[`: its ssh hosts have no bracket.
            ("u@[::1]/5", 5, 4),
        ] as [(ByteString, Int, Int)])
    func `what both accept differently is what was meant`(text: ByteString, ours: Int, theirs: Int)
        async throws
    {
        #expect(try await stock(text)?.total == theirs)
        #expect(try HostList(parsing: text).hosts.map(\.limit) == [ours])
    }
}
