import BashSyntax
import ByteStrings
import Processes
import Testing

@testable import Makepkg

private let makepkg = MakepkgInstallation(path: "/usr/bin/makepkg", version: MakepkgVersion(6, 0, 2))

/// Reads configuration files made for the test.
private func read(
    _ texts: [ByteString], environment: [ByteString] = [], assignments: [ByteString] = []
) async throws -> EffectiveConfiguration {
    let directory = try TemporaryDirectory()
    let paths = try texts.enumerated().map { try directory.write($0.element, to: "\($0.offset).conf") }
    let reading = ConfigurationReading(
        makepkg: makepkg, files: ConfigurationFiles(main: paths[0], isChosen: true, paths: paths),
        directory: directory.path, environment: environment + ["PATH=/usr/bin:/bin"],
        assignments: assignments.compactMap(Assignment.init))
    return try await reading.read(from: Disk())
}

@Suite(.timeLimit(.minutes(1))) struct ConfigurationTests {
    @Test func `values come with file and line`() async throws {
        let found = try await read([
            "# c\nCFLAGS=\"-O2 \\\n  -march=native\"\nCFLAGS+=' -g'\n", "CXXFLAGS=\"$CFLAGS\"\n",
        ])
        #expect(found.text("CFLAGS") == "-O2   -march=native -g")
        #expect(found.text("CXXFLAGS") == "-O2   -march=native -g")
        let findings = NativeFlags(in: found).findings
        #expect(findings.map(\.variable) == ["CFLAGS", "CXXFLAGS"])
        #expect(findings.map(\.origin.description.lastPathComponent) == ["0.conf:3", "1.conf:1"])
    }

    @Test func `arrays are arrays, and the last mention of an option counts`() async throws {
        let found = try await read([
            "BUILDENV=(!distcc color !ccache check)\nOPTIONS=(strip)\n", "BUILDENV+=(ccache)\n",
        ])
        #expect(found.words("BUILDENV").last == "ccache")
        #expect(found.buildOption("ccache", packageOptions: []) == true)
        #expect(found.buildOption("ccache", packageOptions: ["!ccache"]) == false)
        #expect(found.buildOption("sign", packageOptions: []) == nil)
        #expect(
            found.option("makeflags", packageOptions: ["!makeflags", "makeflags", "!makeflags"]) == false)
        #expect(found.option("strip", packageOptions: []) == true)
    }

    @Test func `the environment beats the files for ten names only`() async throws {
        let found = try await read(
            ["PKGDEST=/file\nMAKEFLAGS=-j2\nCARCH=file\n"],
            environment: ["PKGDEST=/environment", "MAKEFLAGS=-j9", "CARCH=", "CC=clang"])
        #expect(found.text("PKGDEST") == "/environment")
        #expect(found["PKGDEST"]?.origin == .environment)
        #expect(found.text("MAKEFLAGS") == "-j2")
        #expect(found["CARCH"]?.scalar == "")
        #expect(found.text("CC") == "clang")
        #expect(found["CC"]?.origin == .environment)
        #expect(found["NOBODY"] == nil)
    }

    @Test func `a PKGBUILD is evaluated after the configuration`() async throws {
        let evaluation = try await read(
            [
                """
                CARCH=armv7h
                PKGDEST=/packages
                OPTIONS=(strip !lto)
                CFLAGS="-O2 $(printf %s -g)"
                PATH=/opt/bin:$PATH
                """
            ], environment: ["CARCH=x86_64"], assignments: ["CHOST=x86_64-linux-gnu"]
        ).evaluation
        #expect(evaluation["CARCH"]?.value == .scalar("x86_64"))
        #expect(evaluation["CHOST"]?.value == .scalar("x86_64-linux-gnu"))
        #expect(evaluation["OPTIONS"]?.value == .list(["strip", "!lto"]))
        // What only bash knows it was asked for.
        #expect(evaluation["CFLAGS"]?.value == .scalar("-O2 -g"))
        // Directories are resolved by makepkg first, and PATH is ours.
        #expect(evaluation["PKGDEST"] == nil && evaluation["PATH"] == nil)
    }

    @Test func `the command line beats both`() async throws {
        let found = try await read(
            ["MAKEFLAGS=-j2\nOPTIONS=(a b)\n"], environment: ["PKGDEST=/e"],
            assignments: ["MAKEFLAGS+= V=1", "PKGDEST=/c", "OPTIONS=x", "NEW+=1"])
        #expect(found.text("MAKEFLAGS") == "-j2 V=1")
        #expect(found.text("PKGDEST") == "/c")
        #expect(found.words("OPTIONS") == ["x", "b"])
        #expect(found.text("NEW") == "1")
        #expect(found["MAKEFLAGS"]?.origin == .commandLine)
        #expect(found["MAKEFLAGS"]?.origins.count == 2)
    }

    @Test func `bash is asked for what only it knows`() async throws {
        let found = try await read(
            [
                """
                echo noise
                DISTCC_HOSTS="localhost/`echo 3` $(printf 'a/%d' 5)"
                MAKEFLAGS="-j$(echo 7)"
                LIST=($(echo one two) "th ree")
                NONE=($(true))
                PLAIN=x
                """
            ])
        #expect(found.text("DISTCC_HOSTS") == "localhost/3 a/5")
        #expect(found.text("MAKEFLAGS") == "-j7")
        #expect(found.words("LIST") == ["one", "two", "th ree"])
        #expect(found["NONE"]?.content == .array([]))
        #expect(found.text("PLAIN") == "x")
        #expect(found["MAKEFLAGS"]?.origin.description.hasSuffix("0.conf:3") == true)
    }

    @Test func `what makepkg has set is seen by the files`() async throws {
        let found = try await read(["A=$startdir\nB=$MAKEPKG_CONF\nC=$(echo \"$startdir $MAKEPKG_CONF\")\n"])
        #expect(found.text("C") == (found.text("A") ?? "") + " " + (found.text("B") ?? ""))
        #expect(found.text("B")?.hasSuffix("/0.conf") == true)
        #expect(found["MAKEPKG_CONF"] == nil)
    }

    @Test func `a file that cannot be followed is asked of bash`() async throws {
        let found = try await read([". \"$(dirname \"$MAKEPKG_CONF\")/1.conf\"\n", "CFLAGS=-march=native\n"])
        #expect(found.text("CFLAGS") == "-march=native")
    }

    @Test func `places in files that cannot be followed are bash's`() async throws {
        let directory = try TemporaryDirectory()
        let sourced = try directory.write(
            "# c\nCXXFLAGS=\"-O2 \\\n  -march=native\"\nread -r MAKEFLAGS <<<-j3\nOPTIONS=(\n  strip\n)\n",
            to: "sourced.conf")
        let main = try directory.write(
            """
            CFLAGS=-O1
            CHOST=one
            . "$(echo \(sourced))"
            CFLAGS+=" -O3"
            eval "LDFLAGS=$(echo -s)"
            set_later() { PACKAGER=$1
            }
            set_later me
            """, to: "main.conf")
        let reading = ConfigurationReading(
            makepkg: makepkg, files: ConfigurationFiles(main: main, isChosen: true, paths: [main]),
            directory: directory.path, environment: ["PATH=/usr/bin:/bin", "CC=clang"])
        let found = try await reading.read(from: Disk())
        func place(_ name: ByteString) -> ByteString? { found[name]?.origin.description.lastPathComponent }
        #expect(place("CXXFLAGS") == "sourced.conf:2")
        #expect(place("MAKEFLAGS") == "sourced.conf:4")
        #expect(place("OPTIONS") == "sourced.conf:5")
        #expect(found.words("OPTIONS") == ["strip"])
        #expect(place("CHOST") == "main.conf:2")
        #expect(place("CFLAGS") == "main.conf:4")
        #expect(place("LDFLAGS") == "main.conf:5")
        #expect(place("PACKAGER") == "main.conf:6")
        #expect(found["CC"]?.origin == .environment)
        #expect(
            NativeFlags(in: found).findings.map(\.origin.description.lastPathComponent) == ["sourced.conf:3"])
    }

    @Test func `a syntax error stops the reading with its place`() async throws {
        do {
            _ = try await read(["A=1\nif true; then\n  B=2\n"])
            Issue.record("nothing was thrown")
        } catch let error as MakepkgError {
            #expect(error.code == .syntax)
            #expect(error.line != nil)
            #expect(error.column != nil)
            #expect(error.path.hasSuffix("/0.conf"))
        }
    }

    @Test func `bash is the judge`() async throws {
        let directory = try TemporaryDirectory()
        let good = try directory.write("shopt -s extglob\nx=!(a)\n", to: "good")
        let bad = try directory.write("if\n", to: "bad")
        let place = SourcePosition(line: 3, column: 4, offset: 9)
        let complaint = Diagnostic(position: place, message: "odd", text: "x")
        let judge = SyntaxJudge(shell: "/bin/bash")
        try await judge.check(good, complaints: [complaint])
        try await judge.check(bad, complaints: [])
        await #expect(throws: MakepkgError(.syntax, path: bad, line: 3, column: 4, text: "odd: x")) {
            try await judge.check(bad, complaints: [complaint])
        }
        await #expect(throws: MakepkgError.self) {
            try await SyntaxJudge(shell: "/nonexistent").check(bad, complaints: [complaint])
        }
    }

    @Test func `a configuration that ends bash is an error with what it said`() async throws {
        await #expect { try await read(["A=$(true)\necho sorry >&2\nexit 3\n"]) } throws: {
            ($0 as? MakepkgError)?.code == .noAnswer && ($0 as? MakepkgError)?.text == "sorry"
        }
    }

    @Test func `a missing configuration is named`() async throws {
        let reading = ConfigurationReading(
            makepkg: makepkg, files: ConfigurationFiles(main: "/nonexistent/c", isChosen: true, paths: []),
            directory: "/", environment: [])
        await #expect { try await reading.read(from: Disk()) } throws: {
            ($0 as? MakepkgError)?.systemError == 2 && ($0 as? MakepkgError)?.path == "/nonexistent/c"
        }
    }

    @Test(arguments: [
        "end", "", "sA\u{0}", "aA\u{0}9\u{0}x\u{0}end\u{0}", "aA\u{0}-1\u{0}end\u{0}", "x\u{0}end\u{0}",
        "p\u{0}f\u{0}1\u{0}end\u{0}", "sA\u{0}b\u{0}p\u{0}f\u{0}end\u{0}",
    ])
    func `half an answer is none`(answer: String) {
        let want: [ByteString: ConfigurationQuestion.Answer]? = answer == "end" ? [:] : nil
        #expect(ConfigurationQuestion.values(in: ByteString(answer)) == want)
    }

    @Test func `the rejection names each place and what to write`() {
        let file = ConfigurationValue.Origin.file("/etc/makepkg.conf", line: 43, text: "")
        let flags = NativeFlags(findings: [
            .init(variable: "CFLAGS", flag: "-march=native", origin: file),
            .init(variable: "CFLAGS", flag: "-mtune=native", origin: .environment),
        ])
        let lines = flags.rejection(replacements: [("-march=native", "-march=znver3")])
        #expect(lines.first == "/etc/makepkg.conf:43: CFLAGS has -march=native")
        #expect(lines.contains("the environment: CFLAGS has -mtune=native"))
        #expect(lines.contains("    -march=native is -march=znver3"))
        #expect(lines.contains("    -mtune=native is (this compiler does not say)"))
        #expect(NativeFlags(findings: []).rejection(replacements: []).isEmpty)
    }
}
