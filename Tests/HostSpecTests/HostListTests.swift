import ByteStrings
import HostSpec
import Testing

@Suite struct HostListTests {
    @Test func `a list keeps its order, its settings and every byte`() throws {
        let text: ByteString = """
            # the fast ones first
            localhost/2 --randomize --localslots=3\t@bigman/16:/opt/bin/distccd oldmachine:4200/1
            --localslots_cpp/12 # cartman is down
            \u{B}  distant/3,lzo#not an option\r\n
            """
        let list = try HostList(parsing: text)
        #expect(list.hosts.map(\.name) == ["localhost", "@bigman", "oldmachine:4200", "distant"])
        #expect(list.totalLimit == 22)
        #expect(list.localSlots == 3)
        #expect(list.localPreprocessSlots == 12)
        #expect(list.isRandomized)
        #expect(!list.usesZeroconf)
        #expect(list.text == text)
        #expect(list.description == text.string)
        #expect(
            list.items.map(\.place) == [
                TextPlace(line: 2, column: 1), TextPlace(line: 2, column: 13), TextPlace(line: 2, column: 25),
                TextPlace(line: 2, column: 40), TextPlace(line: 2, column: 68),
                TextPlace(line: 3, column: 1), TextPlace(line: 4, column: 4),
            ])
        for item in list.items {
            #expect(text.bytes[item.offset...].starts(with: item.token.bytes))
        }
    }

    @Test(
        arguments: [
            ("+zeroconf", ["a:1/2"], "a:1/2"),
            (
                "red/8 +zeroconf # here\nblue", ["a:1/2", "[fe80::1]:2/3"],
                "red/8 a:1/2 [fe80::1]:2/3 # here\nblue"
            ),
            ("red/8 +zeroconf\t--randomize", [], "red/8 \t--randomize"),
            ("red/8", ["a"], "red/8"),
        ] as [(ByteString, [ByteString], ByteString)])
    func `what was found stands in the place of zeroconf`(
        text: ByteString, found: [ByteString], want: ByteString
    ) throws {
        let list = try HostList(parsing: text).replacingZeroconf(with: found)
        #expect(list.text == want)
        #expect(!list.usesZeroconf)
    }

    @Test func `zeroconf alone that finds nobody leaves no hosts`() throws {
        let list = try HostList(parsing: "+zeroconf # all")
        let error = #expect(throws: HostListError.self) { try list.replacingZeroconf(with: []) }
        #expect(error?.code == .noHosts)
    }

    @Test(arguments: [
        ("localhost/9 a/5 b/5 c/3", 22),
        ("a b", 8),
        ("localhost a", 6),
        ("a/5 b/7,down", 5),
        ("--localslots=9 a/3", 3),
        ("a/5 b/7,auth c/2,auth=c.lan", 5),
    ])
    func `limits add up as the ArchWiki counts them`(text: ByteString, total: Int) throws {
        #expect(try HostList(parsing: text).totalLimit == total)
    }

    @Test func `a setting without a value has distcc's number`() throws {
        let list = try HostList(parsing: "--localslots --localslots_cpp +zeroconf")
        #expect(list.localSlots == 4)
        #expect(list.localPreprocessSlots == 8)
        #expect(list.usesZeroconf)
        #expect(list.hosts.isEmpty)
    }

    struct Bad: Sendable {
        var text: ByteString
        var code: HostListError.Code
        var offset: Int
        var piece: ByteString
        var suggestion: ByteString?

        init(
            _ text: ByteString, _ code: HostListError.Code, _ offset: Int, _ piece: ByteString,
            meant suggestion: ByteString? = nil
        ) {
            self.text = text
            self.code = code
            self.offset = offset
            self.piece = piece
            self.suggestion = suggestion
        }
    }

    @Test(arguments: [
        Bad("", .noHosts, 0, ""),
        Bad(" # red\n", .noHosts, 7, ""),
        Bad("--randomize", .noHosts, 11, ""),
        Bad("127.0.0.1 /8", .strayPart, 10, "/8", meant: "127.0.0.1/8"),
        Bad("127.0.0.1 8", .strayPart, 10, "8", meant: "127.0.0.1/8"),
        Bad("red :3636", .strayPart, 4, ":3636", meant: "red:3636"),
        Bad("red/8 ,lzo", .strayPart, 6, ",lzo", meant: "red/8,lzo"),
        Bad("red/8 /9", .strayPart, 6, "/9"),
        Bad("--randomize /8", .strayPart, 12, "/8"),
        Bad("/8", .strayPart, 0, "/8"),
        Bad("blue red/0", .badLimit, 9, "0"),
        Bad("red/", .badLimit, 4, ""),
        Bad("red/-3", .badLimit, 4, "-3"),
        Bad("red/+3", .badLimit, 4, "+3"),
        Bad("red/8x", .badLimit, 4, "8x"),
        Bad("red/65536", .badLimit, 4, "65536"),
        Bad("localhost/0", .badLimit, 10, "0"),
        Bad("--localslots=0 red", .badLimit, 13, "0"),
        Bad("--localslots=many red", .badLimit, 13, "many"),
        Bad("red:0", .badPort, 4, "0"),
        Bad("red:65536/4", .badPort, 4, "65536"),
        Bad("red:/4", .badPort, 4, ""),
        Bad("red:distcc", .badPort, 4, "distcc"),
        Bad("red/4:3632/5", .unexpectedText, 10, "/5"),
        Bad("[::1]x", .unexpectedText, 5, "x"),
        Bad("localhost/2:3", .unexpectedText, 11, ":3"),
        Bad("--randomize=x red", .unexpectedText, 11, "=x"),
        Bad("[::1:3632", .unclosedBracket, 0, "[::1:3632"),
        Bad("[]", .missingHost, 0, "[]"),
        Bad("user@", .missingHost, 5, ""),
        Bad("user@/4", .missingHost, 5, "/4"),
        Bad("::1", .unbracketedAddress, 0, "::1"),
        Bad("a fe80::1/4", .unbracketedAddress, 2, "fe80::1/4"),
        Bad("red,lz0", .unknownOption, 4, "lz0"),
        Bad("red,blue", .unknownOption, 4, "blue"),
        Bad("red,", .unknownOption, 4, ""),
        Bad("red,lzo=1", .unknownOption, 4, "lzo=1"),
        Bad("red,lzo,lzo", .duplicateOption, 8, "lzo"),
        Bad("red,auth,auth=x", .duplicateOption, 9, "auth=x"),
        Bad("--randomize red --randomize", .duplicateOption, 16, "--randomize"),
        Bad("--localslots=1 --localslots=2 red", .duplicateOption, 15, "--localslots=2"),
        Bad("red,auth=", .missingValue, 4, "auth="),
        Bad("@red:", .missingValue, 4, ":"),
        Bad("red,cpp", .pumpWithoutCompression, 0, "red,cpp"),
        Bad("@red:22/8", .portOverSSH, 5, "22/8"),
        Bad("--randomise red", .unknownSetting, 0, "--randomise"),
        Bad("+avahi", .unknownSetting, 0, "+avahi"),
        Bad("red;blue", .badHostName, 0, "red;blue"),
        Bad("$(cat", .badHostName, 0, "$(cat"),
        // Either would reach ssh as an option.
        Bad("-oProxyCommand=x@red", .badHostName, 0, "-oProxyCommand=x"),
        Bad("u@-oProxyCommand", .badHostName, 2, "-oProxyCommand"),
    ])
    func `a list that cannot be used says which token and why`(bad: Bad) {
        let error = #expect(throws: HostListError.self) { try HostList(parsing: bad.text) }
        #expect(error?.code == bad.code)
        #expect(error?.offset == bad.offset)
        #expect(error?.piece == bad.piece)
        #expect(error?.suggestion == bad.suggestion)
        #expect(error?.description.contains(error?.allowed ?? "?") == true)
    }

    @Test func `the line for people names place, token and remedy`() {
        let error = #expect(throws: HostListError.self) {
            try HostList(parsing: "# größer\nlocalhost # fünf\n# a\n127.0.0.1 /8")
        }
        #expect(
            error?.description
                == "host list, line 4, column 11: '/8': stands alone (a limit, port or option is joined to its host without a space); did you mean '127.0.0.1/8'?"
        )
    }

    @Test func `a column counts characters`() {
        let error = #expect(throws: HostListError.self) { try HostList(parsing: "rot\nmüller,lz0") }
        #expect(error?.place == TextPlace(line: 2, column: 8))
        #expect(error?.offset == 12)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `mutated lists are read back or refused with a place`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("abz09/=:,@[]#-+ \t\n.%".utf8) + [0x00, 0x0B, 0x7F, 0xC3, 0xFF]
        let original: ByteString =
            "localhost/2 --localslots=3 u@red:4200/1,lzo [::1]:3999/3,cpp,lzo x/8:1,auth=n,down +zeroconf #c\nq"
        for _ in 0..<500 {
            var bytes = original.bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: index)
                default: bytes.remove(at: index)
                }
            }
            let text = ByteString(bytes)
            do {
                let list = try HostList(parsing: text)
                #expect(list.text == text)
                #expect((try? HostList(parsing: list.text)) == list)
                #expect(list.items.count >= list.hosts.count)
                #expect(list.hosts.allSatisfy { (1...65535).contains($0.limit) })
            } catch {
                let tail = text.bytes[min(error.offset, text.count)...]
                #expect(tail.starts(with: error.piece.bytes), "\(error)")
                #expect(text.contains(error.token))
            }
        }
    }
}

/// SplitMix64: the same mutations for the same seed, on every machine.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
