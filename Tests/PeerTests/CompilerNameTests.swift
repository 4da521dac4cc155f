import ByteStrings
import DistccWire
import Glibc
import Processes
import Testing

/// Volunteers that have the compiler under another name, or another compiler under the name.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CompilerNameTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "a.c": "int square(int x) { return x * x; }\n",
            "b.cpp": "struct P { int x; }; int get(const P &p) { return p.x; }\n",
        ])
    }

    private func plain(_ command: ByteString) async throws -> [UInt8] {
        try await place.plain(command + " -o plain.o").mustSucceed()
        return try #require(Files.read(place("plain.o")))
    }

    private func full(_ name: ByteString) async throws -> ByteString {
        let triple = ByteString(
            try await place.plain("gcc -dumpmachine").mustSucceed().standardOutput
        ).trimmed
        return triple + "-" + name
    }

    /// A stock distccd with a list of what it runs, which closes the connection on anything else.
    private func withList<Result: Sendable>(
        _ names: [ByteString], _ body: (ByteString) async throws -> Result
    ) async throws -> Result {
        let list = names.map { "/usr/bin/" + $0 + "\n" }.joined(separator: "")
        try Files.write(place("cmdlist"), list.bytes)
        return try await StockDistccd.with(
            environment: ["PATH=/usr/bin:/bin", "DISTCC_CMDLIST=" + place("cmdlist")]
        ) { try await body($0) }
    }

    @Test(arguments: ["gcc", "cc", "gcc-12"] as [ByteString])
    func `a distccd that allows only the full name is sent that one`(name: ByteString) async throws {
        let want = try await plain(name + " -O2 -c a.c")
        try await withList([try await full("gcc-12")]) { hosts in
            let script: ByteString = "for i in 1 2 3; do " + name + " -O2 -c a.c -o a$i.o || exit; done"
            try await place.build(script, hosts: hosts).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote", "remote", "remote"])
        for file: ByteString in ["a1.o", "a2.o", "a3.o"] { #expect(Files.read(place(file)) == want) }
    }

    @Test func `a distccd whose PATH has only the triple's name is sent that one`() async throws {
        let want = try await plain("g++ -O2 -c b.cpp")
        try Files.makeDirectories(place("bin"))
        let name = try await full("g++")
        // A link would make gcc look for its parts beside the link.
        let script = "#!/bin/sh\nPATH=/usr/bin exec /usr/bin/\(name) \"$@\"\n"
        try Files.write(place("bin/" + name), Array(script.utf8), mode: 0o755)
        // distccd gives root up for a user of its own.
        for directory in [place.path, place.work, place("bin")] {
            try #require(unsafe directory.withCString { unsafe chmod($0, 0o755) } == 0)
        }
        try await StockDistccd.with(environment: ["PATH=/usr/bin:/bin", "DISTCCD_PATH=" + place("bin")]) {
            try await place.build("g++ -O2 -c b.cpp -o b.o", hosts: $0).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
        #expect(Files.read(place("b.o")) == want)
    }

    @Test func `the name that worked is sent from then on`() async throws {
        let object = try await plain("gcc -O2 -c a.c")
        let triple = try await full("gcc")
        try await StandInVolunteer.with { request in
            request.arguments.first == triple
                ? .response(DistccResponse(waitStatus: 0, object: object)) : .bytes([])
        } _: { volunteer in
            try await place.build(
                "for i in 1 2 3; do gcc -O2 -c a.c -o a$i.o || exit; done", hosts: volunteer.host(limit: 1)
            ).mustSucceed()
            #expect(volunteer.requests.map { $0.arguments[0] } == ["gcc", triple, triple, triple])
        }
    }

    /// A Raspberry Pi's neighbour, where `gcc` makes objects for the neighbour (distcc's issue 440).
    @Test func `a plain name that makes objects for another machine is followed by the triple's`()
        async throws
    {
        let object = try await plain("gcc -O2 -c a.c")
        var foreign = object
        foreign[18] = 183  // e_machine: EM_AARCH64
        let other = foreign
        let triple = try await full("gcc")
        try await StandInVolunteer.with { request in
            .response(
                DistccResponse(waitStatus: 0, object: request.arguments.first == triple ? object : other))
        } _: { volunteer in
            _ = try await place.build("gcc -O2 -c a.c -o a.o", hosts: volunteer.host(limit: 1))
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
        #expect(Files.read(place("a.o")) == object)
    }

    @Test func `a host that refuses every name is not asked again and again`() async throws {
        let object = try await plain("gcc -O2 -c a.c")
        try await StandInVolunteer.with { _ in
            .bytes([])
        } _: { volunteer in
            try await place.build(
                "for i in 1 2 3 4 5 6; do gcc -O2 -c a.c -o a$i.o || exit; done",
                hosts: volunteer.host(limit: 1)
            ).mustSucceed()
            // Every name once, then the plain one until the kind of command counts as refused.
            #expect(
                (4...8).contains(volunteer.requests.count), "\(volunteer.requests.map { $0.arguments[0] })")
        }
        #expect(Files.read(place("a6.o")) == object)
    }

    @Test func `DISTCC_NO_REWRITE_CROSS sends the name as it is`() async throws {
        let object = try await plain("gcc -O2 -c a.c")
        try await StandInVolunteer.with { _ in
            .response(DistccResponse(waitStatus: 0, object: object))
        } _: { volunteer in
            try await place.build(
                "cc -O2 -c a.c -o a.o && clang -O2 -c a.c -o b.o", hosts: volunteer.host(limit: 1),
                ["DISTCC_NO_REWRITE_CROSS=1"]
            ).mustSucceed()
            #expect(volunteer.requests.map { $0.arguments[0] } == ["cc", "clang"])
            #expect(!volunteer.requests.contains { $0.arguments.contains { $0.hasPrefix("--target") } })
        }
    }

    /// The target is told, and makes no difference to the object where both machines are alike.
    @Test(
        arguments: [
            ("clang -O2 -g -c a.c", true), ("clang++ -O2 -c b.cpp", true), ("clang -m32 -c a.c", true),
            ("clang --target=x86_64-pc-linux-gnu -c a.c", false),
            ("clang -target i686-linux-gnu -c a.c", false),
        ] as [(ByteString, Bool)])
    func `clang is told its target`(command: ByteString, isTold: Bool) async throws {
        let want = try await plain(command)
        try await StockDistccd.with { hosts in
            try await place.build(command + " -o a.o", hosts: hosts).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
        if !command.contains("-g") { #expect(Files.read(place("a.o")) == want) }
        try await StandInVolunteer.with { _ in
            .response(DistccResponse(waitStatus: 0, object: want))
        } _: { volunteer in
            try await place.build(command + " -o b.o", hosts: volunteer.host(limit: 1)).mustSucceed()
            let told = volunteer.requests[0].arguments.filter { $0.hasPrefix("--target=") }
            let target = ByteString(
                try await place.plain("clang -dumpmachine").mustSucceed().standardOutput
            ).trimmed
            #expect(told == (isTold || command.contains("--target=") ? ["--target=" + target] : []))
        }
    }
}
