import ByteStrings
import Glibc
import Processes
import Testing

@testable import Makepkg

/// The derived configuration in the real makepkg.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DerivedMakepkgTests {
    private let package: ByteString = "demo-1-1-any.pkg.tar.gz"

    @Test func `the package is makepkg's own, byte for byte`() async throws {
        let makepkg = try MakepkgRun()
        let plain = try await makepkg(["-d"])
        try #require(plain.waitStatus.isSuccess, "\(ByteString(plain.standardError))")
        let want = try makepkg.contents(package)
        let configuration = try makepkg.derive()
        let ours = try await makepkg(["-dfC", "--config", configuration])
        try #require(ours.waitStatus.isSuccess, "\(ByteString(ours.standardError))")
        #expect(try makepkg.contents(package) == want)

        let masquerade = makepkg.path.appending(path: "masquerade")
        let seen = makepkg.phases(in: ours)
        #expect(seen["prepare"] == [masquerade, "", "prepare"])
        #expect(seen["pkgver"] == [masquerade, "", ""])
        #expect(seen["build"] == [masquerade, "-j44", "build"])
        #expect(seen["check"] == [masquerade, "", "check"])
        #expect(seen["package"] == [masquerade, "", "package"])
        #expect(makepkg.phases(in: plain)["build"] == ["/usr/bin", "", ""])
        #expect(try makepkg.contents("src/compiler") == masquerade.appending(path: "gcc") + "\n")
        #expect(try makepkg.contents("run/phase") == "")
    }

    @Test func `installing dependencies and a profile that sets PATH do not lose the masquerade`()
        async throws
    {
        let makepkg = try MakepkgRun(MakepkgRun.package + "depends=(missing)\nunset -f prepare\n")
        // Misses the package until it was "installed"; sudo is what makepkg would install it with.
        try makepkg.directory.write(
            """
            #!/bin/bash
            case $1 in
            -T) [[ -e \(makepkg.path)/installed ]] || { echo missing; exit 127; } ;;
            -S) : >\(makepkg.path)/installed ;;
            esac
            exit 0

            """, to: "pacman", mode: 0o755)
        try makepkg.directory.write("PATH=/usr/local/bin:/usr/bin:/bin\n", to: "profile")
        // Without PACMAN_AUTH makepkg asks sudo or su; env just runs it.
        try makepkg.directory.write(". /etc/makepkg.conf\nPACMAN_AUTH=(env)\n", to: "user.conf")
        let derived = DerivedConfiguration(
            files: ConfigurationFiles(
                main: makepkg.path.appending(path: "user.conf"), isChosen: true, paths: []),
            masquerade: makepkg.path.appending(path: "masquerade"), shim: "/usr/bin/distmake-cc",
            buildDirectory: makepkg.path.appending(path: "run"))
        let configuration = try makepkg.directory.write(derived.text, to: "run/makepkg.conf")
        let result = try await makepkg(
            ["-sf", "--config", configuration],
            wrapper: [
                "/usr/bin/bwrap", "--dev-bind", "/", "/", "--ro-bind",
                makepkg.path.appending(path: "profile"),
                "/etc/profile", "--",
            ])
        try #require(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
        #expect(Disk().isReadable(makepkg.path.appending(path: "installed")))
        let seen = makepkg.phases(in: result)
        for phase: ByteString in ["build", "check", "package"] {
            #expect(seen[phase]?.first == makepkg.path.appending(path: "masquerade"))
        }
        // The profile was read: before makepkg prepares the build environment PATH is the profile's.
        #expect(seen["pkgver"]?.first == "/usr/local/bin")
    }

    @Test func `extracting alone has the masquerade, and a broken build makepkg's status`() async throws {
        let makepkg = try MakepkgRun(MakepkgRun.package + "build() { false; }\n")
        let configuration = try makepkg.derive(quirks: ["a-quirk"])
        let extracted = try await makepkg(["-do", "--config", configuration])
        #expect(extracted.waitStatus.isSuccess)
        #expect(makepkg.phases(in: extracted)["prepare"]?.first == makepkg.path.appending(path: "masquerade"))
        #expect(
            PreparedStamp.read(in: makepkg.path.appending(path: "src"), files: Disk()).quirks == ["a-quirk"])
        let broken = try await makepkg(["-dfe", "--config", configuration])
        #expect(broken.waitStatus.exitCode == 4)
    }

    @Test func `the packages of a build are found and read`() async throws {
        let makepkg = try MakepkgRun()
        let configuration = try makepkg.derive()
        let result = try await makepkg(["-df", "--config", configuration])
        try #require(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
        try makepkg.directory.write("no archive", to: "other-1-1-any.pkg.tar.gz")
        let found = BuiltPackages.find(in: makepkg.path, base: "demo", since: .zero, files: Disk())
        #expect(found == [makepkg.path.appending(path: package)])
        #expect(
            BuiltPackages.find(in: makepkg.path, base: "demo", since: .seconds(1 << 40), files: Disk())
                .isEmpty)
        #expect(BuiltPackages.find(in: makepkg.path, base: "other", since: .zero, files: Disk()).isEmpty)
        let read = try PackageArchive(reading: found[0], lookingFor: "a text")
        #expect(read.name == "demo")
        #expect(read.version == "1-1")
        #expect(read.architecture == "any")
        #expect(read.installedSize == 7)
        #expect(read.fileCount == 1)
        #expect(read.filesNaming == ["usr/share/demo/text"])
        #expect(read.buildInformation?["startdir"] == makepkg.path)
        #expect(read.buildInformation?.all("buildenv").contains("check") == true)
        let directories = BuildDirectories(
            start: makepkg.path, buildDirectory: nil, packageDirectory: "", base: "demo")
        #expect(directories.source == makepkg.path.appending(path: "src"))
        #expect(directories.packages == makepkg.path)
    }
}
