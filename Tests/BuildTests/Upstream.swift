import ByteStrings
import Glibc

/// Upstream's tarballs as the distribution ships them, which `scripts/fetch-lua` and `scripts/fetch-trees` have put
/// into the user's cache.
enum Upstream {
    /// The path of the tarball whose name begins with `name`, up to its version.
    ///
    /// - Throws: `SetupError` when it was not fetched; `DISTMAKE_TEST_NAME` can name another.
    static func tarball(_ name: ByteString) throws -> ByteString {
        let variable = "DISTMAKE_TEST_" + name.asciiUppercased.string
        if let named = environment(variable) { return named }
        let cache = environment("XDG_CACHE_HOME") ?? (environment("HOME") ?? "").appending(path: ".cache")
        let directory = cache.appending(path: "distmake-tests")
        guard let file = entries(of: directory).map(\.name).first(where: { $0.hasPrefix(name) }) else {
            throw SetupError(
                "no \(name) in \(directory): run scripts/fetch-lua, scripts/fetch-trees, or set \(variable)")
        }
        return directory.appending(path: file)
    }

    private static func environment(_ name: String) -> ByteString? {
        unsafe getenv(name).map { unsafe ByteString(cString: $0) }
    }
}

/// Whether tests that take minutes run; `make kernel` and `make trees` say so.
enum TestLength {
    static var isLong: Bool { unsafe getenv("DISTMAKE_TEST_LONG") != nil }
}
