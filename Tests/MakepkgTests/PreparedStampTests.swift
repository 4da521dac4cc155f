import ByteStrings
import Testing

@testable import Makepkg

@Suite struct PreparedStampTests {
    @Test(arguments: [[], ["a"], ["linux-gcc-plugins", "b"]] as [[ByteString]])
    func `a stamp is read as it was written`(quirks: [ByteString]) {
        let stamp = PreparedStamp(quirks: quirks, masquerade: "/c/bin/x y")
        #expect(PreparedStamp(text: stamp.text) == stamp)
    }

    @Test(arguments: ["", "distmake-prepared 2\nquirk a\n", "\0\u{1}quirk a"])
    func `other texts are no stamp`(text: String) {
        #expect(PreparedStamp(text: ByteString(text)) == nil)
    }

    @Test func `a tree without a stamp is plain`() {
        #expect(PreparedStamp.read(in: "/s", files: FakeFiles([:])) == PreparedStamp())
        let text = PreparedStamp(quirks: ["a"]).text
        let files = FakeFiles(["/s/.distmake-prepared": text])
        #expect(PreparedStamp.read(in: "/s", files: files).quirks == ["a"])
    }

    @Test func `other quirks than those of the tree are said`() {
        #expect(PreparedStamp().warning(for: []) == nil)
        #expect(PreparedStamp(quirks: ["a"]).warning(for: ["a"]) == nil)
        #expect(PreparedStamp().warning(for: ["a"])?.contains("without quirks, this run is with a") == true)
        #expect(
            PreparedStamp(quirks: ["a", "b"]).warning(for: [])?.contains("with a, b, this run is without")
                == true)
    }
}
