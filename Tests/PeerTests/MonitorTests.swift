import ByteStrings
import Glibc
import Processes
import Testing

/// What others see of a build while it runs: stock distccmon-text, `distmake monitor`, `distmake log`.
@Suite(.serialized, .timeLimit(.minutes(2))) struct MonitorTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "a.c": "int square(int x) { return x * x; }\n",
            "Makefile": """
            all: $(foreach n,1 2 3,object$(n).o)
            object%.o: a.c
            \tgcc -O2 -c a.c -o $@

            """,
        ])
    }

    private func monitor() async throws -> ByteString {
        ByteString(try await place.distmake(["monitor", "--text"]).mustSucceed().standardOutput)
    }

    @Test(arguments: [true, false])
    func `distccmon-text shows our jobs as distmake monitor does`(hasDistccDirectory: Bool) async throws {
        let shared = hasDistccDirectory ? place("distcc") : place.path.appending(path: "run/distmake")
        let settings = hasDistccDirectory ? ["DISTCC_DIR=" + shared] : []
        try Files.makeDirectories(place("distcc"))
        try await place.withVolunteer(delay: .seconds(4)) { volunteer in
            async let build = place.build("make -j3", hosts: volunteer.host(limit: 2), settings)
            #expect(waitUntil { volunteer.requests.count == 2 })
            // The third has been preprocessed, and waits.
            var ours: ByteString = ""
            for _ in 0..<100 {
                ours = try await monitor()
                let compiling = ours.split("\n").count { $0.contains("Compile") }
                if ours.contains("Blocked") && compiling == 2 { break }
            }
            // The files follow a tenth of a second behind.
            var stock: ByteString = ""
            for _ in 0..<100 where stock != ours {
                stock = ByteString(
                    try await place.plain("distccmon-text", ["DISTCC_DIR=" + shared]).mustSucceed()
                        .standardOutput)
            }
            #expect(stock == ours)
            let lines = ours.split("\n")
            #expect(lines.count == 3 && lines[0].contains("  Blocked     a.c  "), "\(ours)")
            for (line, slot) in zip(lines.dropFirst(), 0...) {
                #expect(line.contains("  Compile     a.c  "), "\(line)")
                #expect(line.hasSuffix(" " + volunteer.address + ByteString("[\(slot)]")), "\(line)")
            }
            // Each names a process that is there: the shim.
            for line in lines {
                let process = line.split(" ").first { !$0.isEmpty } ?? ""
                #expect(Files.text("/proc/" + process + "/comm")?.trimmed == "gcc", "\(line)")
            }
            try await build.mustSucceed()
        }
        #expect(Files.names(in: shared.appending(path: "state")) == [])
        #expect(try await monitor() == "\n")
    }

    @Test func `what a killed coordinator leaves is swept by the next build`() async throws {
        let states = place.path.appending(path: "run/distmake/state")
        try await place.withVolunteer(delay: .seconds(3)) { volunteer in
            let hosts = volunteer.host(limit: 4)
            async let killed = place.build("echo $DISTMAKE_SOCKET >socket; make -j3", hosts: hosts)
            #expect(waitUntil { volunteer.requests.count == 3 })
            let socket = try #require(Files.text(place("socket"))).trimmed
            let coordinator = try #require(Coordinators.process(servingBelow: socket.directoryPath))
            #expect(waitUntil { Files.names(in: states).count == 3 })
            kill(coordinator, SIGKILL)
            try await killed.mustSucceed()
            #expect(Files.names(in: states).count == 3)
        }
        try await place.build("true", hosts: nil).mustSucceed()
        #expect(Files.names(in: states) == [])
    }

    @Test func `two builds at once are both seen`() async throws {
        try await place.withVolunteer(delay: .seconds(3)) { volunteer in
            let hosts = volunteer.host(limit: 2)
            async let one = place.build("gcc -O2 -c a.c -o one.o", hosts: hosts)
            async let other = place.build("gcc -O2 -c a.c -o other.o", hosts: hosts)
            #expect(waitUntil { volunteer.requests.count == 2 })
            let lines = try await monitor().split("\n").filter { !$0.isEmpty }
            #expect(lines.count { $0.contains("Compile") } == 2, "\(lines)")
            try await one.mustSucceed()
            try await other.mustSucceed()
        }
    }

    @Test func `each so many seconds there is another block`() async throws {
        let result = try await place.plain(
            "timeout 40 '" + Workplace.built("distmake") + "' monitor --text 0.2 | head -n 4")
        #expect(ByteString(result.standardOutput) == "\n\n\n\n")
    }

    @Test func `without a terminal it says what to use instead`() async throws {
        let result = try await place.distmake(["monitor"])
        #expect(result.waitStatus.exitCode == 1)
        #expect(ByteString(result.standardError).contains("distmake monitor --text"))
    }

    // MARK: The log

    private func log(_ arguments: ByteString...) async throws -> ProcessResult {
        try await place.distmake(["log"] + arguments)
    }

    @Test func `the log of a build is there while it runs and afterwards`() async throws {
        #expect(try await log().waitStatus.exitCode == 1)
        try await place.withVolunteer(delay: .zero) { volunteer in
            let hosts = volunteer.host(limit: 2)
            try await place.build(
                "gcc -O2 -c a.c -o one.o; '" + Workplace.built("distmake") + "' log >while", hosts: hosts,
                ["DISTCC_VERBOSE=1"]
            ).mustSucceed()
            let early = try #require(Files.text(place("while")))
            let late = ByteString(try await log().mustSucceed().standardOutput)
            #expect(early.contains(" notice: hosts: " + hosts), "\(early)")
            #expect(early.contains("gcc -O2 -c a.c -o one.o in " + place.work), "\(early)")
            #expect(late.hasPrefix(early))
            #expect(late.contains(": a.c: plain on " + volunteer.address), "\(late)")
            #expect(late.contains("the command ended: exit 0"), "\(late)")

            // By its name, and by the beginning of it.
            let build = try #require(Files.names(in: place.path.appending(path: "run/distmake/logs")).first)
            #expect(try await log(build).standardOutput == late.bytes)
            #expect(try await log(ByteString(build.bytes.prefix(4))).standardOutput == late.bytes)
            let missing = try await log("9999")
            #expect(missing.waitStatus.exitCode == 1)
            #expect(ByteString(missing.standardError).contains(build))
        }
    }

    @Test func `a command's log keeps what it is told to`() async throws {
        for (level, isKept) in [("warning", false), ("debug", true)] as [(ByteString, Bool)] {
            try await place.distmake(["run", "--log-level", level, "--", "gcc", "-c", "a.c"]).mustSucceed()
            let text = ByteString(try await log().standardOutput)
            #expect(text.contains("gcc -c a.c in ") == isKept, "\(text)")
        }
        let wrong = try await place.distmake(["run", "--log-level", "loud", "--", "true"])
        #expect(wrong.waitStatus.exitCode == 64)
        #expect(ByteString(wrong.standardError).contains("unknown log level 'loud'; one of trace, "))
    }

    @Test func `a log that is followed ends with its build`() async throws {
        async let build = place.build("until [ -e go ]; do sleep 0.05; done", hosts: nil)
        #expect(waitUntil { Self.running(in: place) != nil })
        async let follower = log("-f")
        #expect(waitUntil { Files.names(in: "/proc").contains { Self.isFollower($0) } })
        try place.write(["go": ""])
        try await build.mustSucceed()
        #expect(ByteString(try await follower.mustSucceed().standardOutput).contains("ended: exit 0"))
    }

    private static func running(in place: Workplace) -> ByteString? {
        let root = place.path.appending(path: "run/distmake")
        return Files.names(in: root).first {
            Files.text(root.appending(path: $0).appending(path: "log"))?.contains("hosts:") == true
        }
    }

    private static func isFollower(_ process: ByteString) -> Bool {
        Files.text("/proc/" + process + "/cmdline")?.contains("distmake\0log\0-f") == true
    }

    @Test func `DISTCC_LOG is where the log goes, and says so`() async throws {
        let file = place("own.log")
        try await place.build("true", hosts: nil, ["DISTCC_LOG=own.log"]).mustSucceed()
        #expect(Files.text(file)?.contains("the command ended: exit 0") == true)
        let pointer = ByteString(try await log().mustSucceed().standardOutput)
        #expect(pointer == "This build's log goes to " + file + ", as DISTCC_LOG says.\n")

        let broken = try await place.build("true", hosts: nil, ["DISTCC_LOG=/missing/own.log"]).mustSucceed()
        #expect(ByteString(broken.standardError).contains("DISTCC_LOG=/missing/own.log cannot be written"))
        #expect(ByteString(try await log().standardOutput).contains("the command ended: exit 0"))
    }

    @Test func `the logs of the last builds are kept`() async throws {
        for _ in 0..<22 { try await place.build("true", hosts: nil).mustSucceed() }
        #expect(Files.names(in: place.path.appending(path: "run/distmake/logs")).count == 20)
    }
}
