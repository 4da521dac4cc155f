import ByteStrings
import Glibc
import Testing

/// A real source tree that `scripts/fetch-trees` has fetched, and how to build it.
struct SourceTree: Sendable, CustomTestStringConvertible {
    /// The beginning of the tarball's name.
    var name: ByteString
    /// The body of build().
    var build: ByteString
    /// OPTIONS of makepkg.conf, beyond the usual ones.
    var options: ByteString = "!debug !lto"
    /// How many compiles there are at least.
    var compiles: Int
    /// The local reasons of compiles that no volunteer can help with.
    var mayStay: [String] = []
    /// Names of objects, where `*.o` are not all.
    var objects: [ByteString] = ["*.o"]
    /// Names of depfiles; none where the build removes them.
    var depfiles: [ByteString] = []

    var testDescription: String { name.string }

    /// What may be done to both objects before they are compared: with `-g`, gcc records other columns for text that
    /// was preprocessed elsewhere.
    var preparation: ByteString { hasDebugInformation ? "strip -g object" : ":" }
    var hasDebugInformation = false

    /// Those that DISTMAKE_TEST_TREES names; all without it.
    static var chosen: [SourceTree] {
        guard let names = unsafe getenv("DISTMAKE_TEST_TREES") else { return all }
        let wanted = unsafe ByteString(cString: names).split(" ")
        return all.filter { wanted.contains($0.name) }
    }

    static let all = [
        // Plain make after a configure script of its own, which takes the compiler named after CHOST; every file
        // twice, the second time with -fPIC.
        SourceTree(
            name: "zlib", build: "CHOST=$(gcc -dumpmachine) ./configure --prefix=/usr\n    make",
            compiles: 30,
            objects: ["*.o", "*.lo"]),
        // autoconf; headers and sources made by programs that are compiled first.
        SourceTree(
            name: "bash", build: "./configure --prefix=/usr --without-bash-malloc --disable-nls\n    make",
            compiles: 130),
        // Recursive make over bundled libraries; -g, depfiles.
        SourceTree(
            name: "redis", build: "make", compiles: 140, depfiles: ["*.d"], hasDebugInformation: true),
        // CMake, C++ with some 300 headers to a file; -g, depfiles.
        SourceTree(
            name: "protobuf",
            build: """
                cmake -S . -B build -DCMAKE_BUILD_TYPE=None -Dprotobuf_BUILD_TESTS=OFF \\
                        -Dprotobuf_BUILD_PROTOC_BINARIES=OFF -Dprotobuf_BUILD_LIBPROTOC=OFF
                    cmake --build build
                """,
            options: "debug !lto", compiles: 60, depfiles: ["*.o.d"], hasDebugInformation: true),
        // Plain make, C++. Debian's tarball lacks three sources that are made from Unicode's tables.
        SourceTree(name: "re2", build: "make -k static || [[ -s obj/re2/re2.o ]]", compiles: 18),
        // Boost: a thousand headers to a file, whose names macros put together. With little optimisation, since all of
        // it takes an hour; with none gcc's code depends on the columns of what macros expand to.
        SourceTree(
            name: "libtorrent-rasterbar",
            build: """
                CXXFLAGS+=" -O1"
                    cmake -S . -B build -DCMAKE_BUILD_TYPE=None -Dencryption=OFF
                    cmake --build build
                """,
            compiles: 130, depfiles: ["*.o.d"]),
    ]

    func fixture() async throws -> PackageFixture {
        let tarball = try Upstream.tarball(name)
        var configuration = MakepkgConfiguration()
        configuration.options = "strip docs !libtool staticlibs emptydirs zipman purge " + options
        let fixture = try await PackageFixture(
            """
            pkgname=tree-\(name)
            pkgver=1
            pkgrel=1
            arch=(x86_64)
            source=('source.tar')
            sha256sums=(SKIP)
            build() {
                cd */
                \(build)
            }
            package() {
                :
            }

            """, configuration: configuration)
        // The compression is told by the contents.
        try await shell(
            "cp \"$1\" \"$2/source.tar\" && chmod a+r \"$2/source.tar\"", [tarball, fixture.start])
        return fixture
    }
}
