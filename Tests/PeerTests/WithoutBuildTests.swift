import ByteStrings
import Glibc
import History
import Processes
import ShimWire
import Testing

/// Compiles outside of `distmake run`: by way of the shared coordinator, or past it.
@Suite(.serialized, .timeLimit(.minutes(2))) struct WithoutBuildTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(SmallProject.files)
    }

    private func masquerade() async throws -> ByteString {
        let result = try await place.distmake(["masquerade"])
        try #require(result.waitStatus.isSuccess)
        return ByteString(result.standardOutput).trimmed
    }

    /// The runtime directory of the coordinator that calls with these hosts share.
    private func sharedDirectory(_ hosts: ByteString) -> ByteString {
        let variables: [ByteString: ByteString] = [
            "HOME": place.path.appending(path: "home"), "DISTCC_HOSTS": hosts,
        ]
        return place.path.appending(path: "run/distmake").appending(
            path: RuntimeRoot.sharedDirectoryName { variables[$0] })
    }

    /// Runs `command` with the masquerade first in PATH; afterwards the coordinator that it started is ended.
    private func run(_ command: ByteString, hosts: ByteString, expecting remote: Int) async throws {
        let directory = sharedDirectory(hosts)
        let masquerade = try await self.masquerade()
        defer {
            if let process = Coordinators.process(servingBelow: directory) { kill(process, SIGKILL) }
            _ = waitUntil { Coordinators.process(servingBelow: directory) == nil }
        }
        // A pipe that the test reads to its end: a coordinator that kept it open would hold the test up.
        let result = try await capture(
            "/bin/sh", arguments: ["-c", "exec 9>&1; " + command],
            environment: place.environment(
                hosts: hosts, ["PATH=" + masquerade + ":/usr/bin:/bin"]),
            workingDirectory: place.work)
        try result.mustSucceed()
        #expect(waitUntil { (try? place.jobs().count { $0.fate == "remote" }) == remote })
        let process = try #require(Coordinators.process(servingBelow: directory))
        let descriptors = Files.names(in: "/proc/\(process)/fd").compactMap { name in
            linkTarget("/proc/\(process)/fd/" + name)
        }
        #expect(!descriptors.isEmpty)
        #expect(descriptors.filter { $0.hasPrefix("pipe:") } == [])
        #expect(descriptors.filter { $0.hasPrefix(place.work) } == [])
    }

    private func linkTarget(_ path: ByteString) -> ByteString? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe path.withCString { unsafe readlink($0, &buffer, buffer.count) }
        return count < 0 ? nil : ByteString(buffer.prefix(count).map { UInt8(bitPattern: $0) })
    }

    @Test(
        arguments: [
            "make -j8", "make -j8 CC=distcc CXX='distcc g++'", "make -j8 CC='distcc gcc' CXX='distcc g++'",
            """
            cmake -S . -B b -DCMAKE_C_COMPILER_LAUNCHER=distcc -DCMAKE_CXX_COMPILER_LAUNCHER=distcc \
                -DCMAKE_C_COMPILER=/usr/bin/gcc -DCMAKE_CXX_COMPILER=/usr/bin/g++ && make -C b -j8
            """,
        ] as [ByteString])
    func `a build by hand goes out through the shared coordinator`(command: ByteString) async throws {
        try await StockDistccd.with { hosts in
            try await run(command, hosts: hosts, expecting: SmallProject.unitCount)
        }
    }

    @Test func `a second shared coordinator is a build of its own in history`() async throws {
        try await StockDistccd.with { hosts in
            try await run("make -j8", hosts: hosts, expecting: SmallProject.unitCount)
            try await run("gcc -c main.c -o again.o", hosts: hosts, expecting: 1)
        }
    }

    @Test func `what was configured under distmake builds with plain make`() async throws {
        try await StockDistccd.with { hosts in
            let configured = try await place.build("cmake -S . -B b", hosts: hosts)
            #expect(configured.waitStatus.isSuccess)
        }
        let cache = try #require(Files.text(place("b/CMakeCache.txt")))
        #expect(cache.contains("/distmake/bin/"))
        try await place.plain("make -C b -j4 VERBOSE=1").mustSucceed()
        #expect(Files.exists(place("b/small")))
        // No coordinator was started, and none is in the way.
        #expect(
            Files.names(in: place.path.appending(path: "run/distmake")).filter { $0.hasPrefix("shared") }
                == [])
    }

    @Test(
        arguments: [
            "gcc -print-prog-name=cc1", "gcc -print-file-name=liblto_plugin.so", "gcc -print-search-dirs",
            "gcc -print-libgcc-file-name", "g++ -print-prog-name=cc1plus", "gcc -v 2>&1", "gcc --version",
            "clang -print-prog-name=ld", "clang --version", "gcc -dumpmachine", "cc -### -c main.c 2>&1",
        ] as [ByteString])
    func `a compiler's answers about itself are those of the real one`(query: ByteString) async throws {
        let masquerade = try await self.masquerade()
        let plain = try await place.plain(query)
        let masked = try await place.plain(
            "DISTMAKE_NESTED=1 " + query, ["PATH=" + masquerade + ":/usr/bin:/bin"])
        let built = try await place.build(query, hosts: "127.0.0.1:9/1")
        for result in [masked, built] {
            #expect(!ByteString(result.standardOutput).contains(masquerade))
            #expect(withoutTemporaries(result.standardOutput) == withoutTemporaries(plain.standardOutput))
            #expect(result.waitStatus == plain.waitStatus)
        }
        #expect(try place.jobs().filter { $0.fate == "remote" }.isEmpty)
    }

    /// gcc names temporary files at random.
    private func withoutTemporaries(_ output: [UInt8]) -> [ByteString] {
        ByteString(output).split("\n").map { line in
            line.split(" ").filter { !$0.contains("/tmp/cc") }.joined(separator: " ")
        }
    }

    @Test func `a link with LTO is one job, and its children do not come back`() async throws {
        let compile: ByteString = "for f in main part1 part2 part3; do gcc -O2 -flto=auto -c $f.c; done; "
        let link: ByteString = """
            g++ -O2 -c text.cc && \
            gcc -O2 -flto=auto -Wl,--build-id=none main.o part1.o part2.o part3.o text.o -lstdc++ -o small \
            && strip small
            """
        try await place.plain(compile + link).mustSucceed()
        let plain = try #require(Files.read(place("small")))
        try await StockDistccd.with { hosts in
            try await place.build(compile + link, hosts: hosts).mustSucceed()
        }
        #expect(Files.read(place("small")) == plain)
        let jobs = try place.jobs()
        #expect(jobs.map(\.fate) == Array(repeating: "remote", count: 5) + ["link-step"])
        #expect(jobs.map(\.kind) == Array(repeating: .compile, count: 5) + [.link])
    }
}
