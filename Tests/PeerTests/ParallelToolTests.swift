import ByteStrings
import DistccWire
import Glibc
import History
import Processes
import Synchronization
import Testing

/// Build tools that do not read MAKEFLAGS: all the volunteers' slots are used, and what stays here is not multiplied.
///
/// Nothing is timed: the volunteer answers nobody before as many have asked as it has slots, and stand-ins before gcc
/// and lto1 write down when they begin and end.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ParallelToolTests {
    private let place: Workplace
    private static let slots = 16
    private static let programs = 8
    private static let sourcesEach = 4

    init() throws {
        place = try Workplace()
    }

    struct Tool: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var files: [String: String]
        var build: ByteString

        private static let programs = (0..<ParallelToolTests.programs).map { program in
            (
                name: "program\(program)",
                sources: (0..<sourcesEach).map { "unit\(program * sourcesEach + $0).c" }
            )
        }

        static let all = [
            Tool(
                testDescription: "CMake with ninja",
                files: [
                    "CMakeLists.txt": "cmake_minimum_required(VERSION 3.13)\nproject(many C)\n"
                        + programs.map { "add_executable(\($0.name) \($0.sources.joined(separator: " ")))\n" }
                        .joined()
                ],
                build: "cmake -G Ninja -S . -B b && cmake --build b"),
            Tool(
                testDescription: "Meson",
                files: [
                    "meson.build": "project('many', 'c')\n"
                        + programs.map {
                            "executable('\($0.name)', '\($0.sources.joined(separator: "', '"))')\n"
                        }.joined()
                ],
                build: "meson setup b && meson compile -C b"),
        ]
    }

    @Test(arguments: Tool.all)
    func `all remote slots are used at once, and no more links than cores`(tool: Tool) async throws {
        try place.write(tool.files)
        for unit in 0..<Self.programs * Self.sourcesEach {
            try place.write(["unit\(unit).c": "__attribute__((weak)) int main(void) { return 0; }\n"])
        }
        // Programs are linked by a gcc that says so. Those of probes are none of the project's.
        try standIn(
            "bin/gcc", before: "/usr/bin/gcc", log: "links",
            unless: #"case " $* " in *" -c "* | *" -E "*) ;; *" -o program"*) false ;; esac"#)
        let volunteer = try await run("CC=gcc && export CC && " + tool.build)
        #expect(volunteer.requests == Self.programs * Self.sourcesEach)
        #expect(volunteer.mostAtOnce == Self.slots)
        let links = try counts(in: "links")
        #expect(links.all == Self.programs)
        #expect((1...Processors.available).contains(links.mostAtOnce))
    }

    /// Eight crates that ninja has compiled at once. Each starts a C compiler too, as rustc does for its link.
    @Test func `compilers whose work never leaves have the cores and no more`() async throws {
        let crates = (0..<Self.programs).map { "crate\($0)" }
        try place.write([
            "build.ninja": "rule rust\n command = rustc $in -o $out\n"
                + crates.map { "build \($0): rust lib.rs\n" }.joined(),
            "lib.rs": "", "a.c": "int main(void) { return 0; }\n",
        ])
        try Files.makeDirectories(place("real"))
        try Files.write(
            place("real/rustc"), Array("#!/bin/sh\nexec gcc a.c -o \"$3\"\n".utf8), mode: 0o755)
        try standIn("bin/rustc", before: place("real/rustc"), log: "crates")
        try await place.build(
            "ninja", hosts: "127.94.0.1:9/16",
            ["PATH=" + place("bin") + ":/usr/bin:/bin", "DISTMAKE_JOBS=16"]
        ).mustSucceed()
        let crate = try counts(in: "crates")
        #expect(crate.all == Self.programs)
        #expect((1...Processors.available).contains(crate.mostAtOnce))
        #expect(try place.jobs().map(\.fate) == crates.map { _ in "language-not-supported" })
    }

    /// The flags of the objects and of their link, and whether make has a jobserver for it (a `+` before the command).
    @Test(
        arguments: [
            ("-flto=auto", "-flto=auto", false), ("-flto=auto", "", false), ("-flto=8", "-flto=8", false),
            ("-flto", "-flto", true),
        ] as [(String, String, Bool)])
    func `links optimise with the cores that there are, eight at once`(
        compile: String, link: String, hasJobserver: Bool
    ) async throws {
        try await writePrograms(compile: compile, link: link, hasJobserver: hasJobserver)
        // Nobody is there, so the compiles come back; that matters nothing to the links.
        let build = try await place.build("make -j8", hosts: "127.94.0.1:9/16").mustSucceed()
        try expectOptimisers(of: Self.programs)
        // gcc's complaint about a link that has no jobserver and no number.
        #expect(!ByteString(build.standardError).contains("serial compilation"))
        let links = try place.jobs().filter { $0.kind == .link }
        #expect(links.count == Self.programs && links.allSatisfy { $0.status == .exited(0) })
    }

    /// A link takes as many slots as there are cores. With four slots two may run at once, of whichever builds.
    @Test(arguments: [("", Processors.available), ("--localslots=4 ", 4)] as [(ByteString, Int)])
    func `two builds at once share the cores among their links`(setting: ByteString, slots: Int) async throws
    {
        try await writePrograms(compile: "-flto=auto", link: "-flto=auto", hasJobserver: false)
        let builds = ["one", "two"] as [ByteString]
        for build in builds {
            try await place.plain("mkdir " + build + " && cp Makefile *.c " + build).mustSucceed()
        }
        try await withThrowingTaskGroup { group in
            for build in builds {
                group.addTask {
                    try await place.build(
                        "cd " + build + " && make -j8", hosts: setting + "127.94.0.1:9/16"
                    ).mustSucceed()
                }
            }
            try await group.waitForAll()
        }
        try expectOptimisers(of: builds.count * Self.programs, atMost: slots)
    }

    /// Programs that are linked with link-time optimisation, and a stand-in before what optimises.
    private func writePrograms(compile: String, link: String, hasJobserver: Bool) async throws {
        let programs = (0..<Self.programs).map { "program\($0)" }.joined(separator: " ")
        var files = [
            "Makefile": """
            OBJECTS = main.o f0.o f1.o f2.o
            all: \(programs)
            \(programs): $(OBJECTS)
            \t\(hasJobserver ? "+" : "")gcc \(link) -O2 -B\(place("parts")) -flto-partition=1to1 \
            -o $@ $(OBJECTS)
            %.o: %.c
            \tgcc -O2 \(compile) -c $< -o $@

            """,
            "main.c": "int f0(int), f1(int), f2(int);\n"
                + "int main(int n, char **a) { return f0(n) + f1(n) + f2(n) == 0; }\n",
        ]
        for unit in 0..<3 {
            files["f\(unit).c"] =
                "__attribute__((noinline,noclone)) int f\(unit)(int x) { volatile int y = x; return y + \(unit); }\n"
        }
        try place.write(files)
        let lto1 = try await place.plain("gcc -print-prog-name=lto1").mustSucceed()
        try standIn("parts/lto1", before: ByteString(lto1.standardOutput).trimmed, log: "optimisers")
    }

    private func expectOptimisers(
        of links: Int, atMost: Int = Processors.available, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let optimisers = try counts(in: "optimisers")
        // One sees the whole program, then comes one for each of its four parts.
        #expect(optimisers.all == links * 5, sourceLocation: sourceLocation)
        #expect(optimisers.mostAtOnce <= atMost + 1, sourceLocation: sourceLocation)
    }

    /// Runs a build over a volunteer that answers each compile with the same object.
    private func run(_ build: ByteString) async throws -> (requests: Int, mostAtOnce: Int) {
        try await place.plain("gcc -O2 -c unit0.c -o plain.o").mustSucceed()
        let object = try #require(Files.read(place("plain.o")))
        let asked = Counter()
        return try await StandInVolunteer.with { _ in
            asked.increase()
            _ = waitUntil { asked.value >= Self.slots }
            return .response(DistccResponse(waitStatus: 0, object: object))
        } _: { volunteer in
            try await place.build(
                build, hosts: volunteer.host(limit: Self.slots),
                ["PATH=" + place("bin") + ":/usr/bin:/bin"]
            ).mustSucceed()
            return (volunteer.requests.count, volunteer.mostOpen)
        }
    }

    /// A script that runs a program and writes down when it begins and ends.
    ///
    /// - Parameter condition: a command that succeeds where nothing is to be written.
    private func standIn(
        _ name: ByteString, before program: ByteString, log: ByteString,
        unless condition: ByteString = "false"
    ) throws {
        try Files.makeDirectories(place(name).directoryPath)
        let text: ByteString = """
            #!/bin/sh
            \(condition) && exec \(program) "$@"
            echo + >>'\(place(log))'
            sleep 0.02
            \(program) "$@"
            status=$?
            echo - >>'\(place(log))'
            exit $status

            """
        try Files.write(place(name), text.bytes, mode: 0o755)
    }

    private func counts(in log: ByteString) throws -> (all: Int, mostAtOnce: Int) {
        let lines = try #require(Files.text(place(log))).split("\n")
        var running = 0
        let most = lines.map { line in
            running += line == "+" ? 1 : -1
            return running
        }.max()
        return (lines.count { $0 == "+" }, most ?? 0)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func increase() { count.withLock { $0 += 1 } }

    var value: Int { count.withLock { $0 } }
}
