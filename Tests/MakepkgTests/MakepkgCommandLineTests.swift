import ByteStrings
import Testing

@testable import Makepkg

private let old = MakepkgVersion(6, 0, 2)
private let new = MakepkgVersion(7, 0, 0)

private func parse(_ line: String, _ version: MakepkgVersion = old) throws -> MakepkgCommandLine {
    try MakepkgCommandLine(line.split(separator: " ").map { ByteString($0) }, version: version)
}

@Suite struct MakepkgCommandLineTests {
    @Test(arguments: [
        ("", MakepkgCommandLine.Run.build),
        ("-sf", .build),
        ("-o", .extractOnly),
        ("--nob", .extractOnly),
        ("--nobuild -f", .extractOnly),
        ("-f --noextract --noprepare --holdver", .build),
        ("-g", .passThrough(.notABuild)),
        ("-S", .passThrough(.notABuild)),
        ("-So", .passThrough(.notABuild)),
        ("--allsource", .passThrough(.notABuild)),
        ("--prints", .passThrough(.notABuild)),
        ("--packagelist", .passThrough(.notABuild)),
        ("--verifysource", .passThrough(.notABuild)),
        ("-F", .passThrough(.notABuild)),
        ("-h", .passThrough(.help)),
        ("-V", .passThrough(.version)),
        ("--vers", .passThrough(.version)),
        ("-Vh", .passThrough(.version)),
        ("-gh", .passThrough(.help)),
        ("-hg", .passThrough(.help)),
        ("--ver", .passThrough(.refused)),  // verifysource, version
        ("--noc", .passThrough(.refused)),  // nocolor, nocheck, noconfirm
        ("--n", .passThrough(.refused)),
        ("--nee", .build),
        ("--sign", .build),
        ("--sig", .build),
        ("--no-such", .passThrough(.refused)),
        ("-x", .passThrough(.refused)),
        ("-fx", .passThrough(.refused)),
        ("-h -x", .passThrough(.refused)),
        ("-p", .passThrough(.refused)),
        ("--config", .passThrough(.refused)),
        ("--force=yes", .passThrough(.refused)),
        ("--=x", .passThrough(.refused)),
        ("--noverify", .passThrough(.refused)),
        ("-- -x", .build),
        ("-", .build),
        ("stray words", .build),
    ])
    func `arguments tell a build from everything else`(line: String, want: MakepkgCommandLine.Run) throws {
        #expect(try parse(line).run == want)
        #expect(try parse(line, new).run == want)
    }

    @Test func `the directory option came with 6_1`() throws {
        #expect(try parse("-D sub", old).run == .passThrough(.refused))
        #expect(try parse("-D sub", new).directory == "sub")
        #expect(try parse("-Dsub", new).directory == "sub")
        #expect(try parse("--di=sub", new).directory == "sub")
        #expect(try parse("--d=sub", old).run == .passThrough(.refused))
    }

    @Test(arguments: [
        ("-p FILE", ByteString("FILE")), ("-pFILE", "FILE"), ("-fpFILE", "FILE"), ("-fp FILE", "FILE"),
        ("-p A -p B", "B"), ("-p -f", "-f"), ("-p --local", "--local"), ("-p --", "--"),
    ])
    func `a short option takes the rest of its word or the next word`(line: String, want: ByteString) throws {
        let parsed = try parse(line)
        #expect(parsed.buildFileOption == want)
        #expect(parsed.own == OwnOptions())
    }

    @Test(arguments: [
        ("--config FILE", ByteString("FILE")), ("--config=FILE", "FILE"), ("--conf FILE", "FILE"),
        ("--config=a=b", "a=b"), ("--config=a=", "a"), ("--config=a==", "a=="), ("--config=", ""),
        ("--config A --config B", "B"),
    ])
    func `a long option takes what read leaves of it`(line: String, want: ByteString) throws {
        #expect(try parse(line).configFile == want)
    }

    @Test func `flags are gathered from bundles and long names`() throws {
        let parsed = try parse("-sfCcLmreRi --noa --nop --noprog --hold -d --nocheck")
        let all: MakepkgCommandLine.Flags = [
            .syncDependencies, .force, .cleanBuild, .clean, .log, .noColour, .removeDependencies, .noExtract,
            .repackage, .install, .noArchive, .noProgressBar, .holdVersion, .noDependencies,
        ]
        // --nop is --noprepare or --noprogressbar: makepkg refuses it.
        #expect(parsed.run == .passThrough(.refused))
        let clear = try parse("-sfCcLmreRi --noa --noprog --hold -d --nocheck")
        #expect(clear.flags == all)
        #expect(clear.check == false)
        #expect(try parse("--nocheck --check").check == true)
    }

