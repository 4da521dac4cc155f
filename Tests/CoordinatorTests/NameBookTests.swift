import ByteStrings
import Files
import Testing

@testable import Coordinator

@Suite struct NameBookTests {
    private let book = NameBook()
    private let key = NameBook.Key(host: 0, compiler: LocalCompiler(path: "/usr/bin/gcc"), name: "gcc")
    private static let chroot = RootIdentity(
        root: FileIdentity(device: 1, inode: 2), mounts: FileIdentity(device: 3, inode: 4))
    private let all: [ByteString] = ["gcc", "x-gcc", "gcc-15"]

    @Test func `the name that was served is the only one tried from then on`() {
        #expect(book.names(for: key, shape: "a", candidates: all) == all)
        book.served(key, by: "x-gcc")
        #expect(book.isKnown(key))
        #expect(book.names(for: key, shape: "b", candidates: all) == ["x-gcc"])
        // Of this host, and of this compiler under this root.
        for other in [
            NameBook.Key(host: 1, compiler: LocalCompiler(path: "/usr/bin/gcc"), name: "gcc"),
            NameBook.Key(host: 0, compiler: LocalCompiler(path: "/opt/bin/gcc"), name: "gcc"),
            NameBook.Key(host: 0, compiler: LocalCompiler(path: "/usr/bin/gcc"), name: "cc"),
            NameBook.Key(
                host: 0, compiler: LocalCompiler(path: "/usr/bin/gcc", root: Self.chroot), name: "gcc"),
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
