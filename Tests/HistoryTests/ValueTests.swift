import ByteStrings
import Testing

@testable import History

@Suite struct ValueTests {
    @Test(arguments: [
        ("lapi.c", "/b/lua/src/lua-5.4.6/src", "src/lua-$pkgver/src/lapi.c"),
        ("../lapi.c", "/b/lua/src/lua-5.4.6/src", "src/lua-$pkgver/lapi.c"),
        ("/b/lua/src/v5.4.6/a.c", "/tmp", "src/v$pkgver/a.c"),
        ("/usr/src/a.c", "/b/lua", "/usr/src/a.c"),
        ("/b/luajit/a.c", "/b/lua", "/b/luajit/a.c"),
        ("lua-5.4.6.1/a.c", "/b/lua", "lua-5.4.6.1/a.c"),
        ("lua-15.4.6/a.c", "/b/lua", "lua-15.4.6/a.c"),
        ("lua-5.4.6.c", "/b/lua", "lua-$pkgver.c"),
        ("5.4.6", "/b/lua", "$pkgver"),
        ("", "/b/lua", ""),
    ])
    func `a unit is named from the build's directory, without its version`(
        path: ByteString, directory: ByteString, want: ByteString
    ) {
        let spelled = want.string.split(separator: "$pkgver", omittingEmptySubsequences: false).joined(
            separator: "5.4.6")
        for version in ["5.4.6", "5.4.6-1", "2:5.4.6-1.1"] {
            let name = UnitName(
                file: path, output: path, directory: directory, root: "/b/lua", version: version)
            #expect(name.file == want)
            #expect(name.output == want)
            #expect(name.spelled(for: "5.4.6-1").file == ByteString(spelled))
        }
    }

    @Test(arguments: ["", "7", "7-1"])
    func `a version that is no word of its own changes nothing`(version: String) {
        let name = UnitName(
            file: "lib7-7/a7.c", output: "", directory: "/b", root: "/b", version: version)
        #expect(name.file == "lib7-7/a7.c")
    }

    @Test(
        arguments: [
            ([0x61, 0x2E, 0x63], "a.c"),
            ([0xC3, 0xBC], "\u{00FC}"),
            ([0xC3], "\\xc3"),
            ([0x61, 0xFF, 0x62], "a\\xffb"),
            ([0x5C, 0x78, 0x66, 0x66], "\\x5cxff"),
            ([0x00], "\\x00"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF0, 0x9F, 0x90, 0xA7], "\u{1F427}"),
            ([0xC0, 0x80], "\\xc0\\x80"),
            ([0x65, 0xCC, 0x81], "e\u{0301}"),
        ] as [([UInt8], String)])
    func `bytes are text and bytes again`(bytes: [UInt8], text: String) {
        #expect(Array(PathText.text(of: ByteString(bytes)).utf8) == Array(text.utf8))
        #expect(PathText.bytes(of: text) == ByteString(bytes))
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `any bytes come back`(seed: UInt64) {
        var state = seed
        for _ in 0..<2000 {
            var bytes: [UInt8] = []
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let choices: [UInt8] = [0x5C, 0x78, 0x66, 0xC3, 0xBC, 0xE2, 0x82, 0xAC, UInt8(state >> 56)]
                bytes.append(choices[Int(state >> 33) % choices.count])
            }
            #expect(PathText.bytes(of: PathText.text(of: ByteString(bytes))) == ByteString(bytes))
        }
    }

    @Test(
        arguments: [
            (0, EndStatus.exited(0), 0), (0x0100, .exited(1), 1), (0xFF00, .exited(255), 255),
            (9, .signalled(9), -9),
            (0x8B, .signalled(11), -11),
        ] as [(Int32, EndStatus, Int64)])
    func `a wait status is taken apart and stored`(wait: Int32, want: EndStatus, stored: Int64) {
        #expect(EndStatus(waitStatus: wait) == want)
        #expect(want.stored == stored)
        #expect(EndStatus(stored: stored) == want)
    }

    @Test func `a duration beyond 292 years is clamped`() {
        #expect(Duration.nanoseconds(-1).nanoseconds == -1)
        #expect(Duration.seconds(1_700_000_000).nanoseconds == 1_700_000_000_000_000_000)
        #expect(Duration.seconds(Int64.max).nanoseconds == .max)
        #expect(Duration.seconds(Int64.min).nanoseconds == .min)
    }

    @Test func `codes are kebab-case and stay`() {
        #expect(
            HistoryError.Code.allCases.map(\.rawValue) == [
                "absent", "locked", "read-only", "corrupt", "disk-full", "cannot-open", "no-directory",
                "newer-schema", "older-schema", "input-output", "refused-statement", "bad-statement",
                "bad-import", "unknown-build", "unexpected",
            ])
    }
}
