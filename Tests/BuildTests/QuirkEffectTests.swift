import ByteStrings
import Glibc
import History
import Processes
import Testing

/// What quirks of the user do to a build.
@Suite(.serialized, .timeLimit(.minutes(3))) struct QuirkEffectTests {
    /// Nobody is listening there.
    private static let nobody: ByteString = "127.0.0.1:9/4"

    /// - Parameter quirks: effects by id; each quirk matches the small package.
    private static func fixture(
        _ quirks: [ByteString: ByteString], recipe: ByteString = SmallPackage.recipe(),
        configuration: MakepkgConfiguration = MakepkgConfiguration()
    ) async throws -> PackageFixture {
        let fixture = try await PackageFixture(
            recipe, files: SmallPackage.files(), configuration: configuration)
        for directory: ByteString in [
            "home/.config", "home/.config/distmake", "home/.config/distmake/quirks",
        ] {
            try fixture.makeDirectory(directory)
        }
        for (id, effects) in quirks {
            try fixture.write(
                """
                id: \(id)
                summary: how \(id) is built
                explanation: for a test
                evidence: https://example.org
                match: {package: small}
                \(effects)
                examples: [{pkgbuild: pkgname=small, expect: applies}]

                """, as: "home/.config/distmake/quirks/" + id + ".yaml")
        }
        return fixture
    }

    /// Builds with two volunteers; the compiles of the build.
    ///
    /// - Parameter hostOptions: of each volunteer in the host list.
    private static func build(
        _ fixture: PackageFixture, _ arguments: [ByteString] = ["-f"], environment: [ByteString] = [],
        hostOptions: ByteString = ""
    ) async throws -> (result: BuildResult, compiles: [JobRecord]) {
        let result = try await StockVolunteers.with { volunteers in
            let hosts = volunteers.hosts.split(" ").map { $0 + hostOptions }.joined(separator: " ")
            return try await fixture.distmake(arguments, hosts: hosts, environment: environment)
        }
        try #require(result.status.isSuccess, "\(result.errors)")
        #expect(try await fixture.leftovers() == [])
        return (result, try fixture.compiles())
    }

    private static func expectNothingBuilt(_ fixture: PackageFixture) async throws {
        #expect(!fixture.exists("package/src"))
        #expect(try await fixture.leftovers() == [])
    }

    // MARK: Flags

    @Test func `a refused flag stops the build and every place is named`() async throws {
        let fixture = try await Self.fixture(
            ["no-plt": "effects: [{reject-flag: -fno-plt}]"],
            recipe: SmallPackage.recipe(header: "CFLAGS+=' -fno-plt'"))
        let result = try await fixture.distmake(hosts: Self.nobody)
        #expect(result.status == WaitStatus(exitCode: 2))
        let lines = (fixture.contents("makepkg.conf") ?? "").split("\n", keepingEmpty: true)
        let number = try #require(lines.firstIndex { $0.hasPrefix("CFLAGS=") }) + 1
        let place = fixture.root.appending(path: "makepkg.conf")
        #expect(result.errors.contains(place + ":\(number): CFLAGS has -fno-plt"), "\(result.errors)")
        #expect(result.errors.contains("PKGBUILD:5: CFLAGS has -fno-plt"), "\(result.errors)")
        #expect(result.errors.contains("Quirk `no-plt`: how no-plt is built."))
        try await Self.expectNothingBuilt(fixture)
        // It harms nobody where nothing is distributed, and the user can refuse the quirk.
        #expect(try await fixture.distmake(["--local", "-f"], hosts: Self.nobody).status.isSuccess)
        let refused = try await Self.build(fixture, ["-f", "--no-quirk", "no-plt"])
        #expect(refused.compiles.allSatisfy { $0.mode == .plain })
    }

    @Test func `a flag is rewritten in makepkg.conf and in the copy of the PKGBUILD`() async throws {
        let fixture = try await Self.fixture(
            ["inline": "effects: [{rewrite-flag: {from: -O2, to: -O1 -fno-inline}}]"],
            recipe: SmallPackage.recipe(
                build: #"CFLAGS+=" -O2"; printf %s "$CFLAGS" >"$startdir/flags"; make"#),
            configuration: MakepkgConfiguration(flags: "-O2 -pipe"))
        let original = fixture.contents("package/PKGBUILD")
        let (result, compiles) = try await Self.build(fixture)
        #expect(fixture.contents("package/flags") == "-O1 -fno-inline -pipe -O1 -fno-inline")
        #expect(compiles.count == SmallPackage.fileCount && compiles.allSatisfy { $0.mode == .plain })
        #expect(result.summary.contains("quirks: inline"), "\(result.summary)")
        #expect(fixture.contents("package/PKGBUILD") == original)
    }

    // MARK: Jobs

    @Test(arguments: [
        // makepkg.conf, effect, MAKEFLAGS in build(), DISTMAKE_JOBS
        ("", "{jobs: {set: 3}}", "-j3", "3"), ("", "{jobs: {cap: 5}}", "-j5", "5"),
        ("", "{jobs: as-written}", "", ""), ("MAKEFLAGS=-j64", "{jobs: {cap: 5}}", "-j64 -j5", "5"),
        ("MAKEFLAGS=-j2", "{jobs: {cap: 5}}", "-j2", "2"),
        ("MAKEFLAGS=-j2", "{jobs: {set: 1}}", "-j2 -j1", "1"), ("MAKEFLAGS=-j7", "{warn: so}", "-j7", "7"),
    ])
    func `jobs are set and capped`(
        configured: String, effect: String, makeflags: String, jobs: String
    ) async throws {
        let fixture = try await Self.fixture(
            ["jobs": "effects: [\(ByteString(effect))]"],
            recipe: SmallPackage.recipe(
                build: #"printf '%s|%s' "$MAKEFLAGS" "$DISTMAKE_JOBS" >"$startdir/seen"; make"#),
            configuration: MakepkgConfiguration(more: ByteString(configured)))
        let (result, _) = try await Self.build(fixture)
        #expect(fixture.contents("package/seen") == ByteString("\(makeflags)|\(jobs)"), "\(result.summary)")
    }

    @Test func `the command line beats a quirk's jobs, and nothing is exported where nothing leaves`()
        async throws
    {
        let fixture = try await Self.fixture(
            ["jobs": "effects: [{jobs: {set: 1}}]"],
            recipe: SmallPackage.recipe(
                build: #"printf '%s|%s' "$MAKEFLAGS" "$DISTMAKE_JOBS" >"$startdir/seen"; make"#))
        _ = try await Self.build(fixture, ["-f", "MAKEFLAGS=-j4"])
        #expect(fixture.contents("package/seen") == "-j4|4")
        let local = try await fixture.distmake(["-f", "--local"], hosts: Self.nobody)
        #expect(local.status.isSuccess)
        #expect(fixture.contents("package/seen") == "|")
    }

    // MARK: What stays here

    @Test(arguments: [
        ("{ship: ['data/*']}", "shipped-files", SmallPackage.fileCount),
        ("{ship: {files: [table.bin], with: ['part3.c', '*t4.c']}}", "shipped-files", 2),
        ("{mode: pump}", "job-mode", SmallPackage.fileCount),
        ("{mode: native}", "job-mode", SmallPackage.fileCount), ("{mode: plain}", "", 0),
        ("{local: {files: ['*part1?.c']}}", "quirk", 2),
        ("{local: {phases: [build]}}", "quirk", SmallPackage.fileCount),
        ("{local: {phases: [check]}}", "", 0),
    ])
    func `what a quirk keeps here has its reason`(
        effect: String, reason: String, count: Int
    ) async throws {
        let fixture = try await Self.fixture(["stay": "effects: [\(ByteString(effect))]"])
        let (result, compiles) = try await Self.build(fixture)
        let local = compiles.filter { $0.mode == .local }
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(local.count == count, "\(result.summary)")
        #expect(local.allSatisfy { $0.localReason == reason }, "\(local.map(\.localReason))")
        if count > 0 { #expect(result.summary.contains(ByteString(reason)), "\(result.summary)") }
    }

    /// A source that hides from every scanner which file it reads.
    private static let hiding: ByteString = """
        #define BYTES ".inc" "bin"
        #define TABLE "data/" "table" "." "bin"
        __asm__(".section .rodata; .globl table; table: " BYTES " \\"" TABLE "\\"; .text");

        """

    @Test func `shipped files go to volunteers that preprocess`() async throws {
        let fixture = try await Self.fixture(
            [
                "carry":
                    "effects: [{ship: {files: ['data/*.bin', data/unused], with: ['*part3.c', '*part4.c']}}]"
            ],
            recipe: SmallPackage.recipe(
                build: """
                    mkdir -p data
                    printf 'fourteen bytes' >data/table.bin
                    printf '%s' '\(Self.hiding)' >>part3.c
                    make
                    """))
        let (result, compiles) = try await Self.build(fixture, hostOptions: ",cpp,lzo")
        #expect(compiles.allSatisfy { $0.mode != .local }, "\(result.summary)")
        #expect(compiles.filter { ["part3.c", "part4.c"].contains($0.file) }.map(\.mode) == [.pump, .pump])
        let remote = fixture.contents("package/src/part3.o")
        #expect(remote?.firstRange(of: "fourteen bytes") != nil)
        let local = try await fixture.distmake(["-f", "--local"], hosts: Self.nobody)
        #expect(local.status.isSuccess)
        #expect(fixture.contents("package/src/part3.o") == remote)
    }

    @Test func `shipped files that are not there keep their sources here`() async throws {
        let fixture = try await Self.fixture(
            ["carry": "effects: [{ship: {files: ['data/*'], with: ['*part3.c']}}]"])
        let (_, compiles) = try await Self.build(fixture, hostOptions: ",cpp,lzo")
        #expect(
            compiles.filter { $0.mode == .local }.map { [$0.file, ByteString($0.localReason ?? "")] }
                == [["part3.c", "shipped-files"]])
    }

    @Test func `a package that a quirk keeps here is not distributed at all`() async throws {
        let fixture = try await Self.fixture(["stay": "effects: [{local: package}]"])
        let (result, compiles) = try await Self.build(fixture)
        #expect(compiles.allSatisfy { $0.mode == .local })
        #expect(result.summary.contains("quirk stay"), "\(result.summary)")
    }

    // MARK: What cannot be done

    private static let impossible: ByteString = """
        effects:
          - warn: first
          - insert: {before: [{function: prepare, command: cmake}], text: 'true'}
        """

    @Test func `a quirk that cannot apply warns and its package stays here`() async throws {
        let fixture = try await Self.fixture(["broken": Self.impossible])
        let (result, compiles) = try await Self.build(fixture)
        let file = fixture.root.appending(path: "home/.config/distmake/quirks/broken.yaml")
        let warning =
            "distmake: " + file + ":8: quirk `broken`: the PKGBUILD (line 6) has no command `cmake` to edit"
        #expect(result.errors.hasPrefix(warning), "\(result.errors)")
        #expect(result.errors.contains("(command-missing); it has `cp \"$startdir\"/*.[ch]"))
        #expect(compiles.allSatisfy { $0.mode == .local && $0.localReason == "quirk" })
        #expect(compiles.count == SmallPackage.fileCount)
    }

    @Test func `one that is optional warns and the package goes out`() async throws {
        let fixture = try await Self.fixture(["broken": "optional: true\n" + Self.impossible])
        let (result, compiles) = try await Self.build(fixture)
        #expect(result.errors.contains("the build goes on without it"), "\(result.errors)")
        #expect(compiles.allSatisfy { $0.mode == .plain })
    }

    @Test func `one that is required stops the build`() async throws {
        let fixture = try await Self.fixture(["broken": "required: true\n" + Self.impossible])
        let result = try await fixture.distmake(hosts: Self.nobody)
        #expect(result.status == WaitStatus(exitCode: 12))
        #expect(result.errors.contains("quirk `broken`: the PKGBUILD"), "\(result.errors)")
        try await Self.expectNothingBuilt(fixture)
    }

    @Test func `two that contradict each other are both named and nothing is built`() async throws {
        let fixture = try await Self.fixture([
            "one": "effects: [{jobs: {set: 1}}]", "two": "effects: [{jobs: {set: 2}}]",
        ])
        let result = try await fixture.distmake(hosts: Self.nobody)
        #expect(!result.status.isSuccess)
        #expect(
            result.errors.contains("quirks `one` and `two` contradict each other over the number of jobs"))
        try await Self.expectNothingBuilt(fixture)
        _ = try await Self.build(fixture, ["-f", "--no-quirk", "two"])
    }

    @Test func `a broken file is told and the build goes on`() async throws {
        let fixture = try await Self.fixture(["odd": "effects: [{explode: now}]"])
        let (result, compiles) = try await Self.build(fixture)
        #expect(
            result.errors.contains("odd.yaml:6:12: effects.explode: unknown key; expected one of"),
            "\(result.errors)")
        #expect(compiles.allSatisfy { $0.mode == .plain })
    }

    // MARK: The commands

    @Test func `quirks check runs the examples`() async throws {
        let fixture = try await Self.fixture(["good": "effects: [{warn: so}]"])
        let good = fixture.root.appending(path: "home/.config/distmake/quirks/good.yaml")
        let fine = try await fixture.run(["distmake", "quirks", "check", good])
        #expect(fine.status.isSuccess && fine.errors == "", "\(fine.errors)")
        let text = try #require(fixture.contents("home/.config/distmake/quirks/good.yaml"))
        try fixture.write(
            ByteString(text.string.replacing("expect: applies", with: "expect: offered")),
            as: "home/.config/distmake/quirks/good.yaml")
        let wrong = try await fixture.run(["distmake", "quirks", "check", good])
        #expect(wrong.status == WaitStatus(exitCode: 1))
        #expect(wrong.errors == good + ":7: expected offered, found applies\n", "\(wrong.errors)")
    }

    @Test func `match speaks JSON, knows CARCH, and is plain off a terminal`() async throws {
        let fixture = try await Self.fixture(
            [
                "config": """
                effects: [{warn: so}]
                on-request: {file: {name: config.x86_64, line: 'A=y'}}
                """
            ], recipe: SmallPackage.recipe(header: "source=(config.$CARCH)\nsha256sums=(SKIP)"))
        try fixture.write("A=y\n", as: "package/config.x86_64")
        let result = try await fixture.run(["distmake", "quirks", "match", "--json"])
        #expect(result.status.isSuccess)
        let text = result.output.string.filter { !$0.isWhitespace }
        #expect(text.contains(#""offered":[{"id":"config","summary":"howconfigisbuilt""#), "\(result.output)")
        let plain = try await fixture.run(["distmake", "quirks", "match"], environment: ["TERM=xterm"])
        #expect(plain.output.contains("config: only with --quirk, package is small"))
        #expect(!plain.output.contains(UInt8(0x1B)))
    }

    @Test func `match and diff take the selection of a build, list and show what there is`() async throws {
        let fixture = try await Self.fixture([
            "edit": "effects: [{replace-word: {function: build, word: make, with: make -s}}]",
            "offer": "on-request: {package: small}\neffects: [{warn: careful}]",
            "off": "enabled: false\neffects: [{warn: never}]",
        ])
        func quirks(_ arguments: [ByteString]) async throws -> BuildResult {
            try await fixture.run(["distmake", "quirks"] + arguments)
        }
        let plain = try await quirks(["match"])
        #expect(plain.output.contains("edit: applies, package is small"), "\(plain.output)")
        #expect(plain.output.contains("offer: only with --quirk"), "\(plain.output)")
        let asked = try await quirks(["match", "--quirk", "offer", "--no-quirk", "edit"])
        #expect(asked.output.contains("offer: applies"), "\(asked.output)")
        #expect(!asked.output.contains("edit: applies"), "\(asked.output)")
        let none = try await quirks(["match", "--no-quirks"])
        #expect(none.status.isSuccess && !none.output.contains(": applies"), "\(none.output)")
        #expect(try await quirks(["diff", "--no-quirk", "edit"]).output == "")
        let unknown = try await quirks(["match", "--quirk", "nobody-knows"])
        #expect(!unknown.status.isSuccess && unknown.errors.contains("nobody-knows"), "\(unknown.errors)")
        let list = try await quirks(["list"])
        #expect(list.output.contains("(switched off) how off is built"), "\(list.output)")
        let show = try await quirks(["show", "offer"])
        #expect(show.output.hasPrefix("offer: how offer is built\n"), "\(show.output)")
        #expect(show.output.contains("https://example.org"), "\(show.output)")
        let missing = try await quirks(["show", "nobody-knows"])
        #expect(missing.status == WaitStatus(exitCode: 1) && missing.errors.contains("quirks list"))
    }

    @Test(arguments: [([], true), (["NO_COLOR=1"], false), (["TERM=dumb"], false)] as [([ByteString], Bool)])
    func `a diff on a terminal is coloured`(environment: [ByteString], isColoured: Bool) async throws {
        let fixture = try await Self.fixture(
            ["edit": "effects: [{replace-word: {function: build, word: make, with: make -s}}]"])
        let result = try await fixture.run(
            ["script", "-qec", "distmake quirks diff", "/dev/null"], environment: ["TERM=xterm"] + environment
        )
        #expect(result.output.contains("+    make -s"), "\(result.output)")
        #expect(result.output.contains("\u{1B}[32m+    make -s") == isColoured, "\(result.output)")
        let piped = try await fixture.run(["distmake", "quirks", "diff"], environment: ["TERM=xterm"])
        #expect(piped.output.contains("\n-    make\n+    make -s\n"))
    }
}
