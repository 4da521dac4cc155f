import ByteStrings
import Glibc
import History
import Processes
import Testing

/// distmake where makepkg was: its name, the helpers that call it, its options, and what turns it off.
@Suite(.serialized, .timeLimit(.minutes(3))) struct PlaceOfMakepkgTests {
    private static func fixture(
        _ recipe: ByteString = SmallPackage.recipe(),
        configuration: MakepkgConfiguration = MakepkgConfiguration()
    ) async throws -> PackageFixture {
        let fixture = try await PackageFixture(
            recipe, files: SmallPackage.files(), configuration: configuration)
        let program = try await Installation.shared.value.directory.appending(path: "distmake")
        try await shell("ln -s \"$1\" \"$2/bin/makepkg\"", [program, fixture.root])
        return fixture
    }

    /// `makepkg ARGUMENTS` as an AUR helper runs it, with distmake first in PATH under that name.
    private static func helper(
        _ arguments: [ByteString], _ fixture: PackageFixture, hosts: ByteString
    ) async throws -> BuildResult {
        try await fixture.run(
            ["makepkg"] + arguments,
            environment: [
                "PATH=" + fixture.root.appending(path: "bin") + ":/usr/bin:/bin", "DISTCC_HOSTS=" + hosts,
            ])
    }

    @Test(
        arguments: [
            // yay and paru: sources and pkgver first, then the build of the same tree.
            [
                ["--verifysource", "--skippgpcheck", "-f", "-Cc"], ["--nobuild", "-f", "-C", "--ignorearch"],
                ["-f", "--noconfirm", "--noextract", "--noprepare", "--holdver", "--ignorearch"],
            ],
            // aurutils: aur-build.
            [["--packagelist"], ["-o", "--noconfirm"], ["-e", "--holdver", "--noprogressbar", "--log"]],
            // A unique abbreviation, and options of one letter in one word.
            [["--nob", "-f"], ["-ef"]],
            [["-fcC", "--noar"]],
        ] as [[[ByteString]]])
    func `helpers get from distmake what they get from makepkg`(calls: [[ByteString]]) async throws {
        let fixture = try await Self.fixture()
        var plain: [BuildResult] = []
        for call in calls { plain.append(try await fixture.makepkg(call)) }
        let names = try await fixture.names(in: "package")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with(1) { volunteers in
            for (call, want) in zip(calls, plain) {
                let result = try await Self.helper(call, fixture, hosts: volunteers.hosts)
                #expect(result.status == want.status, "\(call): \(result.errors)")
                #expect(result.lines == want.lines)
            }
        }
        #expect(try await fixture.names(in: "package") == names)
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
        if !calls.contains(where: { $0.contains("--noar") }) {
            #expect(fixture.exists("package/" + SmallPackage.package))
        }
        #expect(try fixture.compiles().count == SmallPackage.fileCount)
        #expect(try fixture.compiles().allSatisfy { $0.mode == .plain })
        #expect(try await fixture.leftovers() == [])
    }

    @Test(
        arguments: [
            ["--printsrcinfo"], ["--packagelist"], ["--verifysource"], ["-g"], ["--help"], ["-V"],
            ["--version"],
            ["-S", "-f"], ["--allsource", "-f"],
        ] as [[ByteString]])
    func `what builds nothing goes straight to makepkg`(arguments: [ByteString]) async throws {
        let fixture = try await Self.fixture()
        let plain = try await fixture.makepkg(arguments)
        let kept = try? await Self.sourcePackage(fixture)
        let ours = try await Self.helper(arguments, fixture, hosts: "127.0.0.1:9/4")
        #expect(ours.status == plain.status)
        if arguments == ["--help"] {
            // Ours comes after makepkg's.
            #expect(ours.output.hasPrefix(plain.output))
        } else {
            #expect(ours.lines == plain.lines)
            #expect(ours.errors == plain.errors)
        }
        let made = try? await Self.sourcePackage(fixture)
        #expect(made == kept)
        // No coordinator was started: there is no history.
        #expect(!fixture.exists("home/.local/state/distmake/history.sqlite"))
    }

    private static func sourcePackage(_ fixture: PackageFixture) async throws -> ByteString {
        try await shell("bsdtar -xOf \"$1/small-1-1.src.tar\" | grep -v '^# '", [fixture.start])
    }

    @Test func `-p and -D name the recipe as makepkg understands them`() async throws {
        let fixture = try await Self.fixture("exit 1\n")
        try fixture.write(SmallPackage.recipe(), as: "package/OTHER")
        try await StockVolunteers.with(1) { volunteers in
            let environment = ["DISTCC_HOSTS=" + volunteers.hosts]
            let named = try await fixture.run(["distmake", "-f", "-p", "OTHER"], environment: environment)
            #expect(named.status.isSuccess, "\(named.errors)")
            try await fixture.keep(as: "named")
            let plain = try await fixture.run(
                ["/usr/bin/makepkg", "-fD", fixture.start, "-pOTHER"], in: "home")
            try await fixture.keep(as: "plain")
            let elsewhere = try await fixture.run(
                ["distmake", "-fD", fixture.start, "-pOTHER"], environment: environment, in: "home")
            // makepkg has -D since 6.1; an older one refuses it, and so do we.
            #expect(elsewhere.status == plain.status, "\(elsewhere.errors)")
            try await fixture.keep(as: "elsewhere")
            let variable = try await fixture.run(
                ["distmake", "-f"], environment: environment + ["BUILDFILE=OTHER"])
            #expect(variable.status.isSuccess, "\(variable.errors)")
        }
        for build in try fixture.history() {
            #expect(build.build.build.package == "small")
            #expect(build.jobs.filter { $0.mode == .plain }.count == SmallPackage.fileCount)
        }
        #expect(
            fixture.contents("named/" + SmallPackage.package)
                == fixture.contents("package/" + SmallPackage.package))
        #expect(
            fixture.contents("elsewhere/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
    }

    @Test func `trailing assignments beat the configuration`() async throws {
        let fixture = try await Self.fixture()
        let arguments: [ByteString] = ["-f", "CFLAGS=-O1 -DFIRST", "CFLAGS+= -DSECOND"]
        let plain = try await fixture.makepkg(arguments)
        #expect(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with(1) { volunteers in
            let ours = try await fixture.distmake(arguments, hosts: volunteers.hosts)
            #expect(ours.status.isSuccess, "\(ours.errors)")
            #expect(ours.output.contains("-O1 -DFIRST -DSECOND"))
            // Flags that cannot go out are refused from there, too.
            let native = try await fixture.distmake(
                ["-f", "CFLAGS+= -march=native"], hosts: volunteers.hosts)
            #expect(native.status == WaitStatus(exitCode: 2))
        }
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
    }

    struct Off: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var header: ByteString = ""
        var arguments: [ByteString] = ["-f"]
        var environment: [ByteString] = []
        var hosts: ByteString? = "127.0.0.1:9/4"
        /// What the summary says.
        var said: ByteString
        /// Compiles that are seen: of a package that wants none of it, the compilers are not even ours.
        var seen = SmallPackage.fileCount
    }

    @Test(arguments: [
        Off(
            testDescription: "options", header: "options=(!distcc)", said: "options=(!distcc)",
            seen: 0),
        Off(testDescription: "distcc's variable", environment: ["DISTCC_DISABLE=1"], said: "DISTCC_DISABLE"),
        Off(testDescription: "our variable", environment: ["DISTMAKE_DISABLE=1"], said: "DISTMAKE_DISABLE"),
        Off(testDescription: "option", arguments: ["--local", "-f"], said: "--local"),
        Off(testDescription: "no hosts", hosts: nil, said: "DISTCC_HOSTS="),
    ])
    func `off means here, with history, and the summary says why`(off: Off) async throws {
        let fixture = try await Self.fixture(SmallPackage.recipe(header: off.header))
        let result = try await fixture.distmake(off.arguments, hosts: off.hosts, environment: off.environment)
        #expect(result.status.isSuccess, "\(result.errors)")
        #expect(result.summary.contains(off.said), "\(result.summary)")
        #expect(!result.summary.contains("bypassed"), "\(result.summary)")
        if off.seen > 0 { #expect(result.summary.contains("12 local"), "\(result.summary)") }
        #expect(try fixture.history().count == 1)
        let compiles = try fixture.compiles()
        #expect(compiles.count == off.seen)
        #expect(compiles.allSatisfy { $0.mode == .local })
    }

    private static let flagsRecipe: ByteString = """
        pkgname=small
        pkgver=1
        pkgrel=1
        arch=(x86_64)
        HEADER
        prepare() { echo "prepare $MAKEFLAGS"; }
        build() { echo "build $MAKEFLAGS"; }
        check() { echo "check $MAKEFLAGS"; }
        package() { echo "package $MAKEFLAGS"; }

        """

    @Test(
        arguments: [
            // 127.0.0.1:9/4 and one without a limit, which counts 4: twice 8.
            ("", "", "-j16", nil), ("", "MAKEFLAGS=-j3", "-j3", "-j3"),
            ("", "MAKEFLAGS=--no-print-directory", "--no-print-directory -j16", nil),
            ("options=(!makeflags)", "", "", ""), ("options=(!makeflags)", "MAKEFLAGS=-j3", "", ""),
        ] as [(ByteString, ByteString, ByteString, ByteString?)])
    func `MAKEFLAGS are raised in build alone`(
        header: ByteString, line: ByteString, build: ByteString, others: ByteString?
    ) async throws {
        let recipe = Self.flagsRecipe.split("\n", keepingEmpty: true)
            .map { $0 == "HEADER" ? header : $0 }.joined(separator: "\n")
        let fixture = try await Self.fixture(recipe, configuration: MakepkgConfiguration(more: line))
        let result = try await fixture.distmake(hosts: "127.0.0.1:9/4 127.0.0.1:10")
        #expect(result.status.isSuccess, "\(result.errors)")
        let lines = result.output.split("\n")
        #expect(lines.contains(ByteString("build " + build.string)), "\(result.output)")
        for phase: ByteString in ["check", "package"] {
            let found = try #require(lines.first { $0.hasPrefix(phase + " ") })
            if let others {
                #expect(found == phase + " " + others)
            } else {
                #expect(found.hasSuffix("-j\(Processors.available)") || !found.contains("-j"), "\(found)")
            }
        }
        if line == "MAKEFLAGS=-j3", header.isEmpty {
            #expect(result.summary.contains("-j16"), "\(result.summary)")
        }
    }
}