    @Test func `assignments are found wherever operands stand, and an empty word ends them`() throws {
        let words: [ByteString] = ["CC=clang", "-f", "stray", "CFLAGS+= -g", "--", "-x", "A=", "", "LATE=1"]
        let parsed = try MakepkgCommandLine(words, version: old)
        #expect(parsed.assignments.map(\.name) == ["CC", "CFLAGS", "A"])
        #expect(parsed.assignments.map(\.value) == ["clang", " -g", ""])
        #expect(parsed.assignments.map(\.appends) == [false, true, false])
        #expect(parsed.flags == .force)
    }

    @Test(arguments: ["1A=2", "=x", "a-b=c", "A++=1", "+=x", "A", "ä=1"])
    func `a word that is no assignment is ignored`(word: String) {
        #expect(Assignment(ByteString(word)) == nil)
    }

    @Test func `an assignment replaces or appends`() {
        #expect(Assignment("A=b=c")?.applied(to: "x") == "b=c")
        #expect(Assignment("_A1+=b")?.applied(to: "x") == "xb")
        #expect(Assignment("A+=b")?.applied(to: nil) == "b")
    }

    @Test(arguments: [
        ("-f", ["-f", "--config", "X"]),
        ("-f -- -x", ["-f", "--config", "X", "--", "-x"]),
        (
            "--local -f --quirk a --no-quirk=b --log-level debug -p P A=1",
            ["-f", "-p", "P", "A=1", "--config", "X"]
        ),
        ("-p --quirk -- --local", ["-p", "--quirk", "--config", "X", "--", "--local"]),
        ("--config U", ["--config", "U", "--config", "X"]),
    ])
    func `options are added where makepkg still reads options`(line: String, want: [String]) throws {
        let added = try parse(line).arguments(adding: ["--config", "X"])
        #expect(added == want.map { ByteString($0) })
    }

    @Test func `our options are ours by their whole name only`() throws {
        let parsed = try parse(
            "--resolve-native --no-quirks --quirk a --quirk=b --no-quirk c --log-level trace")
        #expect(parsed.own.resolveNative)
        #expect(parsed.own.noQuirks)
        #expect(parsed.own.quirks == ["a", "b"])
        #expect(parsed.own.excludedQuirks == ["c"])
        #expect(parsed.own.logLevel == "trace")
        #expect(try parse("--loc").run == .passThrough(.refused))
        #expect(try parse("--lo").flags == .log)
        #expect(try parse("--local=1").run == .passThrough(.refused))
    }

    @Test(arguments: ["--quirk", "--quirk=", "-f --no-quirk", "--log-level", "--log-level loud"])
    func `our options refuse a missing or unknown value`(line: String) {
        #expect { try parse(line) } throws: { ($0 as? MakepkgError)?.code == .usage }
    }

    @Test(
        arguments: [
            ("", nil, nil, ByteString("PKGBUILD")),
            ("", "ENV", nil, "ENV"),
            ("-p OPT", "ENV", nil, "OPT"),
            ("-p OPT", "ENV", "CONF", "CONF"),
            ("-p OPT BUILDFILE=ARG", "ENV", "CONF", "ARG"),
            ("-p OPT BUILDFILE+=.x", nil, nil, "OPT.x"),
            ("-p OPT", nil, "", "PKGBUILD"),
            ("BUILDFILE=", "ENV", nil, "PKGBUILD"),
        ] as [(String, ByteString?, ByteString?, ByteString)])
    func `the build file is the one makepkg would take`(
        line: String, environment: ByteString?, configured: ByteString?, want: ByteString
    ) throws {
        #expect(try parse(line).buildFile(environment: environment, configured: configured) == want)
    }

    @Test(arguments: 0..<300)
    func `any words are taken without loss`(seed: Int) throws {
        var random = SplitMix(seed: UInt64(seed))
        let pieces: [ByteString] = [
            "-", "--", "-f", "-p", "--config", "=", "A=", "x", "\n", "", "--no", "\u{e4}", "-D", "-sS", "\\",
            "*",
        ]
        let words = (0..<random.below(8)).map { _ in
            (0..<random.below(4)).reduce(into: ByteString()) { word, _ in
                word += pieces[random.below(pieces.count)]
            }
        }
        let parsed = try MakepkgCommandLine(words, version: new)
        #expect(parsed.arguments() == words)
        if parsed.run != .passThrough(.refused) {
            // What is added is still read as an option.
            let again = try MakepkgCommandLine(parsed.arguments(adding: ["--config", "X"]), version: new)
            #expect(again.configFile == "X")
        }
    }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 ..< bound.
    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
