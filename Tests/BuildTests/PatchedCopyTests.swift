import ByteStrings
import Glibc
import Processes
import Testing

/// makepkg gets a copy of the PKGBUILD where a quirk edits something, and the user's own stays as it is.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `The patched copy of a PKGBUILD` {
    /// Nobody is listening there, and nothing is compiled.
    private static let hosts: ByteString = "127.0.0.1:9/4"

    /// The checksum of the PKGBUILD that the package names.
    private static func recordedChecksum(_ fixture: PackageFixture) async throws -> ByteString? {
        let information = try await shell(
            "bsdtar -xOf \"$1\" .BUILDINFO", [fixture.start.appending(path: QuirkFixture.package)])
        return information.split("\n").compactMap { $0.dropping(prefix: "pkgbuild_sha256sum = ") }.first
    }

    private static func checksum(_ path: ByteString) async throws -> ByteString? {
        try await shell("sha256sum <\"$1\"", [path]).split(" ").first
    }

    @Test func `is what makepkg builds, and the original is not touched`() async throws {
        let fixture = try await QuirkFixture.package(quirks: [("test-insert", QuirkFixture.quirk())])
        let before = fixture.identity("package/PKGBUILD")
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status.isSuccess, "\(result.errors)")
        #expect(result.errors.split("\n").contains("inserted"), "\(result.errors)")
        #expect(result.summary.contains("quirks: test-insert"), "\(result.summary)")
        #expect(fixture.identity("package/PKGBUILD") == before)
        #expect(fixture.contents("package/PKGBUILD") == QuirkFixture.recipe())
        #expect(try await fixture.leftovers() == [])
        let original = try await Self.checksum(fixture.start.appending(path: "PKGBUILD"))
        #expect(try await Self.recordedChecksum(fixture) != original)
    }

    @Test(arguments: [[], ["--no-quirks"], ["--no-quirk", "test-insert"]] as [[ByteString]])
    func `is none without an edit, and the package names the original`(options: [ByteString]) async throws {
        let other = QuirkFixture.quirk("test-other", more: "# no match").string
        let quirk =
            options.isEmpty
            ? ("test-other", ByteString(other.split(separator: "[small]").joined(separator: "[large]")))
            : ("test-insert" as ByteString, QuirkFixture.quirk())
        let fixture = try await QuirkFixture.package(quirks: [quirk])
        let result = try await fixture.distmake(["-f"] + options, hosts: Self.hosts)
        #expect(result.status.isSuccess, "\(result.errors)")
        #expect(!result.errors.contains("inserted"))
        let original = try await Self.checksum(fixture.start.appending(path: "PKGBUILD"))
        #expect(original != nil)
        #expect(try await Self.recordedChecksum(fixture) == original)
    }

    @Test func `is gone after a build that fails`() async throws {
        let fixture = try await QuirkFixture.package(
            QuirkFixture.recipe(build: "false"), quirks: [("test-insert", QuirkFixture.quirk())])
        let plain = try await fixture.makepkg()
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(!plain.status.isSuccess)
        #expect(result.status == plain.status)
        #expect(result.errors.contains("inserted"))
        #expect(try await fixture.leftovers() == [])
        #expect(fixture.contents("package/PKGBUILD") == QuirkFixture.recipe(build: "false"))
    }

    @Test(arguments: [(SIGINT, true), (SIGTERM, false), (SIGTERM, true), (SIGHUP, true)])
    func `is gone after an interrupted build`(signal: Int32, toGroup: Bool) async throws {
        let recipe = QuirkFixture.recipe(build: "echo building; sleep 5")
        let fixture = try await QuirkFixture.package(recipe, quirks: [("test-insert", QuirkFixture.quirk())])
        let build = try fixture.start(hosts: Self.hosts)
        #expect(try await eventually { build.text.contains("building") })
        #expect(try await fixture.copies().count == 1)
        kill(toGroup ? -build.leader : build.leader, signal)
        #expect(await !build.wait().isSuccess)
        #expect(try await fixture.leftovers() == [])
        #expect(fixture.contents("package/PKGBUILD") == recipe)
    }

    @Test func `is swept by the next build after a kill`() async throws {
        let recipe = QuirkFixture.recipe(
            build: "if [[ ! -e $startdir/again ]]; then echo building; sleep 60; fi")
        let fixture = try await QuirkFixture.package(recipe, quirks: [("test-insert", QuirkFixture.quirk())])
        let build = try fixture.start(hosts: Self.hosts)
        #expect(try await eventually { build.text.contains("building") })
        kill(-build.leader, SIGKILL)
        _ = await build.wait()
        #expect(try await fixture.copies().count == 1)
        let isGone = try await eventually(within: .seconds(10)) {
            for process in BuildUser.processes(naming: fixture.root) { kill(process, SIGKILL) }
            return BuildUser.processes(naming: fixture.root).isEmpty
        }
        #expect(isGone)
        try fixture.write("", as: "package/again")
        // Another user's file that only looks like one stays.
        try fixture.write("", as: "package/.PKGBUILD.distmake-mine")
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status.isSuccess, "\(result.errors)")
        #expect(try await fixture.copies() == [".PKGBUILD.distmake-mine"])
    }

    struct Update: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var version: ByteString
        var function: ByteString = "pkgver() { echo 2.r5; }"
        /// What becomes of the file before the build.
        var change: ByteString = ""
        /// Enough for pkgver(); the PKGBUILD is not written again after it.
        var arguments: [ByteString] = ["-o"]
    }

    @Test(arguments: [
        Update(testDescription: "built", version: "pkgver=1\npkgrel=3", arguments: ["-f"]),
        Update(testDescription: "comments", version: "pkgver=1 # the old one\npkgrel=3\t# tab"),
        Update(testDescription: "quotes", version: "pkgver='1'\npkgrel=\"4\""),
        Update(
            testDescription: "twice and in between",
            version: "pkgver=1\n pkgver=1\npkgrel=2\npkgver=1 pkgrel=9"),
        Update(testDescription: "indented", version: "  pkgver=1\n  pkgrel=7"),
        Update(testDescription: "built from others", version: "_v=1\npkgver=${_v}.0 \npkgrel=2.1"),
        Update(testDescription: "the same", version: "pkgver=2.r5\npkgrel=7"),
        Update(
            testDescription: "no end of the last line", version: "pkgver=1\npkgrel=3",
            change: "printf '# the end' >>PKGBUILD"),
        Update(
            testDescription: "in here-documents too", version: "pkgver=1\npkgrel=3",
            function: "pkgver() { echo 2.r5; }\nx=$(cat <<E\npkgver=9 x\nE\n)"),
        Update(testDescription: "read-only", version: "pkgver=1\npkgrel=3", change: "chmod a-w PKGBUILD"),
        Update(testDescription: "odd mode", version: "pkgver=1\npkgrel=3", change: "chmod 751 PKGBUILD"),
        Update(
            testDescription: "a link", version: "pkgver=1\npkgrel=3",
            change: "mv PKGBUILD other; ln -s other PKGBUILD"),
        Update(testDescription: "fails", version: "pkgver=1\npkgrel=3", function: "pkgver() { false; }"),
        Update(testDescription: "invalid", version: "pkgver=1\npkgrel=3", function: "pkgver() { echo a-b; }"),
        Update(
            testDescription: "another name", version: "pkgver=1\npkgrel=3",
            arguments: ["-o", "-p", "PKGBUILD"]),
        Update(testDescription: "not built", version: "pkgver=1\npkgrel=3"),
    ])
    func `leaves a new pkgver as makepkg would`(update: Update) async throws {
        let recipe = QuirkFixture.recipe(version: update.version, functions: update.function)
        func outcome(
            _ run: (PackageFixture) async throws -> BuildResult
        ) async throws -> (status: WaitStatus, text: ByteString?, mode: mode_t?, names: [ByteString]) {
            let fixture = try await QuirkFixture.package(
                recipe, quirks: [("test-insert", QuirkFixture.quirk())])
            try await shell("cd \"$1\"; " + update.change, [fixture.start])
            let inode = fixture.identity("package/PKGBUILD")?.inode
            let result = try await run(fixture)
            let identity = fixture.identity("package/PKGBUILD")
            #expect(identity?.inode == inode)
            let names = try await fixture.names(in: "package").filter {
                !$0.hasPrefix("src") && !$0.hasPrefix("pkg/")
            }
            return (result.status, fixture.contents("package/PKGBUILD"), identity?.mode, names)
        }
        let plain = try await outcome { try await $0.makepkg(update.arguments) }
        let ours = try await outcome { fixture in
            let result = try await fixture.distmake(update.arguments, hosts: Self.hosts)
            #expect(result.errors.contains("inserted"), "\(result.errors)")
            return result
        }
        #expect(ours.status == plain.status)
        #expect(ours.text == plain.text)
        #expect(ours.mode == plain.mode)
        #expect(ours.names == plain.names)
    }
}
