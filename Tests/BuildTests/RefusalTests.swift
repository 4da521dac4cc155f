import ByteStrings
import Glibc
import History
import Processes
import Testing

/// What is refused before anything is built, and what makepkg itself refuses.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RefusalTests {
    /// Nobody is listening there, and nobody is asked.
    private static let hosts: ByteString = "127.0.0.1:9/4"

    private static func fixture(
        recipe: ByteString = SmallPackage.recipe(),
        configuration: MakepkgConfiguration = MakepkgConfiguration()
    ) async throws -> PackageFixture {
        try await PackageFixture(recipe, files: SmallPackage.files(), configuration: configuration)
    }

    private static func expectNothingBuilt(_ fixture: PackageFixture) async throws {
        #expect(!fixture.exists("package/src"))
        #expect(!fixture.exists("package/pkg"))
        #expect(try await fixture.names(in: "runtime").allSatisfy { !$0.contains("/") })
        #expect(try await fixture.leftovers() == [])
    }

    @Test func `a makepkg.conf that bash rejects is status 2, with the place`() async throws {
        let fixture = try await Self.fixture()
        let broken = MakepkgConfiguration(more: "OPTIONS=(strip").text
        try fixture.write(broken, as: "makepkg.conf")
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status == WaitStatus(exitCode: 2))
        let place = "distmake: " + fixture.root.appending(path: "makepkg.conf") + ":"
        let line = try #require(result.errors.split("\n").first { $0.hasPrefix(place) })
        let numbers = (line.dropping(prefix: place) ?? "").split(":")
        #expect(Int(numbers[0].string) != nil, "\(line)")
        #expect(Int(numbers[1].string) != nil, "\(line)")
        try await Self.expectNothingBuilt(fixture)
    }

    @Test func `a makepkg.conf that is not there is status 2`() async throws {
        let fixture = try await Self.fixture()
        let result = try await fixture.distmake(
            hosts: Self.hosts, environment: ["MAKEPKG_CONF=/nonexistent/makepkg.conf"])
        let plain = try await fixture.makepkg(environment: ["MAKEPKG_CONF=/nonexistent/makepkg.conf"])
        #expect(result.status == WaitStatus(exitCode: 2))
        #expect(plain.status == result.status)
        #expect(result.errors.contains("/nonexistent/makepkg.conf"))
        try await Self.expectNothingBuilt(fixture)
    }

    @Test func `a PKGBUILD that bash rejects is status 12, with the place`() async throws {
        let fixture = try await Self.fixture(
            recipe: "pkgname=small\npkgver=1\nbuild() {\n  if true; then\n}\n")
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status == WaitStatus(exitCode: 12))
        let line = try #require(
            result.errors.split("\n").first { $0.contains("PKGBUILD:5:") }, "\(result.errors)")
        #expect(line.hasPrefix("distmake: "))
        try await Self.expectNothingBuilt(fixture)
    }

    @Test(
        arguments: [
            ("a recipe that fails", SmallPackage.recipe(build: "false"), ["-f"]),
            ("no PKGBUILD of that name", SmallPackage.recipe(), ["-f", "-p", "OTHER"]),
            ("an option that does not exist", SmallPackage.recipe(), ["-f", "--frobnicate"]),
            ("a package that lacks a field", "pkgname=small\npackage() { :; }\n", ["-f"]),
            (
                "a source that is missing", SmallPackage.recipe(header: "source=(gone)\nsha256sums=(SKIP)"),
                ["-f"]
            ),
            (
                "a checksum that is wrong",
                SmallPackage.recipe(
                    header: "source=(part.h)\nsha256sums=("
                        + ByteString(String(repeating: "0", count: 64)) + ")"),
                ["-f"]
            ),
            ("another machine's package", SmallPackage.recipe(header: "arch=(m68k)"), ["-f"]),
            ("a compile error", SmallPackage.recipe(build: "echo 'int x = ;' >>part3.c; make"), ["-f"]),
        ] as [(String, ByteString, [ByteString])])
    func `makepkg's own errors pass through`(
        what: String, recipe: ByteString, arguments: [ByteString]
    ) async throws {
        let fixture = try await Self.fixture(recipe: recipe)
        let plain = try await fixture.makepkg(arguments)
        try await fixture.keep(as: "plain")
        let ours = try await fixture.distmake(arguments, hosts: Self.hosts)
        #expect(!plain.status.isSuccess)
        #expect(ours.status == plain.status, "\(what)")
        // The jobs run side by side, so the order of what the compilers say is no one's promise.
        let said = plain.errors.split("\n").filter {
            $0.hasPrefix("==> ERROR") || $0.hasPrefix("makepkg: ") || $0.contains("error: ")
        }
        #expect(!said.isEmpty)
        for line in said { #expect(ours.errors.contains(line), "\(line)") }
        #expect(try await fixture.leftovers() == [])
    }

    @Test func `a package that is already built is makepkg's status`() async throws {
        let fixture = try await Self.fixture()
        #expect(try await fixture.makepkg().status.isSuccess)
        let plain = try await fixture.makepkg([])
        let ours = try await fixture.distmake([], hosts: Self.hosts)
        #expect(plain.status == WaitStatus(exitCode: 13))
        #expect(ours.status == plain.status)
    }

    @Test(
        arguments: [
            ("127.0.0.1/0", "127.0.0.1/0"), ("127.0.0.1/4,frobnicate", "frobnicate"),
            ("127.0.0.1:70000", "70000"), ("127.0.0.1 /8", "/8"), ("--frobnicate 127.0.0.1", "--frobnicate"),
        ] as [(ByteString, ByteString)])
    func `a host list that cannot be used names the token`(list: ByteString, token: ByteString) async throws {
        let fixture = try await Self.fixture()
        let result = try await fixture.distmake(hosts: list)
        #expect(result.status == WaitStatus(exitCode: 2))
        #expect(result.errors.contains(token), "\(result.errors)")
        #expect(result.errors.hasPrefix("distmake: "))
        try await Self.expectNothingBuilt(fixture)
    }

    @Test(arguments: ["-march=native", "-mtune=native"] as [ByteString])
    func `native flags are rejected with what to write instead`(flag: ByteString) async throws {
        let fixture = try await Self.fixture(
            configuration: MakepkgConfiguration(flags: "-O2 " + flag))
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status == WaitStatus(exitCode: 2))
        let text = fixture.contents("makepkg.conf") ?? ""
        let number =
            try #require(text.split("\n", keepingEmpty: true).firstIndex { $0.hasPrefix("CFLAGS=") }) + 1
        let place = fixture.root.appending(path: "makepkg.conf") + ":\(number)"
        #expect(result.errors.contains(place), "\(result.errors)")
        let name = flag.dropping(suffix: "=native") ?? ""
        let replacement = try #require(
            result.errors.split("\n").compactMap { line in
                line.firstRange(of: flag + " is ").map { ByteString(line.bytes[$0.upperBound...]) }
            }.first)
        #expect(replacement.split(" ").contains { $0.hasPrefix(name + "=") }, "\(replacement)")
        try await Self.expectNothingBuilt(fixture)

        // What it says compiles to what native compiles to.
        try await shell(
            """
            cd "$1"
            gcc -O2 \(flag) -c part0.c -o native.o
            gcc -O2 \(replacement) -c part0.c -o replaced.o
            cmp native.o replaced.o
            """, [fixture.start])
    }

    @Test(arguments: [["--resolve-native"], []] as [[ByteString]])
    func `asked to, native flags are resolved and the build is remote`(option: [ByteString]) async throws {
        let fixture = try await Self.fixture(
            configuration: MakepkgConfiguration(flags: "-O2 -march=native"))
        let plain = try await fixture.makepkg()
        #expect(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with(1) { volunteers in
            let result = try await fixture.distmake(
                option + ["-f"], hosts: volunteers.hosts,
                environment: option.isEmpty ? ["DISTMAKE_NATIVE=resolve"] : [])
            #expect(result.status.isSuccess, "\(result.errors)")
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .plain })
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
    }

    @Test func `native flags do no harm where nothing is distributed`() async throws {
        let fixture = try await Self.fixture(
            configuration: MakepkgConfiguration(flags: "-O2 -march=native"))
        for result in [
            try await fixture.distmake(), try await fixture.distmake(["--local", "-f"], hosts: Self.hosts),
        ] {
            #expect(result.status.isSuccess, "\(result.errors)")
        }
    }

    @Test func `native flags of a project's own are resolved per compile`() async throws {
        let fixture = try await Self.fixture(
            recipe: SmallPackage.recipe(build: "make CFLAGS='-O2 -march=native'"))
        let plain = try await fixture.makepkg()
        #expect(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with(1) { volunteers in
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
        }
        #expect(try fixture.compiles().allSatisfy { $0.mode == .plain })
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
    }
}
