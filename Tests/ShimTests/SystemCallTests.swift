import ByteStrings
import Glibc
import Processes
import ShimWire
import Testing

/// The shim's budget (style.md, hot path): what is loaded with it, and what it asks of the kernel. Instructions and
/// size depend on optimization; `Benchmarks/run budget` holds those of the release build.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SystemCallTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.link("/usr/bin/true", as: "real/fakecc")
        try scratch.link(Scratch.shim, as: "masquerade/distcc")
    }

    @Test func `no shared library is loaded`() async throws {
        let result = try await capture(
            "/usr/bin/readelf", arguments: ["-ldW", Scratch.shim], environment: ["LC_ALL=C"])
        let text = ByteString(result.standardOutput)
        #expect(text.contains("LOAD"))
        #expect(!text.contains("(NEEDED)"))
        #expect(!text.contains("INTERP"))
    }

    /// Before main: the C library and Swift's runtime, the same each time.
    private static let start = [
        "execve", "arch_prctl", "set_tid_address", "set_robust_list", "rseq", "prlimit64", "readlink",
        "gettid", "ioctl", "ioctl",
    ]
    private static let connect = ["socket", "connect"]
    /// The walk through masquerade, real, /usr/bin and /bin: us, it and two misses.
    private static let search = [
        "newfstatat", "newfstatat", "newfstatat", "access", "readlink", "readlink", "newfstatat",
        "newfstatat",
    ]
    private static let request = [
        "umask", "umask", "ioctl", "getcwd", "sched_getaffinity", "sigaltstack", "rt_sigaction",
        "rt_sigaction",
        "rt_sigaction", "rt_sigaction", "rt_sigaction", "rt_sigaction", "sendto", "recvfrom",
    ]

    @Test func `an answer of its own is one write`() async throws {
        let calls = try await calls("distcc --version", ["PATH=" + scratch.searchPath])
        #expect(calls == Self.start + ["write", "exit_group"])
    }

    @Test func `without a coordinator it becomes the compiler`() async throws {
        let calls = try await calls(
            "fakecc -c a.c", ["PATH=" + scratch("real") + ":/usr/bin:/bin"], program: "masquerade/fakecc")
        #expect(calls == Self.start + ["newfstatat"] + Self.search.dropFirst(2) + ["execve"])
    }

    @Test func `a build tool is looked up and started`() async throws {
        try scratch.link("/usr/bin/true", as: "real/ninja")
        try scratch.link(Scratch.shim, as: "masquerade/ninja")
        let calls = try await calls("ninja -C b", ["PATH=" + scratch.searchPath, "DISTMAKE_JOBS=1000"])
        #expect(calls == Self.start + Self.search + ["sched_getaffinity", "execve"])
    }

    @Test func `a compile that is answered is written and done`() async throws {
        let calls = try await calls(
            answering: .done(JobResult(waitStatus: 0, standardOutput: [], standardError: [])))
        #expect(calls == Self.start + Self.connect + Self.search + Self.request + ["exit_group"])
    }

    @Test func `a compile that stays here costs a child and a report`() async throws {
        let calls = try await calls(answering: .local([]))
        let child = [
            // The signals that are handed on, each asked for and caught.
            "rt_sigaction", "rt_sigaction", "rt_sigaction", "rt_sigaction", "rt_sigaction", "rt_sigaction",
            "rt_sigaction", "rt_sigaction", "rt_sigprocmask", "getpid", "rt_sigprocmask", "vfork",
            "rt_sigprocmask", "wait4", "rt_sigaction", "rt_sigaction", "rt_sigaction", "rt_sigaction",
            "sendto",
        ]
        #expect(calls == Self.start + Self.connect + Self.search + Self.request + child + ["exit_group"])
    }

    private func calls(answering answer: CoordinatorMessage) async throws -> [String] {
        let coordinator = try FakeCoordinator(at: scratch.socket)
        defer { coordinator.close() }
        async let served: Void = coordinator.serve { peer in
            _ = try peer.job()
            peer.send(answer)
            if case .local = answer { _ = try peer.report() }
        }
        let calls = try await calls("fakecc -c a.c", scratch.environment())
        try await served
        return calls
    }

    /// The names of the shim's own calls, without those that manage memory, whose number is the allocator's affair,
    /// without random numbers for hashing, and without the clock, which is no system call where the vDSO has it.
    private func calls(
        _ command: ByteString, _ environment: [ByteString], program: ByteString? = nil
    ) async throws -> [String] {
        let words = command.split(" ")
        let path = scratch(program ?? "masquerade/" + words[0])
        let result = try await capture(
            "/usr/bin/strace",
            arguments: ["-qq", "-e", "signal=none", "-o", scratch("trace"), path] + words.dropFirst(),
            environment: environment + ["LC_ALL=C"], workingDirectory: scratch.path)
        try #require(result.waitStatus == .success, "\(ByteString(result.standardError))")
        let ignored: Set<String> = [
            "brk", "mmap", "munmap", "mprotect", "mremap", "getrandom", "clock_gettime",
        ]
        var calls: [String] = []
        for line in (scratch.contents("trace") ?? "").split("\n") {
            guard let end = line.firstRange(of: "(") else { continue }
            let name = ByteString(line.bytes[..<end.lowerBound]).string
            if !ignored.contains(name) { calls.append(name) }
            // What follows the second one is the compiler's.
            if calls.filter({ $0 == "execve" }).count == 2 { break }
        }
        return calls
    }
}
