import ByteStrings
import Glibc
import History
import Processes
import Testing

/// devtools itself in the place of its stand-in: its own makechrootpkg, arch-nspawn and archbuild, systemd-nspawn below
/// them, sudo and pacman inside. Where it comes from says `InstalledDevtools`; `make chroot` runs these tests, as root.
@Suite(
    .serialized, .timeLimit(.minutes(20)),
    .enabled(if: TestLength.isLong, "debootstraps whole systems: make chroot"),
    .enabled(if: InstalledDevtools.prefix != nil, "DISTMAKE_TEST_DEVTOOLS names no installation of devtools"))
struct ChrootDevtoolsTests {
    private static let makeRoot: ByteString =
        #"""
        export PATH=$PATH:/usr/sbin:/sbin
        packages=gcc,libc6-dev,make,makepkg,pacman-package-manager,libarchive-tools,sudo,fakeroot,file,zstd
        debootstrap --variant=minbase --include=$packages bookworm "$1/root" >"$1/debootstrap.log"
        rm "$1/debootstrap.log"

        """# + InstalledDevtools.completeRoot

    @Test func `makechrootpkg leaves what it leaves without distmake, and all forms build on volunteers`()
        async throws
    {
        try #require(geteuid() == 0, "debootstrap and systemd-nspawn need root")
        let fixture = try await ChrootFixture(makeRoot: Self.makeRoot, devtools: InstalledDevtools.prefix)
        let root = try await fixture.listing("root")
        let command = ["makechrootpkg", "-c", "-r", fixture.chroots, "-l"]
        let plain = try await fixture.run(command + ["plain"], asRoot: true)
        try #require(plain.status.isSuccess, "\(plain.output) \(plain.errors)")
        let package = try #require(fixture.package.contents("package/" + SmallPackage.package))
        try await fixture.package.keep(as: "plain")

        let archbuild = fixture.package.root.appending(path: "archbuild")
        try await shell(
            "mkdir -p \"$1/extra-x86_64\"; cp -a \"$2/root\" \"$1/extra-x86_64/\"",
            [archbuild, fixture.chroots])
        let forms: [[ByteString]] = [
            ["--"] + command + ["ours"],
            ["-r", fixture.chroots, "--nocheck"],
            ["--", "makechrootpkg", "-T", "-r", fixture.chroots],
            [
                "makechrootpkg", "-cu", "-r", fixture.chroots, "-l", "two", "-U", fixture.user, "--",
                "--nocheck",
            ],
            ["extra-x86_64-build", "-r", archbuild, "--", "-l", "three"],
        ]
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            for form in forms {
                let result = try await fixture.run(
                    ["distmake", "chroot"] + form, hosts: hosts, names: names, asRoot: true)
                try #require(result.status.isSuccess, "\(form) \(result.output) \(result.errors)")
                if form == forms[0] {
                    #expect(fixture.package.contents("package/" + SmallPackage.package) == package)
                }
                try await shell("rm -f \"$1\"/*.pkg.tar* \"$1\"/*.log", [fixture.package.start])
            }
        }
        let builds = try fixture.package.history()
        #expect(builds.count == forms.count)
        for build in builds {
            let compiles = build.jobs.filter { $0.kind == .compile }
            #expect(compiles.count == SmallPackage.fileCount)
            #expect(compiles.allSatisfy { $0.mode == .plain && $0.fallback == nil })
            #expect(Set(compiles.compactMap(\.host)).count == 2)
        }
        #expect(try await fixture.listing("root") == root)
        #expect(try await fixture.listing("ours") == fixture.listing("plain"))
        #expect(fixture.copies.contains("two"))
        #expect(fixture.mounts() == [])
        #expect(try await fixture.package.leftovers() == [])
    }
}
