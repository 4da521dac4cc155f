import ByteStrings
import Glibc
import History
import Processes
import Testing

/// At a real terminal: the line at the bottom, Ctrl-C, Ctrl-Z, and the prompts of makepkg.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TerminalTests {
    /// What the progress line begins with while build() runs.
    private static let buildLine: ByteString = "distmake build "

    /// A package whose functions wait for `go-FUNCTION` in startdir.
    private static func waiting(_ functions: ByteString...) -> ByteString {
        functions.map { name in
            """
            \(name)() { echo "in \(name)"; until [[ -e $startdir/go-\(name) ]]; do sleep 0.05; done; }

            """
        }.joined(separator: "")
    }

    private static func busyFixture() async throws -> PackageFixture {
        try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files(functions: 150))
    }

    @Test func `the line is there while build and check run and no longer`() async throws {
        let fixture = try await PackageFixture(
            """
            pkgname=small
            pkgver=1
            pkgrel=1
            arch=(x86_64)
            \(Self.waiting("prepare", "check", "package"))
            build() {
                for i in {1..40}; do echo "row $i"; done
                cp "$startdir"/*.[ch] "$startdir"/Makefile .
                gcc -c part0.c
                printf 'checking for something... '
                sleep 1
                echo yes
                make
                echo "in build"
                until [[ -e $startdir/go-build ]]; do sleep 0.05; done
            }

            """, files: SmallPackage.files())
        try await StockVolunteers.with { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            terminal.type("distmake -f\r")
            #expect(try await terminal.says("in prepare"))
            // Longer than it takes to look for another phase.
            try await Task.sleep(for: .milliseconds(700))
            terminal.look()
            #expect(!terminal.transcript.contains("\u{1B}7"), "prepare() has the whole terminal")
            try fixture.write("", as: "package/go-prepare")

            #expect(try await terminal.says("in build"))
            #expect(try await terminal.shows { $0.lastRow.contains(" 12 ") })
            var screen = terminal.screen
            #expect(screen.region == 0...22)
            #expect(screen.lastRow.hasPrefix(Self.buildLine), "\(screen.lastRow)")
            #expect(screen.lastRow.contains("remote 100 %"), "\(screen.lastRow)")
            // Output scrolls above, whole and in order.
            let rows = screen.lines.filter { $0.hasPrefix("row ") }
            #expect(rows == (1...40).map { "row \($0)" })
            #expect(screen.lines.contains("checking for something... yes"), "\(terminal.transcript)")
            #expect(screen.lines.filter { $0.hasPrefix(Self.buildLine) }.count == 1)

            // Another size of the window.
            try terminal.resize(rows: 30, columns: 60)
            #expect(try await terminal.shows { $0.region == 0...28 && $0.lastRow.hasPrefix(Self.buildLine) })
            #expect(terminal.screen.lastRow.count < 60)
            try terminal.resize(rows: 8, columns: 60)
            // Too few rows for it.
            try await Task.sleep(for: .milliseconds(700))
            terminal.look()
            #expect(!terminal.screen.hasRegion)
            try terminal.resize(rows: 20, columns: 90)
            #expect(try await terminal.shows { $0.region == 0...18 && $0.lastRow.hasPrefix(Self.buildLine) })

            try fixture.write("", as: "package/go-build")
            #expect(try await terminal.says("in check"))
            #expect(try await terminal.shows { $0.lastRow.hasPrefix("distmake check ") })
            try fixture.write("", as: "package/go-check")
            #expect(try await terminal.says("in package"))
            #expect(try await terminal.shows { !$0.hasRegion })
            screen = terminal.screen
            #expect(
                !screen.lines.contains { $0.hasPrefix("distmake check ") || $0.hasPrefix(Self.buildLine) })
            let length = terminal.transcript.count
            try fixture.write("", as: "package/go-package")
            #expect(try await terminal.prompt(since: length) == 0)
            #expect(!ByteString(terminal.transcript.bytes[length...]).contains("\u{1B}7"))
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
    }

    struct Off: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var command: ByteString = "distmake -f"
        var rows = 24
        var environment: [ByteString] = []
    }

    @Test(arguments: [
        Off(testDescription: "dumb terminal", environment: ["TERM=dumb"]),
        Off(testDescription: "nine rows", rows: 9),
        Off(testDescription: "in the background", command: "distmake -f & wait"),
        Off(testDescription: "--noprogressbar", command: "distmake -f --noprogressbar"),
        Off(testDescription: "errors elsewhere", command: "distmake -f 2>errors"),
        Off(
            testDescription: "a command",
            command: "distmake run --noprogressbar -- distmake -f --noprogressbar"),
    ])
    func `there is no line where none is wanted`(off: Off) async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "make; sleep 1"), files: SmallPackage.files())
        try await StockVolunteers.with(1) { volunteers in
            let terminal = try Terminal(
                fixture, rows: off.rows, hosts: volunteers.hosts, environment: off.environment)
            _ = try await terminal.prompt(since: 0)
            let start = terminal.transcript.count
            terminal.type(off.command + "\r")
            #expect(try await terminal.prompt(since: start) == 0)
            #expect(terminal.transcript.contains("Finished making: small"))
            #expect(!terminal.transcript.contains("\u{1B}7"), "no scroll region is set")
            #expect(!terminal.screen.lines.contains { $0.hasPrefix(Self.buildLine) })
            await terminal.leave()
        }
    }

    @Test func `a command has a line from its first compile to its end`() async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        try fixture.write(
            """
            echo "in configure"
            until [[ -e go-configure ]]; do sleep 0.05; done
            make part0.o
            stty -icanon -echo
            echo "in menuconfig"
            until [[ -e go-menuconfig ]]; do sleep 0.05; done
            stty icanon echo
            make
            until [[ -e go-make ]]; do sleep 0.05; done
            """, as: "package/steps")
        try await StockVolunteers.with(1) { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            _ = try await terminal.prompt(since: 0)
            let start = terminal.transcript.count
            terminal.type("distmake run -- bash steps\r")
            #expect(try await terminal.says("in configure"))
            // Longer than it takes to look again.
            try await Task.sleep(for: .milliseconds(700))
            terminal.look()
            #expect(!terminal.transcript.contains("\u{1B}7"), "nothing is compiled")
            try fixture.write("", as: "package/go-configure")

            // A program that reads single keys has the whole screen.
            #expect(try await terminal.says("in menuconfig"))
            try await Task.sleep(for: .milliseconds(700))
            terminal.look()
            let length = terminal.transcript.count
            try await Task.sleep(for: .milliseconds(1200))
            terminal.look()
            #expect(terminal.transcript.count == length)
            try fixture.write("", as: "package/go-menuconfig")

            #expect(try await terminal.shows { $0.region == 0...22 && $0.lastRow.contains(" 12 ") })
            #expect(terminal.screen.lastRow.hasPrefix("distmake run "), "\(terminal.screen.lastRow)")
            try fixture.write("", as: "package/go-make")
            #expect(try await terminal.prompt(since: start) == 0)
            #expect(!terminal.screen.hasRegion)
            #expect(!terminal.screen.lines.contains { $0.hasPrefix("distmake run ") && $0.contains("/s") })

            // The same command again knows how many there are; another one does not.
            try await shell("cd \"$1\" && rm -f *.o program go-make", [fixture.start])
            terminal.type("distmake run -- bash steps\r")
            #expect(try await terminal.shows { $0.lastRow.contains(" 12/12 ") })
            try fixture.write("", as: "package/go-make")
            #expect(try await terminal.shows { !$0.hasRegion })
            await terminal.leave()
        }
    }

    @Test func `without colours there is a line without them`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "make; sleep 1.5; false"), files: SmallPackage.files(),
            configuration: MakepkgConfiguration(environment: "!distcc !color !ccache check !sign"))
        try await StockVolunteers.with(1) { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts, environment: ["NO_COLOR=1"])
            _ = try await terminal.prompt(since: 0)
            let start = terminal.transcript.count
            terminal.type("distmake -f\r")
            #expect(try await terminal.shows { $0.lastRow.hasPrefix(Self.buildLine) })
            // build() fails: that takes the line away too, and it does not come back while the coordinator waits
            // for its history.
            try await DatabaseLock.with(fixture.state.appending(path: "history.sqlite")) {
                let hasFailed = try await terminal.says("A failure occurred in build()")
                let isGone = try await terminal.shows { !$0.hasRegion }
                let end = terminal.transcript.count
                let status = try await terminal.prompt(since: start)
                #expect(hasFailed && isGone && status == 4)
                #expect(!ByteString(terminal.transcript.bytes[end...]).contains("\u{1B}7"))
            }
            #expect(terminal.screen.colourChanges == 0)
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
    }

    @Test func `a log of the build has the compilers' words and nothing of the line`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "make; sleep 1"), files: SmallPackage.files())
        try await StockVolunteers.with(1) { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            _ = try await terminal.prompt(since: 0)
            let start = terminal.transcript.count
            terminal.type("distmake -f --log\r")
            #expect(try await terminal.shows { $0.lastRow.hasPrefix(Self.buildLine) })
            #expect(try await terminal.prompt(since: start) == 0)
            await terminal.leave()
        }
        let log = try #require(fixture.contents("package/small-1-1-x86_64-build.log"))
        #expect(log.contains("-c -o part0.o"))
        #expect(!log.contains("\u{1B}7") && !log.contains(Self.buildLine))
    }

    @Test func `Ctrl-C ends the build as makepkg's within a second`() async throws {
        let fixture = try await Self.busyFixture()
        let plain = try Terminal(fixture, hosts: "127.0.0.1:9/4")
        let want = try await end(plain, "/usr/bin/makepkg -f", fixture) { plain.type(Terminal.interrupt) }
        await plain.leave()
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            let ended = try await end(terminal, "distmake -f", fixture) { terminal.type(Terminal.interrupt) }
            #expect(ended.status == want.status)
            #expect(ended.time < want.time + .seconds(1))
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
        try await expectNothingLeft(fixture)
    }

    @Test func `kill ends the build and gives the terminal back`() async throws {
        let fixture = try await Self.busyFixture()
        try await StockVolunteers.with { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            let ended = try await end(terminal, "distmake -f", fixture) {
                let build = Self.processes(of: fixture, named: "distmake").first { $0.isInForeground }
                kill(try #require(build).number, SIGTERM)
            }
            #expect(ended.status == 128 + Int(SIGTERM))
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
        try await expectNothingLeft(fixture)
    }

    @Test func `a window that is closed ends the build`() async throws {
        let fixture = try await Self.busyFixture()
        try await StockVolunteers.with { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            terminal.type("distmake -f\r")
            #expect(try await terminal.shows { $0.lastRow.hasPrefix(Self.buildLine) })
            await terminal.hangUp()
            try await expectNothingLeft(fixture)
        }
    }

    @Test func `Ctrl-Z stops all of it, and fg goes on to the end`() async throws {
        let fixture = try await Self.busyFixture()
        try await StockVolunteers.with { volunteers in
            let terminal = try Terminal(fixture, hosts: volunteers.hosts)
            terminal.type("distmake -f\r")
            #expect(try await terminal.shows { $0.lastRow.hasPrefix(Self.buildLine) })
            var start = terminal.transcript.count
            terminal.type(Terminal.suspend)
            #expect(try await terminal.prompt(since: start, within: .seconds(5)) == 128 + Int(SIGTSTP))
            #expect(!terminal.screen.hasRegion)
            // make, makepkg, compilers and shims; the coordinator and the shell are in groups of their own.
            let group = try #require(
                Self.processes(of: fixture, named: "distmake").first { $0.isInForeground })
            let states = Self.processes(of: fixture).filter { $0.group == group.group }
            #expect(states.count > 3)
            // Who is in D has forked a child that is stopped before it executes anything (vfork).
            #expect(states.allSatisfy { ["T", "Z", "D"].contains($0.state) }, "\(states)")
            // Nothing is written while it is stopped.
            terminal.look()
            let length = terminal.transcript.count
            try await Task.sleep(for: .milliseconds(700))
            terminal.look()
            #expect(terminal.transcript.count == length)

            start = terminal.transcript.count
            terminal.type("fg\r")
            #expect(try await terminal.shows { $0.hasRegion && $0.lastRow.hasPrefix(Self.buildLine) })
            #expect(try await terminal.prompt(since: start) == 0)
            #expect(!terminal.screen.hasRegion)
            await terminal.leave()
        }
        #expect(fixture.exists("package/" + SmallPackage.package))
        try await expectNothingLeft(fixture)
    }

    @Test func `prompts of makepkg can be answered`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(header: "depends=(missing-thing)"), files: SmallPackage.files(),
            configuration: MakepkgConfiguration(
                environment: "!distcc color !ccache check !sign", more: "PACMAN_AUTH=(env)"))
        // Asks as pacman does; its dependency is there once it was installed.
        try fixture.write(
            """
            #!/bin/bash
            here=${0%/*}
            case $1 in
                -T) [[ -e $here/installed ]] || { echo missing-thing; exit 127; } ;;
                -Q*) echo bash; [[ ! -e $here/installed ]] || echo missing-thing ;;
                *)
                    read -rp ":: Proceed with $1? [Y/n] " answer
                    [[ $answer == y ]] || exit 1
                    [[ $* != *missing-thing* ]] || touch "$here/installed"
                    ;;
            esac

            """, as: "bin/pacman", mode: 0o755)
        try fixture.write("#!/bin/sh\nexit 0\n", as: "bin/pacman-conf", mode: 0o755)
        // Asks at the terminal, as a pinentry does.
        try fixture.write(
            """
            #!/bin/bash
            [[ $* == *--detach-sign* ]] || exit 0
            read -rsp 'Passphrase: ' answer </dev/tty 2>/dev/tty
            echo "got $answer" >"${@: -1}.sig"

            """, as: "bin/gpg", mode: 0o755)
        let directory = try await Installation.shared.value.directory
        try await StockVolunteers.with(1) { volunteers in
            let terminal = try Terminal(
                fixture, hosts: volunteers.hosts,
                environment: [
                    "PATH=" + fixture.root.appending(path: "bin") + ":" + directory + ":/usr/bin:/bin"
                ])
            _ = try await terminal.prompt(since: 0)
            // Of -s, which reads /etc/profile, and -i; then of --sign, whose gpg is in our PATH.
            let builds: [(command: ByteString, answers: [(question: ByteString, keys: ByteString)])] = [
                ("distmake -fsi", [("with -S?", "y\r"), ("with -U?", "y\r")]),
                ("distmake -f --sign", [("Passphrase:", "secret\r")]),
            ]
            for build in builds {
                var from = terminal.transcript.count
                terminal.type(build.command + "\r")
                for answer in build.answers {
                    #expect(try await terminal.says(answer.question, since: from), "\(terminal.transcript)")
                    from = terminal.transcript.count
                    #expect(!terminal.screen.hasRegion)
                    terminal.type(answer.keys)
                }
                #expect(try await terminal.prompt(since: from) == 0)
            }
            await terminal.leave()
        }
        #expect(fixture.contents("package/" + SmallPackage.package + ".sig") == "got secret\n")
        #expect(try fixture.compiles().allSatisfy { $0.mode == .plain })
        try await expectNothingLeft(fixture)
    }

    // MARK: The parts of these

    /// Starts `command`, does `body` to it while it compiles, and measures how long the end takes.
    private func end(
        _ terminal: Terminal, _ command: ByteString, _ fixture: PackageFixture, by body: () throws -> Void
    ) async throws -> (status: Int?, time: Duration) {
        _ = try await terminal.prompt(since: 0)
        terminal.type(command + "\r")
        #expect(try await terminal.says("-c -o part"))
        if command.hasPrefix("distmake") { #expect(try await terminal.shows { $0.hasRegion }) }
        let length = terminal.transcript.count
        let start = ContinuousClock.now
        try body()
        let status = try await terminal.prompt(since: length)
        return (status, ContinuousClock.now - start)
    }

    /// No process, socket or temporary file; and history knows how it ended.
    private func expectNothingLeft(_ fixture: PackageFixture) async throws {
        let isGone = try await eventually(within: .seconds(5)) { Self.processes(of: fixture).isEmpty }
        #expect(isGone, "\(Self.processes(of: fixture))")
        #expect(try await fixture.leftovers() == [])
        let recorded = try #require(try fixture.history().first).build
        #expect(recorded.build.finished != nil)
    }

    private struct Process: CustomStringConvertible {
        var number: pid_t
        var name: ByteString
        var state: ByteString
        var group: Int
        /// Whether it is in a group that the terminal knows, stopped or not: the coordinator has no terminal.
        var isInForeground: Bool
        var description: String { "\(number) \(name) \(state)" }
    }

    /// Of this fixture, but for shells at its terminals.
    private static func processes(of fixture: PackageFixture, named name: ByteString? = nil) -> [Process] {
        BuildUser.processes(naming: fixture.root).compactMap { number in
            guard let text = contents("/proc/\(number)/stat"), let end = text.firstRange(of: ") "),
                let begin = text.firstRange(of: " (")
            else { return nil }
            let found = ByteString(text.bytes[begin.upperBound..<end.lowerBound])
            let fields = ByteString(text.bytes[end.upperBound...]).split(" ")
            guard name == nil || found == name, !isShell(number) else { return nil }
            return Process(
                number: number, name: found, state: fields[0], group: Int(fields[2].string) ?? 0,
                isInForeground: fields[4] != "0")
        }
    }

    private static func isShell(_ number: pid_t) -> Bool {
        contents("/proc/\(number)/cmdline")?.contains("--noediting") == true
    }
}
