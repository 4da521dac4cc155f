import ByteStrings
import Processes
import Testing

/// ccache in front of distmake, as makepkg sets it up: ccache asks its cache, and starts the shim with the compiler
/// that it found.
@Suite(.serialized, .timeLimit(.minutes(1))) struct CcacheTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(["a.c": "int answer(void) { return 42; }\n"])
    }

    /// Compiles a.c by way of ccache with `shim` as its prefix.
    private func compile(_ compiler: ByteString, shim: ByteString, hosts: ByteString) async throws {
        try await place.build(
            "ccache " + compiler + " -O2 -c a.c -o a.o", hosts: hosts,
            ["CCACHE_PREFIX=" + shim, "CCACHE_DIR=" + place("cache")]
        ).mustSucceed()
    }

    /// What ccache counts under `name`.
    private func count(_ name: ByteString) async throws -> Int {
        let result = try await place.plain("ccache --print-stats", ["CCACHE_DIR=" + place("cache")])
        let line = ByteString(result.standardOutput).split("\n").first { $0.hasPrefix(name + "\t") }
        return try #require(line.flatMap { Int($0.split("\t").last?.string ?? "") }, "\(name)")
    }

    private var hits: Int {
        get async throws { try await count("direct_cache_hit") + count("preprocessed_cache_hit") }
    }

    @Test func `another distmake is a hit, another compiler of the same name a miss`() async throws {
        let shim = Workplace.built("distmake-cc")
        try await StockDistccd.with { hosts in
            try await compile("/usr/bin/gcc", shim: shim, hosts: hosts)
            #expect(try place.jobs().count { $0.fate == "remote" } == 1)
            #expect(try await hits == 0)

            try await place.plain("mkdir other && cp " + shim + " other/distmake-cc").mustSucceed()
            try await compile("/usr/bin/gcc", shim: place("other/distmake-cc"), hosts: hosts)
            #expect(try await hits == 1)

            try await place.plain(
                "mkdir bin && printf '#!/bin/sh\nexec /usr/bin/gcc \"$@\"\n' >bin/gcc && chmod 755 bin/gcc"
            )
            .mustSucceed()
            try await compile(place("bin/gcc"), shim: shim, hosts: hosts)
            #expect(try await hits == 1)
            #expect(try await count("cache_miss") == 2)
        }
    }
}
