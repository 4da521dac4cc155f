import ByteStrings
import Glibc
import History
import Processes
import Testing

/// Builds in chroots, through stand-ins for devtools (`StandInDevtools`); `ChrootLongTests` have whole systems inside.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ChrootTests {
    private static func expectRemote(
        _ fixture: ChrootFixture, _ result: BuildResult, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try #require(
            result.status.isSuccess, "\(result.output) \(result.errors)", sourceLocation: sourceLocation)
        let compiles = try fixture.package.compiles()
        #expect(compiles.count == SmallPackage.fileCount, sourceLocation: sourceLocation)
        #expect(
            compiles.allSatisfy { $0.mode == .plain && $0.fallback == nil },
            "\(compiles.compactMap(\.localReason)) \(result.errors)", sourceLocation: sourceLocation)
        #expect(try await fixture.package.leftovers() == [], sourceLocation: sourceLocation)
        #expect(fixture.mounts() == [], sourceLocation: sourceLocation)
    }

    /// Where the tester is root, also as sudo runs it: for a user.
    @Test(arguments: geteuid() == 0 ? [false, true] : [false])
    func `a chroot without a resolver uses volunteers by name and stays what makechrootpkg makes of it`(
        asRoot: Bool
    ) async throws {
        let fixture = try await ChrootFixture()
        let root = try await fixture.listing("root")
        let command = ["makechrootpkg", "-c", "-r", fixture.chroots, "-l"]
        let plain = try await fixture.run(command + ["plain"], asRoot: asRoot)
        try #require(plain.status.isSuccess, "\(plain.errors)")
        let package = try #require(fixture.package.contents("package/" + SmallPackage.package))
        try await fixture.package.keep(as: "plain")
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            let ours = try await fixture.run(
                ["distmake", "chroot", "--"] + command + ["ours"], hosts: hosts, names: names, asRoot: asRoot)
            try await Self.expectRemote(fixture, ours)
            #expect(ours.summary.contains("red") && ours.summary.contains("blue"), "\(ours.summary)")
        }
        #expect(Set(try fixture.package.compiles().compactMap(\.host)).count == 2)
        #expect(fixture.package.contents("package/" + SmallPackage.package) == package)
        #expect(try await fixture.listing("root") == root)
        #expect(try await fixture.listing("ours") == fixture.listing("plain"))
        #expect(fixture.package.exists("chroots/ours/build/small/src/part1.o"))
    }

    @Test(
        arguments: [
            ["chroot", "-r", "CHROOTS"], ["chroot", "-r", "CHROOTS", "--nocheck"],
            ["chroot", "--", "makechrootpkg", "-T", "-r", "CHROOTS"],
            ["chroot", "makechrootpkg", "-cu", "-r", "CHROOTS", "-l", "two", "--", "--nocheck"],
            ["chroot", "--", "makechrootpkg", "-r", "CHROOTS", "-I", "PKGBUILD"],
            ["chroot", "--", "extra-x86_64-build", "-r", "ARCHBUILD"],
            ["chroot", "extra-x86_64-build", "-r", "ARCHBUILD", "--", "-l", "three", "--", "-C"],
        ] as [[ByteString]])
    func `options of devtools keep their meaning`(words: [ByteString]) async throws {
        let fixture = try await ChrootFixture()
        let archbuild = fixture.package.root.appending(path: "archbuild")
        try await shell("mkdir \"$1\"; ln -s ../chroots \"$1/extra-x86_64\"", [archbuild])
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            let result = try await fixture.run(
                ["distmake"]
                    + words.map { $0 == "CHROOTS" ? fixture.chroots : $0 == "ARCHBUILD" ? archbuild : $0 },
                hosts: hosts, names: names)
            try await Self.expectRemote(fixture, result)
        }
        #expect(fixture.copies.isEmpty == words.contains("-T"))
        for name: ByteString in ["two", "three"] {
            #expect(fixture.copies.contains(name) == words.contains(name))
        }
        #expect(fixture.package.exists("package/" + SmallPackage.package))
    }

    @Test func `pkgctl build is a build of its own for each package`() async throws {
        let fixture = try await ChrootFixture()
        try await shell(
            "mkdir \"$1/archbuild\"; ln -s ../chroots \"$1/archbuild/extra-x86_64\"; cp -a \"$1/package\" \"$1/second\"",
            [fixture.package.root])
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            let result = try await fixture.run(
                [
                    "distmake", "chroot", "--log-level", "info", "pkgctl", "build", "--rebuild", "-c",
                    "package", "second",
                ],
                hosts: hosts, names: names,
                environment: ["STANDIN_CHROOTS=" + fixture.package.root.appending(path: "archbuild")], in: "")
            try await Self.expectRemote(fixture, result)
        }
        let builds = try fixture.package.history()
        #expect(builds.count == 2)
        // pkgctl has edited the PKGBUILD before the build was planned.
        #expect(builds.allSatisfy { $0.build.build.version == "1-2" })
        for directory: ByteString in ["package/", "second/"] {
            #expect(fixture.package.exists(directory + "small-1-2-x86_64.pkg.tar"))
        }
    }

    @Test func `several copies build at once`() async throws {
        let fixture = try await ChrootFixture(functions: 10)
        try await shell("cp -a \"$1/package\" \"$1/second\"", [fixture.package.root])
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            async let first = fixture.run(
                ["distmake", "chroot", "--", "makechrootpkg", "-r", fixture.chroots, "-l", "one"],
                hosts: hosts,
                names: names)
            async let second = fixture.run(
                ["distmake", "chroot", "--", "makechrootpkg", "-r", fixture.chroots, "-l", "two"],
                hosts: hosts,
                names: names, in: "second")
            for result in try await [first, second] {
                try #require(result.status.isSuccess, "\(result.errors)")
            }
        }
        let builds = try fixture.package.history()
        #expect(builds.count == 2)
        for build in builds {
            #expect(build.jobs.count { $0.mode == .plain } == SmallPackage.fileCount)
        }
        #expect(fixture.copies == ["one", "two"])
        #expect(try await fixture.package.leftovers() == [])
    }

    // MARK: Hosts

    @Test(
        arguments: [
            ("nobody.invalid/4 127.0.0.1:9/1", "nobody.invalid", ""),
            ("nobody.local/2", "nobody.local", "nss-mdns"),
            ("@nobody.invalid/2", "@nobody.invalid", ""),
        ] as [(ByteString, ByteString, ByteString)])
    func `a host without an address ends the run before a chroot is made`(
        hosts: ByteString, name: ByteString, advice: ByteString
    ) async throws {
        let fixture = try await ChrootFixture()
        for command in [["makechrootpkg", "-r", fixture.chroots], ["pkgctl", "build"]] as [[ByteString]] {
            let result = try await fixture.run(["distmake", "chroot", "--"] + command, hosts: hosts)
            #expect(result.status == WaitStatus(exitCode: 2))
            let text: ByteString =
                "DISTCC_HOSTS of the environment names the host " + name + ", which has no address"
            #expect(result.errors.contains(text), "\(result.errors)")
            #expect(result.errors.contains(advice))
            #expect(fixture.copies == [])
        }
        // From a file, it is the file that is named; without volunteers it does not matter.
        try fixture.package.makeDirectory("home/.distcc")
        try fixture.package.write(hosts, as: "home/.distcc/hosts")
        let command: [ByteString] = ["makechrootpkg", "-r", fixture.chroots]
        let named = try await fixture.run(["distmake", "chroot", "--"] + command)
        #expect(named.status == WaitStatus(exitCode: 2))
        #expect(named.errors.contains(".distcc/hosts names the host " + name), "\(named.errors)")
        let local = try await fixture.run(["distmake", "chroot", "--local", "--"] + command)
        #expect(local.status.isSuccess, "\(local.errors)")
        #expect(try fixture.package.compiles().allSatisfy { $0.mode == .local })
    }

    @Test func `a name may have several addresses and move between two builds`() async throws {
        let fixture = try await ChrootFixture()
        let command = ["distmake", "chroot", "-r", fixture.chroots]
        try await StockVolunteers.with(1) { volunteers in
            let (names, hosts) = volunteers.named(["red"])
            // Nobody listens at the first one.
            let both = try await fixture.run(command, hosts: hosts, names: ["127.95.0.1 red"] + names)
            try await Self.expectRemote(fixture, both)
        }
        try await StockVolunteers.with(1) { volunteers in
            let (names, hosts) = volunteers.named(["red"])
            try await Self.expectRemote(fixture, try await fixture.run(command, hosts: hosts, names: names))
        }
    }

    @Test func `a distcc inside would find addresses only`() async throws {
        var configuration = MakepkgConfiguration()
        configuration.environment = "distcc color !ccache check !sign"
        configuration.more = "DISTCC_HOSTS='red/4 @blue/2 [::1]:9/1,lzo localhost/2'"
        let fixture = try await ChrootFixture(
            SmallPackage.recipe(build: "printenv DISTCC_HOSTS >hosts; make"), configuration: configuration)
        // The chroot's own list counts before the environment's.
        let result = try await fixture.run(
            ["distmake", "chroot", "-r", fixture.chroots], hosts: "green",
            names: ["127.95.0.1 red", "127.95.0.2 blue"],
            environment: ["DISTMAKE_ACCEPT_TOOLCHAIN=red [::1]:9"])
        try #require(result.status.isSuccess, "\(result.errors)")
        let copy = try #require(fixture.copies.first)
        #expect(
            fixture.package.contents("chroots/" + copy + "/build/small/src/hosts")
                == "127.95.0.1/4 [::1]:9/1,lzo localhost/2\n")
    }

    // MARK: PKGBUILDs and accidents

    @Test func `a quirk's edit goes in and pkgver comes out`() async throws {
        let fixture = try await ChrootFixture(
            SmallPackage.recipe(rest: "pkgver() { echo 7; }") + "# edit me\n")
        for directory: ByteString in [
            "home/.config", "home/.config/distmake", "home/.config/distmake/quirks",
        ] {
            try fixture.package.makeDirectory(directory)
        }
        try fixture.package.write(
            QuirkFixture.quirk("edit-small", text: "echo edited >edited", command: "cp"),
            as: "home/.config/distmake/quirks/edit-small.yaml")
        let before = try #require(fixture.package.contents("package/PKGBUILD"))
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            let result = try await fixture.run(
                ["distmake", "chroot", "-r", fixture.chroots], hosts: hosts, names: names)
            try await Self.expectRemote(fixture, result)
        }
        let copy = try #require(fixture.copies.first)
        #expect(fixture.package.contents("chroots/" + copy + "/build/small/src/edited") == "edited\n")
        #expect(fixture.package.exists("package/small-7-1-x86_64.pkg.tar"))
        let after = try #require(fixture.package.contents("package/PKGBUILD"))
        let expected = before.split("\n", keepingEmpty: true).map { $0 == "pkgver=1" ? "pkgver=7" : $0 }
        #expect(after == expected.joined(separator: "\n"))
    }

    @Test func `after kill -9 the build ends by itself and the next one finds nothing to mend`() async throws
    {
        let fixture = try await ChrootFixture(functions: 30)
        let command: [ByteString] = [
            "distmake", "chroot", "--", "makechrootpkg", "-r", fixture.chroots, "-l", "one",
        ]
        try await StockVolunteers.with { volunteers in
            let (names, hosts) = volunteers.named()
            let build = try fixture.start(command, hosts: hosts, names: names)
            #expect(
                try await eventually { fixture.package.exists("chroots/one/build/small/src/part1.o") })
            let driver = try #require(
                BuildUser.processes(naming: fixture.package.root).first { process in
                    contents("/proc/\(process)/cmdline")?.contains("/distmake\0chroot\0" as ByteString)
                        == true
                        || contents("/proc/\(process)/cmdline")?.hasPrefix("distmake\0chroot\0") == true
                })
            kill(driver, SIGKILL)
            _ = await build.wait()
            // What was under way is finished with the chroot's own compilers.
            #expect(
                try await eventually(within: .seconds(100)) {
                    fixture.package.exists("package/" + SmallPackage.package)
                        && BuildUser.processes(naming: fixture.package.root).isEmpty
                }, "\(build.text)")
            let again = try await fixture.run(command, hosts: hosts, names: names)
            try #require(again.status.isSuccess, "\(again.errors)")
        }
        #expect(try fixture.package.compiles().allSatisfy { $0.mode == .plain })
        #expect(fixture.mounts() == [])
    }

    @Test(
        arguments: [
            (["chroot"], 3), (["chroot", "-r"], 3), (["chroot", "--nonsense"], 3),
            (["chroot", "--", "make"], 3),
            (["chroot", "mkarchroot-that-is-not-there"], 1), (["chroot", "--", "makechrootpkg", "-q"], 1),
            (["chroot", "makechrootpkg", "-h"], 1), (["chroot", "-r", "/nowhere"], 255),
        ] as [([ByteString], Int32)])
    func `what makes no sense is said or left to devtools`(words: [ByteString], status: Int32) async throws {
        let fixture = try await ChrootFixture()
        let result = try await fixture.run(["distmake"] + words)
        #expect(result.status == WaitStatus(exitCode: status), "\(result.errors)")
        #expect(!result.errors.isEmpty)
        #expect(try await fixture.package.leftovers() == [])
    }
}
