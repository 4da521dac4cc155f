import ByteStrings
import History
import Processes
import Testing

/// A real upstream package of 34 C files, built by plain makepkg and by distmake over two stock distccd.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LuaTests {
    struct Variant: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var options: ByteString
        /// What may be done to both objects before they are compared, and why.
        ///
        /// With `-g`, gcc records other columns for text that was preprocessed elsewhere; an LTO object holds those
        /// columns in its own streams, so there the linked and stripped programs are compared instead.
        var preparation: ByteString?
        var packages: [ByteString]
    }

    private static let program: ByteString = "demo-lua-5.4-1-x86_64.pkg.tar"
    private static let debug: ByteString = "demo-lua-debug-5.4-1-x86_64.pkg.tar"

    @Test(arguments: [
        Variant(
            testDescription: "no debug information", options: "!debug !lto", preparation: ":",
            packages: [program]),
        Variant(
            testDescription: "debug", options: "debug !lto", preparation: "strip -g object",
            packages: [program, debug]),
        Variant(
            testDescription: "debug and lto, Arch's default", options: "debug lto", preparation: nil,
            packages: [program, debug]),
    ])
    func `distmake builds the package that makepkg builds`(variant: Variant) async throws {
        let fixture = try await Self.fixture(options: variant.options)
        let plain = try await fixture.makepkg(environment: ["MAKEFLAGS=-j4"])
        try #require(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with { volunteers in
            let ours = try await fixture.distmake(hosts: volunteers.hosts)
            try #require(ours.status.isSuccess, "\(ours.errors)")
            print(variant.testDescription, "plain \(plain.wall), distmake \(ours.wall)", ours.summary)
        }

        let compiles = try fixture.compiles()
        #expect(compiles.count >= 33)
        for job in compiles {
            #expect(job.mode == .plain && job.fallback == nil, "\(job.file) \(job.localReason ?? "")")
        }
        if let preparation = variant.preparation {
            let differing = try await FileComparison(["*.o"], preparation: preparation).differences(
                fixture.root.appending(path: "plain/src"), fixture.start.appending(path: "src"))
            #expect(differing == [])
        }
        for package in variant.packages {
            let comparison = PackageComparison(
                left: fixture.root.appending(path: "plain").appending(path: package),
                right: fixture.start.appending(path: package))
            let differences = try await comparison.differences()
            #expect(differences == [])
            let information = try await comparison.buildInformation()
            #expect(information.left == information.right)
            #expect(information.left.contains("buildenv = !distcc\n"))
        }
        #expect(try await fixture.leftovers() == [])
    }

    private static func fixture(options: ByteString) async throws -> PackageFixture {
        let tarball = try Upstream.tarball("lua")
        var configuration = MakepkgConfiguration()
        configuration.options = "strip docs !libtool staticlibs emptydirs zipman purge " + options
        let fixture = try await PackageFixture(
            """
            pkgname=demo-lua
            pkgver=5.4
            pkgrel=1
            arch=(x86_64)
            source=('lua.tar')
            sha256sums=(SKIP)
            build() {
                cd lua-5*
                make CC='gcc -std=gnu99' MYCFLAGS="$CFLAGS" MYLDFLAGS="$LDFLAGS $CFLAGS" linux
            }
            package() {
                cd lua-5*
                make INSTALL_TOP="$pkgdir/usr" INSTALL_MAN="$pkgdir/usr/share/man/man1" install
            }

            """, configuration: configuration)
        try await shell("cp \"$1\" \"$2/lua.tar\" && chmod a+r \"$2/lua.tar\"", [tarball, fixture.start])
        return fixture
    }
}
