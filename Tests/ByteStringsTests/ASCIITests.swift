import ByteStrings
import Testing

@Suite struct `ASCII` {
    @Test func `case changes for ASCII letters only`() {
        #expect(ByteString("aZ-é").asciiUppercased == "AZ-é")
        #expect(ByteString("aZ-É").asciiLowercased == "az-É")
    }

    @Test func `a byte above 127 is not ASCII`() {
        #expect(ByteString("a~\u{7F}").isASCII)
        #expect(!ByteString([0x61, 0x80]).isASCII)
    }
}
