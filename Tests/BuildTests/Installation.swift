import ByteStrings
import Glibc
import Synchronization

/// distmake as it was built with this test program, where every user can run it: makepkg refuses root, and the build
/// tree of root may be closed to others.
struct Installation: Sendable {
    /// The directory that belongs into PATH: `bin`, with the quirks of this source tree in `share` beside it.
    let directory: ByteString

    /// One for all tests, removed when the test program ends.
    static let shared = Task { try await Installation() }

    private init() async throws {
        let prefix = try makeTemporaryDirectory("distmake-installed")
        toRemove.withLock { $0 = prefix }
        directory = prefix.appending(path: "bin")
        atexit { toRemove.withLock { if let directory = $0 { removeTree(directory) } } }
        // The run-time search path of distmake has $ORIGIN in it: the Swift libraries are found beside it where the
        // user cannot read the toolchain.
        try await shell(
            """
            mkdir -p "$2/bin" "$2/share/distmake"
            cp "$1/distmake" "$1/distmake-cc" "$2/bin/"
            ldd "$1/distmake" | awk '$3 ~ /swift/ { print $3 }' | xargs -r cp -t "$2/bin"
            cp -r "$3/Quirks" "$2/share/distmake/quirks"
            cp -r "$3/Hooks" "$2/share/distmake/hooks"
            chmod -R a+rX "$2"
            """, [Self.products, prefix, Self.sources])
    }

    /// The root of the source tree.
    private static var sources: ByteString {
        ByteString(#filePath).directoryPath.directoryPath.directoryPath
    }

    /// Where the test program lies, and beside it the programs that were built with it.
    private static var products: ByteString {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        return ByteString(buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }).directoryPath
    }
}

/// What `atexit`, whose function can capture nothing, is to remove.
private let toRemove = Mutex<ByteString?>(nil)
