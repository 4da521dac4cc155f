import ByteStrings
import Glibc
import Processes
import Testing

/// distmake as a package: what lies in `Packaging`, what `scripts/install` lays out, and that `scripts/check-install`
/// would see what is wrong with it. The programs are those built with the tests; a release takes too long here and is
/// looked at by `scripts/package`.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PackagingTests {
    private static var sources: ByteString {
        ByteString(#filePath).directoryPath.directoryPath.directoryPath
    }

    private static func recipe() throws -> ByteString {
        try #require(contents(sources.appending(path: "Packaging/PKGBUILD")))
    }

    @Test func `.SRCINFO is what makepkg and distmake make of the PKGBUILD`() async throws {
        let kept = contents(Self.sources.appending(path: "Packaging/.SRCINFO"))
        let fixture = try await PackageFixture(try Self.recipe())
        let makepkg = try await fixture.makepkg(["--printsrcinfo"])
        #expect(makepkg.status.isSuccess, "\(makepkg.errors)")
        #expect(makepkg.output == kept)
        let ours = try await fixture.run(["distmake", "srcinfo"])
        #expect(ours.status.isSuccess, "\(ours.errors)")
        #expect(ours.output == kept)
    }

    @Test func `the package has the version of the program`() async throws {
        let program = try await Installation.shared.value.directory.appending(path: "distmake")
        let said = try await shell("\"$1\" version", [program])
        let version = try #require(said.dropping(prefix: "distmake ")?.split("\n").first)
        #expect(try Self.recipe().contains("\npkgver=" + version + "\n"))
    }

    /// package() as makepkg runs it, under fakeroot, on programs that are there already.
    @Test func `package() puts everything into its place`() async throws {
        let fixture = try await PackageFixture(try Self.recipe())
        let programs = try await Installation.shared.value.directory
        let name = try #require(try await fixture.makepkg(["--packagelist"]).output.split("\n").first)
        try await shell(
            """
            cd "$1/package" && base=${2##*/} && version=${base#distmake-} && version=${version%-1-*}
            tree=src/distmake-$version
            mkdir -p "$tree/.build/dist"
            cp -r "$3"/{Examples,Hooks,LICENSE,Quirks,man,scripts} "$tree"
            ln -s "$4" "$tree/.build/dist/release"
            chown -R --reference=PKGBUILD src
            """, [fixture.root, name, Self.sources, programs])
        let result = try await fixture.makepkg(["-R", "-f"])
        try #require(result.status.isSuccess, "\(result.errors)")

        let root = fixture.root.appending(path: "extracted")
        let owners = try await shell(
            """
            mkdir "$1" && bsdtar -C "$1" -xf "$2"
            bsdtar -tvf "$2" | awk '{ print $3, $4 }' | sort -u
            """, [root, name])
        #expect(owners == "root root\n")
        #expect(try await Self.faults(in: root, prefix: "/usr") == [])
        try await hookTells(in: root, fixture)
    }

    /// Runs what the installed hook names, as pacman does after an update: targets on standard input.
    private func hookTells(in root: ByteString, _ fixture: PackageFixture) async throws {
        let text = contents(root.appending(path: "usr/share/libalpm/hooks/distmake-compiler.hook"))
        let hook = try AlpmHook(try #require(text))
        let program = try #require(hook.values("Action", "Exec").first)
        #expect(program.hasPrefix("/usr/share/libalpm/scripts/"))
        try fixture.write(
            "#!/bin/sh\n[ \"$1 $2 $3\" = '-Q -- gcc' ] && echo gcc 15.2.1-1\n", as: "bin/pacman", mode: 0o755)
        let told = try await shell(
            "PATH=\"$2:$PATH\"; printf 'gcc\\nclang\\n' | \"$1\"",
            [root + program, fixture.root.appending(path: "bin")])
        #expect(told.contains("this machine now has gcc 15.2.1-1, clang.\n"))
        #expect(told.contains("distmake hosts check"))
        #expect(told.split("\n").allSatisfy { $0.hasPrefix("distmake: ") && $0.count <= 100 })
        #expect(try await shell("\"$1\" </dev/null", [root + program]) == "")
    }

    @Test func `make install fits any prefix, and what is wrong with it is seen`() async throws {
        let root = try makeTemporaryDirectory("distmake-destdir")
        defer { removeTree(root) }
        let programs = try await Installation.shared.value.directory
        try await shell(
            "DISTMAKE_PRODUCTS=\"$1\" DESTDIR=\"$2\" PREFIX=/opt/distmake \"$3/scripts/install\"",
            [programs, root, Self.sources])
        #expect(try await Self.faults(in: root, prefix: "/opt/distmake") == [])
        let hook = contents(
            root.appending(path: "opt/distmake/share/libalpm/hooks/distmake-compiler.hook"))
        #expect(hook?.contains("Exec = /opt/distmake/share/libalpm/scripts/distmake-compiler\n") == true)

        try await shell(
            """
            cd "$1" && mkdir -p etc opt/distmake/share/empty && echo >etc/distmake.conf
            cd opt/distmake && chmod 600 share/licenses/distmake/LICENSE
            ln -sfn "$PWD/lib/distmake/distmake-cc" lib/distmake/bin/gcc
            ln -sfn nowhere lib/distmake/bin/cc
            cp bin/distmake lib/distmake/distmake-cc
            echo 'if' >share/bash-completion/completions/distmake
            rm share/man/man7/distmake-reasons.7
            echo '@PREFIX@' >>share/doc/distmake/examples/hosts
            """, [root])
        let faults = try await Self.faults(in: root, prefix: "/opt/distmake").joined(separator: "\n")
        for fault: ByteString in [
            "/etc/distmake.conf: lies outside of /opt/distmake",
            "/opt/distmake/share/empty: is an empty directory",
            "LICENSE: has mode 600 and not 644", "lib/distmake/bin/gcc: leads to ",
            "lib/distmake/bin/cc: leads nowhere",
            "distmake-cc: is not static: it needs ", "distmake-cc: is not static: it names a loader",
            "bash does not take it", "/man7/distmake-reasons.7: is missing", "has @PREFIX@ left in it",
        ] {
            #expect(faults.contains(fault), "\(fault)")
        }
        // As a release these programs would not do.
        try await shell(
            "echo \"$1/Sources\" >>\"$2\"/opt/distmake/share/doc/distmake/examples/hosts",
            [Self.sources, root])
        let ofRelease = try await Self.faults(in: root, prefix: "/opt/distmake", isRelease: true).joined(
            separator: "\n")
        #expect(ofRelease.contains("/bin/distmake: needs Swift's libraries: "))
        #expect(ofRelease.contains("examples/hosts: has the path " + Self.sources + " in it"))
    }

    /// What `scripts/check-install` prints; of programs that are no release unless `isRelease` says so.
    private static func faults(
        in root: ByteString, prefix: ByteString, isRelease: Bool = false
    ) async throws -> [ByteString] {
        let result = try await capture(
            "/bin/bash", arguments: [sources.appending(path: "scripts/check-install"), root, prefix],
            environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"] + (isRelease ? [] : ["DISTMAKE_UNFINISHED=1"]))
        let lines = ByteString(result.standardOutput).split("\n")
        #expect(result.waitStatus.isSuccess == lines.isEmpty, "\(ByteString(result.standardError))")
        return lines
    }
}
