import ByteStrings
import Glibc
import History
import Processes
import Testing

/// `distmake bench` on a small package, with volunteers of different speed.
@Suite(.serialized, .timeLimit(.minutes(3))) struct BenchTests {
    private static func lines(_ text: ByteString) -> [ByteString] { text.split("\n") }

    /// What a user has after a bench: what was there before, and history.
    private static func expectTidy(_ fixture: PackageFixture, files: [ByteString]) async throws {
        #expect(try await fixture.names(in: "package") == files)
        #expect(try await fixture.leftovers() == [])
        let cache = try await fixture.names(in: "home/.cache/distmake")
        #expect(cache.filter { $0.hasPrefix("bench-") } == [])
    }

    @Test func `the fastest of three set-ups is recommended, and a dry run knows their times`() async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        let files = try await fixture.names(in: "package")
        try await StockVolunteers.with(delays: [0, 0.7, 1.5]) { volunteers in
            let hosts = volunteers.volunteers.map { ByteString("\($0.address):\($0.port)/2") }
            let setups: [ByteString] = hosts.reversed().flatMap { ["--hosts", $0] } + ["-j", "4"]
            let result = try await fixture.distmake(["bench"] + setups)
            try #require(result.status.isSuccess, "\(result.errors)")
            let output = Self.lines(result.output)
            #expect(output[0].hasPrefix("DISTCC_HOSTS"))
            // Twelve files in two slots: six times the sleep of a volunteer's compiler, one after the other.
            #expect(output[1...3].map { $0.split(" ")[0] } == hosts)
            #expect(output[1].split(" ")[2] == "1.00")
            #expect(output.contains("Use " + hosts[0] + " -j4: it is the fastest."))
            #expect(output.suffix(2) == ["    DISTCC_HOSTS=\"" + hosts[0] + "\"", "    MAKEFLAGS=\"-j4\""])
            #expect(output.contains { $0.hasPrefix("times are of build()") })
            try await Self.expectTidy(fixture, files: files)
            #expect(try await fixture.names(in: "home/.local/state/distmake/bench") == [])

            // For programs: the same runs again, out of the history.
            let json = try await fixture.distmake(
                ["bench", "--json", "--hosts", hosts[1], "--hosts", hosts[0], "-j4"])
            try #require(json.status.isSuccess, "\(json.errors)")
            try fixture.write(json.output, as: "bench.json")
            let script: ByteString = """
                import json, sys
                answer = json.load(open(sys.argv[1]))
                print(answer["best"]["hosts"], answer["best"]["jobLimit"], answer["failures"])
                for row in answer["comparison"]["rows"]: print(row["setup"]["hosts"], row["seconds"] > 0)
                """
            let read = try await capture(
                "/usr/bin/python3", arguments: ["-c", script, fixture.root.appending(path: "bench.json")])
            #expect(
                Self.lines(ByteString(read.standardOutput))
                    == [hosts[0] + " 4 []", hosts[0] + " True", hosts[1] + " True"])

            // Each run is a build like others, with its set-up.
            let history = try fixture.history()
            #expect(Set(history.map(\.build.build.hosts)) == Set(hosts))
            #expect(history.allSatisfy { $0.build.build.jobLimit == 4 && $0.build.totals.remote == 12 })
            #expect(history.count == 5)

            let dry = try await fixture.distmake(["bench", "--dry-run", "--runs", "2"] + setups)
            #expect(dry.status.isSuccess, "\(dry.errors)")
            #expect(dry.output.contains("6 runs to do, about "))
            #expect(!dry.output.contains("~"))
            #expect(try fixture.history().count == 5)
            let dryJson = try await fixture.distmake(["bench", "--dry-run", "--json"] + setups)
            #expect(dryJson.output.contains("\"remainingSeconds\": ") && !dryJson.output.contains("null"))
        }
    }

    @Test func `an interrupted bench goes on where it was`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(), files: SmallPackage.files(functions: 40))
        let files = try await fixture.names(in: "package")
        try await StockVolunteers.with(1) { volunteers in
            let command: [ByteString] = [
                "distmake", "bench", "--hosts", volunteers.hosts, "--local", "-j2", "--runs", "2",
            ]
            // With DISTCC_HOSTS set, the leader of the group is distmake itself.
            let bench = try fixture.start(command, hosts: volunteers.hosts)
            #expect(try await eventually { bench.text.contains("[2/4]") })
            kill(-bench.leader, SIGINT)
            let status = await bench.wait()
            #expect(status == WaitStatus(signal: SIGINT), "\(bench.text)")
            #expect(bench.text.contains("1 of 4 runs are done; the same command goes on from there"))
            #expect(
                try await eventually(within: .seconds(5)) {
                    BuildUser.processes(naming: fixture.root).isEmpty
                })
            try await Self.expectTidy(fixture, files: files)

            let rest = try await fixture.run(command)
            try #require(rest.status.isSuccess, "\(rest.errors)")
            #expect(rest.errors.contains("going on where an earlier call was interrupted"))
            #expect(!rest.errors.contains("[1/4]"))
            for number in 2...4 { #expect(rest.errors.contains(ByteString("[\(number)/4]"))) }
            #expect(rest.output.contains("For makepkg.conf:"))
            #expect(try fixture.history().count { $0.build.build.result?.isSuccess == true } == 4)

            // What was measured of another recipe is not mixed in.
            let again = try fixture.start(command, hosts: volunteers.hosts)
            #expect(try await eventually { again.text.contains("[2/4]") })
            kill(-again.leader, SIGINT)
            _ = await again.wait()
            try fixture.write(SmallPackage.recipe(build: "make program"), as: "package/PKGBUILD")
            let changed = try await fixture.run(command + ["--dry-run"])
            #expect(changed.errors.contains("the PKGBUILD or the options have changed; starting anew"))
            #expect(changed.output.contains("4 runs to do"))
        }
    }

    @Test func `the package is built with the options of makepkg and distmake that are given`() async throws {
        let fixture = try await PackageFixture(
            "pkgname=other\n", files: SmallPackage.files(),
            configuration: MakepkgConfiguration(flags: "-O2 -march=native"))
        try fixture.write(
            SmallPackage.recipe(header: "arch=(other)", rest: "check() { return 9; }"), as: "package/recipe")
        try await StockVolunteers.with(1) { volunteers in
            let bench: [ByteString] = ["bench", "--hosts", volunteers.hosts, "-j2", "-p", "recipe"]
            let refused = try await fixture.distmake(bench)
            #expect(refused.status == WaitStatus(exitCode: 2), "native flags: \(refused.errors)")
            let options: [ByteString] = ["--resolve-native", "-A", "--skippgpcheck", "--nocheck"]
            let result = try await fixture.distmake(bench + options)
            try #require(result.status.isSuccess, "\(result.errors)")
            let build = try #require(try fixture.history().first?.build)
            #expect(build.build.package == "small" && build.totals.remote == 12)
            #expect(build.build.command.contains(" -p recipe"))

            // Other options are another thing to measure.
            let interrupted = try fixture.start(["distmake"] + bench + options + ["--runs", "3"])
            #expect(try await eventually { interrupted.text.contains("[2/3]") })
            kill(-interrupted.leader, SIGINT)
            _ = await interrupted.wait()
            let again = try await fixture.distmake(bench + options + ["-d", "--runs", "3", "--dry-run"])
            #expect(again.errors.contains("the PKGBUILD or the options have changed; starting anew"))
        }
    }

    @Test func `at a terminal one row shows how a run goes`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "make; sleep 1.5"), files: SmallPackage.files())
        try await StockVolunteers.with(1) { volunteers in
            // A bar of # would be taken for the prompt.
            let terminal = try Terminal(fixture, hosts: volunteers.hosts, environment: ["LC_ALL=C.UTF-8"])
            _ = try await terminal.prompt(since: 0)
            let start = terminal.transcript.count
            terminal.type("distmake bench --hosts '" + volunteers.hosts + "' -j2 --runs 2\r")
            let isShown = try await terminal.shows { screen in
                // The second run knows from the first how many compiles there will be.
                screen.lines.contains { $0.hasPrefix("[2/2] ") && $0.contains("12/12 remote 100 %") }
            }
            #expect(isShown, "\(terminal.transcript)")
            #expect(try await terminal.prompt(since: start) == 0)
            #expect(!terminal.screen.lines.contains { $0.contains("12/12") }, "the row is gone")
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
    }

    @Test func `one set-up that fails is shown and does not end the others`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "[[ $MAKEFLAGS != *-j3* ]] || return 7; make"),
            files: SmallPackage.files())
        let result = try await fixture.distmake(["bench", "--local", "-j3", "-j", "2", "-j1", "--runs", "2"])
        #expect(result.status == WaitStatus(exitCode: 1))
        let failed = try #require(Self.lines(result.output).first { $0.hasPrefix("failed: ") })
        #expect(failed.hasPrefix("failed: no hosts -j3: status 4; see "), "\(failed)")
        let log = try #require(failed.split(" ").last)
        #expect(contents(log)?.contains("build()") == true)
        #expect(Self.lines(result.output).count { $0.hasPrefix("(none)") } == 2, "\(result.output)")
        #expect(result.output.contains("DISTCC_HOSTS=\"\""))
        // The failed one is not tried in the second round.
        #expect(result.errors.split("\n").count { $0.hasSuffix("] no hosts -j3") } == 1)
    }

    @Test func `a command is cleaned up after, and ccache is off`() async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        let result = try await fixture.distmake(
            [
                "bench", "--local", "-j2", "-j4", "--clean", "echo >>cleaned; rm -f *.o program", "--", "sh",
                "-c", "test $CCACHE_DISABLE = 1 && make",
            ])
        try #require(result.status.isSuccess, "\(result.errors)")
        #expect(result.output.contains("times are of whole builds"))
        #expect(result.output.contains("    export MAKEFLAGS=\"-j"))
        #expect(fixture.contents("package/cleaned") == "\n\n")
        #expect(try fixture.history().map(\.build.totals.compiles) == [12, 12])
    }

    @Test(
        arguments: [
            ([], 64, "which set-ups?"), (["--hosts", "red", "-j", "0"], 64, "-j takes a number from 1 on"),
            (["--hosts", "red", "--runs", "0"], 64, "--runs takes"),
            (["--hosts", "red/4 blue/0"], 2, "distmake: --hosts, column "),
            (["--hosts", "red", ".."], 12, "there is no "), (["--hosts", "red", "nowhere"], 3, "nowhere"),
            (["--local", "--", "make"], 64, "--clean"),
            (["--local", "--clean", "true", "--"], 64, "command"),
            (["--local", "--clean", "true"], 64, "--clean is for a command"),
            (["--local", "-p", "x", "--clean", "true", "--", "make"], 64, "-p is for a package"),
            (["--local", "-p", "x"], 12, "there is no "),
            (["-j2", "--clean", "true", "--", "make", "-j4"], 3, "-j of its own"),
            (["--local", "--clean", "false", "--", "make"], 1, "cannot clean up (exit 1): false"),
        ] as [([ByteString], Int32, ByteString)])
    func `what makes no sense is refused with what to do`(
        words: [ByteString], status: Int32, text: ByteString
    ) async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        let result = try await fixture.distmake(["bench"] + words)
        #expect(result.status == WaitStatus(exitCode: status), "\(result.errors)")
        #expect(result.errors.contains(text), "\(result.errors)")
        #expect(result.output == "")
        #expect(!fixture.exists("package/src"))
        #expect(!fixture.exists("home/.local/state/distmake/history.sqlite"))
    }

    @Test func `sources that cannot be fetched end it before the first run`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(header: "source=(gone)\nsha256sums=(SKIP)"), files: SmallPackage.files())
        let result = try await fixture.distmake(["bench", "--local", "-j1"])
        #expect(result.status == WaitStatus(exitCode: 1))
        #expect(result.errors.contains("the sources cannot be fetched and verified (exit 1); see "))
        #expect(!result.errors.contains("[1/1]"))
    }
}
