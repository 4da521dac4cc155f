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
            for MAKEFLAGS in "${@:2}"; do distmake_has_jobs; printf '%d\0' "$?"; done
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
        let answers = ByteString(result.standardOutput).split("\0").map { $0 == "0" }
        #expect(answers == rows.map { $0.1 != nil })
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
