import ByteStrings
import Glibc
import Processes
import Testing

/// Compiles for another machine through a real distccd on the port that the ArchWiki gives to that architecture.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CrossTests {
    private let place: Workplace

    /// aarch64's; armv7h has 3635.
    private static let port = 3636

    init() throws {
        place = try Workplace()
        // Without headers: the cross compiler comes without a C library.
        try place.write(["a.c": "int square(int x) { return x * x; }\n"])
    }

    private func withDistccd(
        environment: [ByteString] = ["PATH=/usr/bin:/bin"], _ body: (ByteString) async throws -> Void
    ) async throws {
        let address = "127.96.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        try await StockDistccd.with(at: (ByteString(address), Self.port), environment: environment) { _ in
            try await body(ByteString(address))
        }
    }

    @Test(arguments: [":3636/4", "/4:3636"] as [ByteString])
    func `an object for AArch64 is the local cross compiler's`(spelling: ByteString) async throws {
        let command: ByteString = "aarch64-linux-gnu-gcc -O2 -c a.c"
        try await place.plain(command + " -o plain.o").mustSucceed()
        try await withDistccd { address in
            try await place.build(command + " -o a.o", hosts: address + spelling).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
        let object = try #require(Files.read(place("a.o")))
        #expect(object == Files.read(place("plain.o")))
        #expect(object[18] == 183)  // EM_AARCH64
    }

    /// A distccd that was set up without its toolchain: the name leads to the compiler of its own machine.
    @Test func `a volunteer that compiles for itself is named and left out`() async throws {
        let command: ByteString = "aarch64-linux-gnu-gcc -O2 -c a.c"
        try await place.plain(command + " -o plain.o").mustSucceed()
        try Files.makeDirectories(place("bin"))
        for name: ByteString in ["aarch64-linux-gnu-gcc", "aarch64-linux-gnu-gcc-12"] {
            let script: ByteString = "#!/bin/sh\nPATH=/usr/bin exec /usr/bin/gcc \"$@\"\n"
            try Files.write(place("bin/" + name), script.bytes, mode: 0o755)
        }
        for directory in [place.path, place.work, place("bin")] {
            try #require(unsafe directory.withCString { unsafe chmod($0, 0o755) } == 0)
        }
        try await withDistccd(environment: ["PATH=/usr/bin:/bin", "DISTCCD_PATH=" + place("bin")]) {
            address in
            let result = try await place.build(command + " -o a.o", hosts: address + ":3636/4").mustSucceed()
            let said = ByteString(result.standardError)
            #expect(said.contains(address) && said.contains("left out"), "\(said)")
        }
        #expect(try place.jobs().map(\.fate) == ["toolchain-differs"])
        #expect(Files.read(place("a.o")) == Files.read(place("plain.o")))
    }
}
