import ByteStrings
import Glibc
import Processes
import Testing

/// Slots are shared: between two builds of one user, and with stock distcc by its lock files.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SlotTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "a.c": "int square(int x) { return x * x; }\n",
            "Makefile": """
            all: $(foreach n,1 2 3 4 5 6 7 8 9 10 11 12,$(NAME)$(n).o)
            $(NAME)%.o: a.c
            \tgcc -O2 -c a.c -o $@

            """,
        ])
    }

    @Test func `two builds never hold more slots of a host than it has`() async throws {
        try await place.withVolunteer(delay: .milliseconds(300)) { volunteer in
            let hosts = volunteer.host(limit: 4)
            async let one = place.build("make -j12 NAME=one", hosts: hosts)
            async let other = place.build("make -j12 NAME=other", hosts: hosts)
            try await one.mustSucceed()
            try await other.mustSucceed()
            #expect(volunteer.requests.count == 24)
            #expect(volunteer.mostOpen == 4)
        }
    }

    @Test func `a stock distcc that holds a slot is counted`() async throws {
        try await place.withVolunteer(delay: .milliseconds(1500)) { volunteer in
            let hosts = volunteer.host(limit: 2)
            let shared: [ByteString] = ["DISTCC_DIR=" + place("distcc")]
            try Files.makeDirectories(place("distcc"))
            async let stock = place.plain(
                "DISTCC_HOSTS='" + hosts + "' DISTCC_FALLBACK=0 distcc gcc -O2 -c a.c -o stock.o", shared)
            #expect(waitUntil { volunteer.requests.count == 1 })
            let build = try await place.build("make -j12 NAME=n", hosts: hosts, shared)
            #expect(build.waitStatus.isSuccess)
            try await stock.mustSucceed()
            #expect(volunteer.requests.count == 13)
            #expect(volunteer.mostOpen == 2)
        }
    }

    /// `-frecord-gcc-switches` keeps a compile here.
    @Test(
        arguments: [
            ("--localslots_cpp=1", "", "cpp", 1), ("--localslots_cpp=3", "", "cpp", 3),
            ("--localslots=1", "-frecord-gcc-switches", "local", 1),
            ("--localslots=3", "-frecord-gcc-switches", "local", 3),
        ] as [(ByteString, ByteString, ByteString, Int)])
    func `as many run here at once as the list says`(
        setting: ByteString, flags: ByteString, kind: ByteString, want: Int
    ) async throws {
        try Files.makeDirectories(place("bin"))
        let script = """
            #!/bin/sh
            case " $* " in *" -E "*) kind=cpp ;; *) kind=local ;; esac
            echo + >>"\(place("log."))$kind"
            /usr/bin/gcc "$@"
            status=$?
            sleep 0.2
            echo - >>"\(place("log."))$kind"
            exit $status

            """
        try Files.write(place("bin/gcc"), Array(script.utf8), mode: 0o755)
        try await place.withVolunteer(delay: .zero) { volunteer in
            _ = try await place.build(
                "for i in 1 2 3 4 5 6; do gcc -O2 " + flags + " -c a.c -o a$i.o & done; wait",
                hosts: setting + " " + volunteer.host(limit: 8),
                ["PATH=" + place("bin") + ":/usr/bin:/bin"]
            )
        }
        var running = 0
        let most = (Files.text(place("log." + kind)) ?? "").split("\n").map { line in
            running += line == "+" ? 1 : -1
            return running
        }.max()
        #expect(most == want)
    }

    @Test func `a killed build frees its slots at once`() async throws {
        try await place.withVolunteer(delay: .milliseconds(2000)) { volunteer in
            let hosts = volunteer.host(limit: 1)
            async let killed = place.build(
                "echo $DISTMAKE_SOCKET >socket; gcc -O2 -c a.c -o killed.o", hosts: hosts)
            #expect(waitUntil { volunteer.requests.count == 1 })
            let socket = try #require(Files.text(place("socket"))).trimmed
            let coordinator = try #require(Coordinators.process(servingBelow: socket.directoryPath))
            kill(coordinator, SIGKILL)
            let clock = ContinuousClock()
            let begun = clock.now
            let next = try await place.build("gcc -O2 -c a.c -o next.o", hosts: hosts)
            #expect(next.waitStatus.isSuccess)
            #expect(clock.now - begun < .seconds(4))
            // Its own compile was done here: the coordinator is no part of what must succeed.
            try await killed.mustSucceed()
            #expect(Files.read(place("killed.o")) == Files.read(place("plain.o")))
        }
    }
}

/// Coordinators among the running processes.
enum Coordinators {
    /// The one whose runtime directory this is.
    static func process(servingBelow directory: ByteString) -> pid_t? {
        for name in Files.names(in: "/proc") {
            guard let number = pid_t(name.string),
                let words = Files.text("/proc/" + name + "/cmdline")?.split("\0"),
                words.contains("coordinator"), words.last == directory
            else { continue }
            return number
        }
        return nil
    }
}

/// Whether tests that take longer than half a minute run; `make test-long` says so.
enum TestLength {
    static var isLong: Bool { unsafe getenv("DISTMAKE_TEST_LONG") != nil }
}
