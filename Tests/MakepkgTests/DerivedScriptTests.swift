import ByteStrings
import Processes
import Testing

@testable import Makepkg

/// The derived configuration inside the machine's libmakepkg, without the rest of makepkg: one bash per case.
@Suite(.timeLimit(.minutes(1))) struct DerivedScriptTests {
    /// What each phase saw, by phase.
    struct Outcome {
        var phases: [ByteString: [ByteString]] = [:]
        var standardError: ByteString
        var status: Int32

        /// Field: 0 first directory of PATH, 1 MAKEFLAGS, 2 CFLAGS, 3 CCACHE_PREFIX, 4 CCACHE_BASEDIR, 5
        /// DISTCC_HOSTS as exported, 6 the phase file, 7 DISTMAKE_SOCKET, 8 MAKEPKG_CONF as
        /// exported.
        func field(_ index: Int, _ phase: ByteString) -> ByteString? {
            phases[phase].flatMap { $0.indices.contains(index) ? $0[index] : nil }
        }
    }

    /// libmakepkg, makepkg's own run_* functions, and phases that print what they see.
    private static let script: ByteString = #"""
        shopt -s extglob
        for lib in /usr/share/makepkg/*.sh; do source "$lib"; done
        eval "$(sed -n '/^error_function()/,/^}/p; /^run_[a-z_]*()/,/^}/p' /usr/bin/makepkg)"
        cd "$1"; startdir=$PWD srcdir=$PWD/src pkgname=x
        say() {
            printf '%s|%s|%s|%s|%s|%s|%s|%s|%s|%s\n' "$1" "${PATH%%:*}" "${MAKEFLAGS-unset}" \
                "${CFLAGS-unset}" "$CCACHE_PREFIX" "$CCACHE_BASEDIR" "$(printenv DISTCC_HOSTS)" \
                "$(<"$startdir/run/phase")" "$(printenv DISTMAKE_SOCKET)" "$(printenv MAKEPKG_CONF)"
        }
        prepare() { say prepare; }
        build() { say build; }
        check() { say check; }
        package() { say package; }
        eval "$BEFORE"
        load_makepkg_config
        eval "$AFTER"
        run_prepare
        say pkgver
        prepare_buildenv
        run_build
        run_check
        prepare_buildenv
        run_package
        say after
        """#

    private func run(
        _ configuration: ByteString, before: ByteString = "", after: ByteString = "",
        environment: [ByteString] = [], edit: (inout DerivedConfiguration) -> Void = { _ in }
    ) async throws -> Outcome {
        let directory = try TemporaryDirectory()
        for name: ByteString in ["src", "run", "masquerade", "ccache"] { try directory.makeDirectory(name) }
        try directory.write("", to: "run/phase")
        let user = try directory.write(configuration, to: "user.conf")
        var derived = DerivedConfiguration(
            files: ConfigurationFiles(main: user, isChosen: true, paths: [user]),
            masquerade: directory.path.appending(path: "masquerade"), shim: "/opt/it's/distmake-cc",
            buildDirectory: directory.path.appending(path: "run"),
            environment: [("DISTMAKE_SOCKET", "/run/it's sock")],
            jobs: DerivedConfiguration.Jobs(build: 44))
        edit(&derived)
        let path = try directory.write(derived.text, to: "derived.conf")
        let result = try await capture(
            "/bin/bash", arguments: ["-c", Self.script, "makepkg", directory.path],
            environment: [
                "PATH=/usr/bin:/bin", "HOME=/nonexistent", "MAKEPKG_CONF=" + path, "BEFORE=" + before,
                "AFTER=" + after,
            ] + environment)
        var outcome = Outcome(
            standardError: ByteString(result.standardError), status: result.waitStatus.shellStatus)
        for line in ByteString(result.standardOutput).split("\n") where line.contains(UInt8(ascii: "|")) {
            let fields = line.split("|", keepingEmpty: true)
            // Directory names differ from run to run.
            outcome.phases[fields[0]] = fields.dropFirst().map {
                $0.dropping(prefix: directory.path + "/") ?? $0
            }
        }
        return outcome
    }

    @Test func `every phase has the masquerade, its name and the environment`() async throws {
        let seen = try await run("CFLAGS=-O2\n")
        #expect(seen.status == 0)
        #expect(seen.standardError == "")
        for phase: ByteString in ["prepare", "build", "check", "package"] {
            #expect(seen.field(0, phase) == "masquerade")
            #expect(seen.field(6, phase) == phase)
            #expect(seen.field(7, phase) == "/run/it's sock")
            #expect(seen.field(8, phase) == "user.conf")
        }
        #expect(seen.field(6, "pkgver") == "")
        #expect(seen.field(6, "after") == "")
        #expect(seen.field(5, "build") == "")
    }

    @Test func `PATH is ours again after a profile has set it`() async throws {
        let seen = try await run("", after: "PATH=/usr/local/bin:/usr/bin:/bin")
        for phase: ByteString in ["prepare", "build", "check", "package"] {
            #expect(seen.field(0, phase) == "masquerade")
        }
        let unprepared = try await run("", after: "PATH=/usr/bin:/bin; run_prepare() { :; }")
        #expect(unprepared.field(0, "pkgver") == "/usr/bin")
        #expect(unprepared.field(0, "build") == "masquerade")
        #expect(unprepared.field(0, "check") == "masquerade")
    }

    @Test(arguments: [
        ("", "-j44", "unset"),
        ("MAKEFLAGS=", "-j44", ""),
        ("MAKEFLAGS=-j3", "-j3", "-j3"),
        ("MAKEFLAGS=kj3", "kj3", "kj3"),
        ("MAKEFLAGS='--jobs 3'", "--jobs 3", "--jobs 3"),
        ("MAKEFLAGS=V=1", "V=1 -j44", "V=1"),
        ("MAKEFLAGS='k -- A=1'", "k -j44 -- A=1", "k -- A=1"),
        ("MAKEFLAGS='-- A=1 -j2'", "-j44 -- A=1 -j2", "-- A=1 -j2"),
        ("MAKEFLAGS='A=1\\ -j2'", "A=1\\ -j2 -j44", "A=1\\ -j2"),
        ("MAKEFLAGS='-l4j3'", "-l4j3 -j44", "-l4j3"),
    ])
    func `only build gets the raised count`(
        configuration: String, build: String, others: String
    ) async throws {
        let seen = try await run(ByteString(configuration))
        #expect(seen.field(1, "build") == ByteString(build))
        for phase: ByteString in ["prepare", "check", "package", "after"] {
            #expect(seen.field(1, phase) == ByteString(others))
        }
    }

    /// The shell text and `JobCount` must be of one mind.
    @Test func `the shell finds -j where JobCount does`() async throws {
        let script: ByteString = #"""
            source_makepkg_config() { :; }
            source "$1"
            for MAKEFLAGS in "${@:2}"; do distmake_has_jobs; printf '%d %s\0' "$?" "$distmake_number"; done
            """#
        let directory = try TemporaryDirectory()
        let derived = DerivedConfiguration(
            files: ConfigurationFiles(main: "/dev/null", isChosen: true, paths: []), masquerade: "/m",
            shim: "/s",
            buildDirectory: directory.path)
        let path = try directory.write(derived.text, to: "derived.conf")
        let rows = JobCountTests.makeflags
        let result = try await capture(
            "/bin/bash", arguments: ["-c", script, "makepkg", path] + rows.map { ByteString($0.0) })
        let wanted = rows.map { row -> ByteString in
            switch row.1 {
            case .limited(let count): ByteString("0 \(count)")
            // The shell does not count the digits; the shim does.
            case .unreadable where row.0.hasSuffix("99999"): ByteString("0 " + row.0.dropFirst(7))
            case .unlimited, .unreadable: "0 "
            case nil: "1 "
            }
        }
        #expect(ByteString(result.standardOutput).split("\0") == wanted)
    }

    /// DISTMAKE_JOBS, CMAKE_BUILD_PARALLEL_LEVEL, JOBS and SCONSFLAGS of a phase, as its programs see them.
    private static let toolVariables: ByteString = #"""
        say() {
            printf '%s|' "$1"
            for name in DISTMAKE_JOBS CMAKE_BUILD_PARALLEL_LEVEL JOBS SCONSFLAGS; do
                printf '%s|' "$(printenv "$name" || echo unset)"
            done
            echo
        }
        """#

    @Test(arguments: [
        // makepkg.conf, what the PKGBUILD says, the four variables in build()
        ("", "", ["44", "44", "44", "-j44"]),
        ("MAKEFLAGS='-j64 V=1'", "", ["64", "64", "64", "-j64"]),
        ("MAKEFLAGS=-j", "", ["unset", "unset", "unset", "unset"]),
        ("", "MAKEFLAGS=-j3", ["3", "3", "3", "-j3"]),
        (
            "export JOBS=5 CMAKE_BUILD_PARALLEL_LEVEL=6 SCONSFLAGS=-Q", "",
            ["44", "6", "5", "-Q -j44"]
        ),
        ("export SCONSFLAGS='-Q -j2'", "", ["44", "44", "44", "-Q -j2"]),
        ("export SCONSFLAGS=--jobs=2", "", ["44", "44", "44", "--jobs=2"]),
        ("", "options=(!makeflags)", ["unset", "unset", "unset", "unset"]),
        ("", "options=(!distcc)", ["unset", "unset", "unset", "unset"]),
    ])
    func `tools that do not read MAKEFLAGS are told its count, in build alone`(
        configuration: String, package: String, want: [String]
    ) async throws {
        let seen = try await run(
            ByteString(configuration), before: Self.toolVariables, after: ByteString(package)
        ) { $0.jobs = .init(build: 44, check: 2, package: 2) }
        #expect(seen.phases["build"]?.prefix(4).map(\.string) == want)
        let others = seen.phases["prepare"]
        #expect(others?.first == "unset")
        for phase: ByteString in ["check", "package", "after"] { #expect(seen.phases[phase] == others) }
    }

    @Test func `where no count is ours nobody is told one`() async throws {
        let seen = try await run("MAKEFLAGS=-j64", before: Self.toolVariables) { $0.jobs = .init() }
        #expect(seen.phases["build"]?.prefix(4) == ["unset", "unset", "unset", "unset"])
    }

    @Test func `a build tool is wrapped once it is there`() async throws {
        let before: ByteString = #"""
            say() { echo "$1|$PATH"; }
            prepare() { say prepare; printf '#!/bin/sh\n' >"$startdir/installed/tool"; chmod +x "$startdir/installed/tool"; }
            mkdir installed; PATH=$PWD/installed:/usr/bin:/bin
            """#
        func seen(after: ByteString = "") async throws -> Outcome {
            try await run("", before: before, after: after) {
                let root = $0.masquerade.directoryPath
                $0.tools = [
                    (name: "tool", directory: root.appending(path: "wrap")),
                    (name: "nowhere-to-be-found", directory: root.appending(path: "other")),
                ]
            }
        }
        let late = try await seen()
        #expect(late.field(0, "prepare")?.contains("/wrap") == false)
        #expect(late.field(0, "build")?.contains("/wrap:") == true)
        #expect(late.field(0, "build")?.hasPrefix("masquerade:") == true)
        #expect(late.field(0, "build")?.contains("/other") == false)
        #expect(late.field(0, "package")?.split(":").count { $0.hasSuffix("/wrap") } == 1)
        let off = try await seen(after: "options=(!distcc)")
        #expect(off.field(0, "build")?.contains("/wrap") == false)
        // Where nothing is made beforehand the link is.
        let made = try await run("", before: #"say() { echo "$1|$(readlink "$startdir/wrap/env")"; }"#) {
            $0.tools = [(name: "env", directory: $0.masquerade.directoryPath.appending(path: "wrap"))]
            $0.compilerNames = "^no-such-compiler$"
        }
        #expect(made.field(0, "build") == "/opt/it's/distmake-cc")
    }

    @Test func `makeflags switched off stay off`() async throws {
        let seen = try await run("MAKEFLAGS=V=1", after: "options=(!makeflags)")
        #expect(seen.field(1, "build") == "unset")
        #expect(seen.field(1, "check") == "unset")
    }

    @Test func `distcc switched off by the PKGBUILD switches us off`() async throws {
        let seen = try await run("BUILDENV=(distcc)", after: "options=(strip !distcc)")
        #expect(seen.field(0, "build") == "/usr/bin")
        #expect(seen.field(0, "package") == "/usr/bin")
        #expect(seen.field(1, "build") == "unset")
    }

    @Test func `distcc switched off in the configuration is every default and means nothing`() async throws {
        let seen = try await run("BUILDENV=(!distcc color)\nDISTCC_HOSTS=a")
        #expect(seen.field(0, "build") == "masquerade")
        #expect(seen.field(5, "build") == "")
    }

    @Test func `DISTCC_HOSTS is exported as makepkg does`() async throws {
        let seen = try await run("BUILDENV=(distcc)\nDISTCC_HOSTS='a/3 b'")
        #expect(seen.field(5, "prepare") == "")
        #expect(seen.field(5, "build") == "a/3 b")
        #expect(seen.field(0, "build") == "masquerade")
    }

    @Test func `what build does to MAKEFLAGS lasts, our part does not`() async throws {
        let appended = try await run("", before: #"build() { say build; MAKEFLAGS+=' V=1'; }"#)
        #expect(appended.field(1, "check") == " V=1")
        let replaced = try await run(
            "MAKEFLAGS=A=1", before: #"build() { say build; MAKEFLAGS="-s $MAKEFLAGS"; }"#)
        #expect(replaced.field(1, "build") == "A=1 -j44")
        #expect(replaced.field(1, "check") == "-s A=1")
        let removed = try await run("MAKEFLAGS=A=1", before: "build() { say build; unset MAKEFLAGS; }")
        #expect(removed.field(1, "check") == "unset")
    }

    @Test func `other phases can have a count of their own`() async throws {
        let seen = try await run("") { $0.jobs = .init(build: 44, check: 2, package: 3) }
        #expect(seen.field(1, "build") == "-j44")
        #expect(seen.field(1, "check") == "-j2")
        #expect(seen.field(1, "package") == "-j3")
        #expect(seen.field(1, "after") == "unset")
    }

    @Test func `behind ccache the shim is its prefix and PATH stays`() async throws {
        let links: ByteString = #"ln -s /usr/bin/ccache ccache/gcc; PATH=$PWD/ccache:$PATH"#
        let seen = try await run(
            "BUILDENV=(ccache)", before: links, environment: ["CCACHE_PREFIX=icecc distcc"],
            edit: { $0.shim = "/opt/distmake-cc" })
        for phase: ByteString in ["prepare", "build", "package"] {
            #expect(seen.field(0, phase) == "ccache")
            #expect(seen.field(3, phase) == "icecc /opt/distmake-cc")
        }
        #expect(seen.field(4, "build") == "src")
        let switchedOff = try await run("BUILDENV=(ccache)", before: links, after: "options=(!distcc)")
        #expect(switchedOff.field(0, "build") == "ccache")
        #expect(switchedOff.field(3, "build") == "")
    }

    @Test func `native flags are replaced as whole words`() async throws {
        let seen = try await run(
            #"CFLAGS=$'-march=native -O2 -march=native\t-Wl,-march=native -march=native'"#
        ) {
            $0.replacements = [("-march=native", "-march=x & y")]
        }
        #expect(seen.field(2, "build") == "-march=x & y -O2 -march=x & y\t-Wl,-march=native -march=x & y")
        #expect(seen.field(2, "package") == seen.field(2, "build"))
    }

    @Test func `any flag can be replaced, and taken away`() async throws {
        let seen = try await run(
            "CFLAGS='-flto=auto -std=c++11 -flto -Wp,-D_F=[3] -x.c -xyc'"
        ) {
            $0.replacements = [
                ("-flto", "-flto=jobserver"), ("-Wp,-D_F=[3]", ""), ("-std=c++11", "-std=c++14"),
                ("-x.c", "-y"),
            ]
        }
        #expect(
            seen.field(2, "build")?.split(" ") == [
                "-flto=auto", "-std=c++14", "-flto=jobserver", "-y", "-xyc",
            ])
    }

    @Test func `a quirk's count overrules the configuration, and nobody else`() async throws {
        func seen(_ configuration: ByteString, after: ByteString = "") async throws -> Outcome {
            try await run(configuration, after: after) {
                $0.jobs = .init(build: 4, check: 2)
                $0.jobs.overruled = "-j64 V=1"
            }
        }
        let overruled = try await seen("MAKEFLAGS='-j64 V=1'")
        #expect(overruled.field(1, "build") == "-j64 V=1 -j4")
        #expect(overruled.field(1, "check") == "-j64 V=1 -j2")
        #expect(overruled.field(1, "package") == "-j64 V=1")
        #expect(overruled.field(1, "after") == "-j64 V=1")
        // make obeys the last one.
        #expect(JobCount.inMakeflags("-j64 V=1 -j4") == .limited(4))
        let package = try await seen("MAKEFLAGS='-j64 V=1'", after: "MAKEFLAGS=-j1")
        #expect(package.field(1, "build") == "-j1")
        let off = try await seen("MAKEFLAGS='-j64 V=1'", after: "options=(!makeflags)")
        #expect(off.field(1, "build") == "unset")
    }

    @Test func `a failing phase fails as in makepkg`() async throws {
        let seen = try await run("", before: "build() { false; say build; }")
        #expect(seen.status == 4)
        #expect(seen.field(0, "build") == nil)
        #expect(seen.field(0, "check") == nil)
        #expect(seen.standardError.contains("A failure occurred in build()"))
    }

    @Test func `a makepkg without our handles is told once, and goes on`() async throws {
        let seen = try await run(
            "", before: "unset -f buildenv_distcc run_check check_option")
        #expect(seen.standardError.contains("has no check_option(), buildenv_distcc(), run_check();"))
        #expect(seen.field(0, "build") == "masquerade")
        let inside = try await run("", before: "unset -f run_check; INFAKEROOT=1")
        #expect(!inside.standardError.contains("distmake:"))
    }

    @Test func `a configuration that fails ends makepkg with its own status`() async throws {
        let seen = try await run("false\n")
        #expect(seen.status == 6)
        #expect(seen.standardError.contains("Failed to source"))
    }

    @Test func `the tree remembers quirks, and forgets them`() async throws {
        let print: ByteString =
            #"check() { say "$(tr '\n' ' ' <"$srcdir/.distmake-prepared" 2>/dev/null)"; }"#
        let with = try await run("", before: print) { $0.stamp.quirks = ["a", "b"] }
        #expect(with.phases.keys.contains { $0.hasSuffix("quirk a quirk b ") })
        let without = try await run("", before: print + "; : >src/.distmake-prepared")
        #expect(without.phases.keys.contains(""))
    }
}
