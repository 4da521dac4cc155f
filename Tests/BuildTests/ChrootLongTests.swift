import ByteStrings
import Glibc
import History
import Processes
import Testing

/// Chroots with systems of their own inside, made by debootstrap and run by systemd-nspawn; `make chroot` runs them,
/// as root. In the place of makechrootpkg is the stand-in.
@Suite(
    .serialized, .timeLimit(.minutes(20)),
    .enabled(if: TestLength.isLong, "debootstraps whole systems: make chroot"))
struct ChrootLongTests {
    struct System: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var suite: ByteString
        /// What debootstrap is to add to the smallest variant.
        var packages: ByteString
        /// Whether its compiler is this machine's; else volunteers run in a system of its kind too.
        var isThisRelease: Bool
    }

    private static let systems = [
        System(
            testDescription: "nothing but gcc, make, and what makepkg itself needs", suite: "bookworm",
            packages: "gcc,libc6-dev,make,makepkg,libarchive-tools", isThisRelease: true),
        System(
            testDescription: "an older glibc", suite: "bullseye",
            packages: "gcc,libc6-dev,make,libarchive-tools,fakeroot,file,xz-utils,distcc",
            isThisRelease: false),
    ]

    private static let package: ByteString = "lua-5.4-1-x86_64.pkg.tar"
    private static let recipe: ByteString = """
        pkgname=lua
        pkgver=5.4
        pkgrel=1
        arch=(x86_64)
        source=('lua.tar')
        sha256sums=(SKIP)
        build() {
            cd lua-5*
            make CC='gcc -std=gnu99' MYCFLAGS="$CFLAGS" MYLDFLAGS="$LDFLAGS $CFLAGS" posix
        }
        package() {
            cd lua-5*
            make INSTALL_TOP="$pkgdir/usr" INSTALL_MAN="$pkgdir/usr/share/man/man1" install
        }

        """

    /// makepkg is a set of scripts: a release that has no package of it gets this machine's.
    private static func makeRoot(_ system: System) -> ByteString {
        """
        # chroot and dpkg's helpers are root's programs too.
        export PATH=$PATH:/usr/sbin:/sbin
        debootstrap --variant=minbase --include=\(system.packages) \(system.suite) "$1/root" >"$1/debootstrap.log"
        rm "$1/debootstrap.log"
        if [[ ! -e $1/root/usr/bin/makepkg ]]; then
            cp /usr/bin/makepkg "$1/root/usr/bin/"
            cp -r /usr/share/makepkg "$1/root/usr/share/"
            # Its bsdtar is older than this option.
            sed -i 's/ --no-read-sparse//' "$1/root/usr/bin/makepkg"
        fi
        """
    }

    /// A distccd of the system in `root`, of which nothing is changed.
    private static func distccd(in root: ByteString) -> [ByteString] {
        [
            "/usr/bin/bwrap", "--ro-bind", root, "/", "--perms", "1777", "--tmpfs", "/tmp", "--tmpfs", "/run",
            "--dev", "/dev",
            "--proc", "/proc", "--cap-add", "ALL", "--", "/usr/bin/distccd",
        ]
    }

    @Test(arguments: systems)
    func `Lua is built inside over two volunteers known by name`(system: System) async throws {
        try #require(geteuid() == 0, "debootstrap and systemd-nspawn need root")
        let tarball = try Upstream.tarball("lua")
        var configuration = MakepkgConfiguration()
        configuration.options = "strip docs !libtool staticlibs emptydirs zipman purge !debug !lto"
        let fixture = try await ChrootFixture(
            Self.recipe, configuration: configuration, makeRoot: Self.makeRoot(system))
        try await shell(
            "cp \"$1\" \"$2/lua.tar\" && chmod a+r \"$2/lua.tar\"", [tarball, fixture.package.start])
        let root = try await fixture.listing("root")
        let command = ["makechrootpkg", "-c", "-r", fixture.chroots, "-l"]
        let nspawn: [ByteString] = ["STANDIN_NSPAWN=1"]

        let plain = try await fixture.run(command + ["plain"], environment: nspawn, asRoot: true)
        try #require(plain.status.isSuccess, "\(plain.output) \(plain.errors)")
        let package = try #require(fixture.package.contents("package/" + Self.package))
        try await fixture.package.keep(as: "plain")
        let daemon =
            system.isThisRelease ? nil : Self.distccd(in: fixture.chroots.appending(path: "root"))
        try await StockVolunteers.with(daemon: daemon) { volunteers in
            let (names, hosts) = volunteers.named()
            let ours = try await fixture.run(
                ["distmake", "chroot", "--"] + command + ["ours"], hosts: hosts, names: names,
                environment: nspawn, asRoot: true)
            try #require(ours.status.isSuccess, "\(ours.output) \(ours.errors)")
            print("figures: \(system.testDescription): plain \(plain.wall), distmake \(ours.wall)")
        }
        let compiles = try fixture.package.compiles()
        #expect(compiles.count >= 32)
        #expect(Set(compiles.map { $0.fallback ?? $0.localReason ?? $0.mode.rawValue }) == ["plain"])
        #expect(Set(compiles.compactMap(\.host)).count == 2)
        #expect(fixture.package.contents("package/" + Self.package) == package)
        #expect(try await fixture.listing("root") == root)
        #expect(try await fixture.listing("ours") == fixture.listing("plain"))
        #expect(fixture.mounts() == [])
        #expect(try await fixture.package.leftovers() == [])
    }
}
