import ByteStrings
import Testing

@testable import Coordinator

@Suite struct NameBookTests {
    private let book = NameBook()
    private let key = NameBook.Key(host: 0, compiler: "/usr/bin/gcc", name: "gcc")
    private let all: [ByteString] = ["gcc", "x-gcc", "gcc-15"]

    @Test func `the name that was served is the only one tried from then on`() {
        #expect(book.names(for: key, shape: "a", candidates: all) == all)
        book.served(key, by: "x-gcc")
        #expect(book.isKnown(key))
        #expect(book.names(for: key, shape: "b", candidates: all) == ["x-gcc"])
        // Of this host, and of this compiler.
        for other in [
            NameBook.Key(host: 1, compiler: "/usr/bin/gcc", name: "gcc"),
            NameBook.Key(host: 0, compiler: "/opt/bin/gcc", name: "gcc"),
            NameBook.Key(host: 0, compiler: "/usr/bin/gcc", name: "cc"),
        ] {
            #expect(book.names(for: other, shape: "a", candidates: all) == all)
        }
    }

    @Test func `a kind of command that no name helped is not tried again`() {
        book.allFailed(key, shape: "a")
        #expect(!book.isKnown(key))
        #expect(book.names(for: key, shape: "a", candidates: all) == ["gcc"])
        #expect(book.names(for: key, shape: "b", candidates: all) == all)
    }
}
