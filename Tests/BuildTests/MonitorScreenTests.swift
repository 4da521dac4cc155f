import ByteStrings
import Glibc
import Processes
import Testing

/// `distmake monitor` at a real terminal, beside builds in others.
@Suite(.serialized, .timeLimit(.minutes(2))) struct MonitorScreenTests {
    private static let taken: ByteString = "\u{1B}[?1049h"
    private static let givenBack: ByteString = "\u{1B}[?1049l"

    /// A package that compiles one file and waits for `go` in startdir.
    private static func fixture() async throws -> PackageFixture {
        try await PackageFixture(
            SmallPackage.recipe(
                build: "make part0.o; until [[ -e $startdir/go ]]; do sleep 0.05; done; make"),
            files: SmallPackage.files())
    }

    /// An idle terminal in which the monitor can be started.
    private func terminal(
        _ fixture: PackageFixture, rows: Int = 24, columns: Int = 80, environment: [ByteString] = []
    ) async throws -> Terminal {
        let terminal = try Terminal(
            fixture, rows: rows, columns: columns, hosts: "", environment: environment)
        _ = try await terminal.prompt(since: 0)
        return terminal
    }

    @Test func `it waits for a build, shows it from another terminal, and waits again`() async throws {
        let fixture = try await Self.fixture()
        try await StockVolunteers.with { volunteers in
            let screen = try await terminal(fixture)
            screen.type("distmake monitor 0.1\r")
            #expect(try await screen.shows { $0.row(2).hasPrefix("No build of yours is running") })
            #expect(screen.screen.row(0) == "distmake monitor")
            #expect(screen.screen.lastRow.hasSuffix("q: quit"))

            let building = try Terminal(fixture, hosts: volunteers.hosts)
            building.type("distmake -f\r")
            #expect(try await screen.shows { $0.row(2).hasPrefix("small 1-1 ") })
            #expect(try await screen.shows { $0.row(3).contains(" remote 100 % ") }, "\(screen.screen.lines)")
            #expect(screen.screen.row(0) == "distmake monitor, 1 build")
            for (row, volunteer) in zip(5..., volunteers.volunteers) {
                #expect(
                    screen.screen.row(row).hasPrefix(ByteString("\(volunteer.address):\(volunteer.port) ")))
                #expect(screen.screen.row(row).contains(" 0/4 "))
            }
            #expect(screen.screen.row(7).hasPrefix("this machine "))

            // Another size: the last row is at the bottom again.
            try screen.resize(rows: 40, columns: 120)
            #expect(try await screen.shows { $0.lastRow.hasSuffix("q: quit") && $0.lastRow.count == 120 })
            try fixture.write("", as: "package/go")
            #expect(try await building.prompt(since: 0) != nil)
            #expect(try await screen.shows { $0.row(2).hasPrefix("No build of yours is running") })
            await building.leave()

            let start = screen.transcript.count
            screen.type("q")
            #expect(try await screen.prompt(since: start) == 0)
            #expect(ByteString(screen.transcript.bytes[start...]).contains(Self.givenBack))
            await screen.leave()
        }
        #expect(try await fixture.leftovers() == [])
    }

    struct End: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var keys: ByteString = ""
        var signal: Int32?
        var status: Int
    }

    @Test(arguments: [
        End(testDescription: "q", keys: "q", status: 0),
        End(testDescription: "Ctrl-C", keys: Terminal.interrupt, status: 0),
        End(testDescription: "TERM", signal: SIGTERM, status: 128 + Int(SIGTERM)),
        End(testDescription: "QUIT", signal: SIGQUIT, status: 128 + Int(SIGQUIT)),
        End(testDescription: "a crash", signal: SIGSEGV, status: 128 + Int(SIGSEGV)),
        End(testDescription: "an abort", signal: SIGABRT, status: 128 + Int(SIGABRT)),
    ])
    func `however it ends, the terminal is as it was`(end: End) async throws {
        let fixture = try await Self.fixture()
        let terminal = try await terminal(fixture)
        let before = try await settings(of: terminal)
        #expect(before.contains("icanon") && before.contains(" echo "))
        var start = terminal.transcript.count
        terminal.type("distmake monitor\r")
        #expect(try await terminal.shows { $0.row(2).hasPrefix("No build of yours is running") })
        #expect(ByteString(terminal.transcript.bytes[start...]).contains(Self.taken))
        start = terminal.transcript.count
        if let signal = end.signal {
            let monitor = BuildUser.processes(naming: fixture.root).first {
                contents("/proc/\($0)/cmdline") == "distmake\0monitor\0"
            }
            kill(try #require(monitor), signal)
        } else {
            terminal.type(end.keys)
        }
        #expect(try await terminal.prompt(since: start) == end.status)
        let said = ByteString(terminal.transcript.bytes[start...])
        #expect(said.contains(Self.givenBack) && said.contains("\u{1B}[?25h"), "\(said)")
        #expect(try await settings(of: terminal) == before)
        await terminal.leave()
    }

    @Test func `Ctrl-Z gives the terminal back, and fg takes it again`() async throws {
        let fixture = try await Self.fixture()
        let terminal = try await terminal(fixture)
        let before = try await settings(of: terminal)
        terminal.type("distmake monitor\r")
        #expect(try await terminal.shows { $0.row(2).hasPrefix("No build of yours is running") })
        var start = terminal.transcript.count
        terminal.type(Terminal.suspend)
        #expect(try await terminal.prompt(since: start) == 128 + Int(SIGTSTP))
        #expect(ByteString(terminal.transcript.bytes[start...]).contains(Self.givenBack))
        #expect(try await settings(of: terminal) == before)
        start = terminal.transcript.count
        terminal.type("fg\r")
        #expect(try await terminal.says(Self.taken, since: start))
        terminal.type("q")
        #expect(try await terminal.prompt(since: start) == 0)
        await terminal.leave()
    }

    @Test func `a dumb terminal is told what to use, and NO_COLOR is heard`() async throws {
        let fixture = try await Self.fixture()
        let dumb = try await terminal(fixture, environment: ["TERM=dumb"])
        var start = dumb.transcript.count
        dumb.type("distmake monitor\r")
        #expect(try await dumb.prompt(since: start) == 1)
        #expect(dumb.transcript.contains("distmake monitor --text"))
        await dumb.leave()

        let plain = try await terminal(fixture, environment: ["NO_COLOR=1"])
        start = plain.transcript.count
        plain.type("distmake monitor\r")
        #expect(try await plain.shows { $0.row(2).hasPrefix("No build of yours is running") })
        plain.type("q")
        #expect(try await plain.prompt(since: start) == 0)
        #expect(plain.screen.colourChanges == 0)
        await plain.leave()
    }

    /// What stty says of the terminal, in one line.
    private func settings(of terminal: Terminal) async throws -> ByteString {
        let start = terminal.transcript.count
        terminal.type("stty -a | tr '\\n' ' '; echo\r")
        #expect(try await terminal.prompt(since: start) == 0)
        let said = ByteString(terminal.transcript.bytes[start...])
        let begin = try #require(said.firstRange(of: "speed "))
        let end = try #require(said.firstRange(of: "##", from: begin.upperBound))
        return ByteString(said.bytes[begin.lowerBound..<end.lowerBound])
    }
}
