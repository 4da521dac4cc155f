import ByteStrings

@testable import Makepkg

/// Files that exist only in a test.
struct FakeFiles: FileReader {
    var texts: [ByteString: ByteString]
    /// Files that are there and may not be read.
    var locked: Set<ByteString> = []

    init(_ texts: [ByteString: ByteString]) {
        self.texts = texts
    }

    func contents(of path: ByteString) throws(MakepkgError) -> ByteString {
        guard let text = texts[path], !locked.contains(path) else {
            throw MakepkgError(.unreadable, path: path)
        }
        return text
    }

    func isReadable(_ path: ByteString) -> Bool {
        texts[path] != nil && !locked.contains(path)
    }

    func isExecutable(_ path: ByteString) -> Bool {
        isReadable(path)
    }

    func isDirectory(_ path: ByteString) -> Bool {
        texts.keys.contains { $0.hasPrefix(path + "/") }
    }

    func names(in directory: ByteString) -> [ByteString] {
        texts.keys.filter { $0.directoryPath == directory }.map(\.lastPathComponent).sorted()
    }
}
