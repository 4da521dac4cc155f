import ByteStrings
import Testing

@Suite struct ByteStringTests {
    @Test func `invalid UTF-8 keeps its bytes`() {
        let bytes: [UInt8] = [0x66, 0xFF, 0xC3]
        #expect(ByteString(bytes).bytes == bytes)
        #expect(ByteString(bytes) != ByteString("f\u{FFFD}\u{FFFD}"))
    }

    @Test(arguments: [
        ("a/b.c", "b.c", "a", ".c"),
        ("b.c", "b.c", ".", ".c"),
        ("/b", "b", "/", ""),
        ("a/", "", "a", ""),
        ("/x/.profile", ".profile", "/x", ""),
        ("dir.d/x", "x", "dir.d", ""),
    ])
    func `a path comes apart as basename and dirname do it`(
        path: ByteString, name: ByteString, directory: ByteString, suffix: ByteString
    ) {
        #expect(path.lastPathComponent == name)
        #expect(path.directoryPath == directory)
        #expect(path.pathExtension == suffix)
    }

    @Test(arguments: [
        ("/a/./b//../c", "/a/c"), ("a/../../b", "../b"), ("/..", "/"), ("a/..", "."), ("./x", "x"),
    ])
    func `a path is normalised by text alone`(path: ByteString, want: ByteString) {
        #expect(path.lexicallyNormalizedPath == want)
    }

    @Test func `a part is found where it begins`() {
        let text: ByteString = "aab aaab"
        #expect(text.firstRange(of: "aaab") == 4..<8)
        #expect(text.firstRange(of: "b", from: 3) == 7..<8)
        #expect(text.firstRange(of: "c") == nil)
        #expect(text.firstRange(of: "aabb") == nil)
        #expect(text.firstRange(of: "") == 0..<0)
    }

    @Test func `splitting drops empty pieces unless asked`() {
        #expect(ByteString("a::b").split(":") == ["a", "b"])
        #expect(ByteString("a::b").split(":", keepingEmpty: true) == ["a", "", "b"])
    }

    @Test func `a C string goes out and comes back`() {
        let path = ByteString([0x66, 0xFF])
        let back = unsafe path.withCString { unsafe ByteString(cString: $0) }
        #expect(back == path)
    }
}
