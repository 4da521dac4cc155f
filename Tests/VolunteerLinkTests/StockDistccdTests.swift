import ByteStrings
import DistccWire
import Glibc
import HostSpec
import Processes
import Testing
import VolunteerLink

/// The same against Debian's distccd and its gcc.
@Suite(.serialized, .timeLimit(.minutes(1))) struct StockDistccdTests {
    /// The line marker is what preprocessing leaves, and what the object takes its file name from.
    static let source = """
        # 1 "a.c"
        struct point { int x, y; };
        static int square(int a) { return a * a; }
        int length(const struct point *p) { return square(p->x) + square(p->y); }
        const char *name(void) { return "point"; }

        """

    @Test(arguments: ProtocolVersion.ofPreprocessedText)
    func `an object equals the one that gcc makes here`(version: ProtocolVersion) async throws {
        try await Self.withDaemon { host in
            let local = try await Self.object(of: Self.source)
            let link = VolunteerLink()
            for _ in 0..<4 {
                let result = try await link.compile(Self.request(version, Self.source), on: host)
                #expect(result.response.waitStatus == 0)
                #expect(result.response.standardError.isEmpty)
                #expect(result.response.object == local)
            }
        }
    }

    @Test(arguments: ProtocolVersion.ofPreprocessedText)
    func `a source that is wrong comes back as a failed compile`(version: ProtocolVersion) async throws {
        try await Self.withDaemon { host in
            let result = try await VolunteerLink().compile(Self.request(version, "int x = ;\n"), on: host)
            #expect(result.response.waitStatus == 256)
            #expect(ByteString(result.response.standardError).contains("error: "))
            #expect(result.response.object.isEmpty)
        }
    }

    /// distccd reads the arguments, closes, and says why in its own log only.
    @Test(arguments: [0, 8_000_000])
    func `a command that distccd refuses blames the command`(padding: Int) async throws {
        try await Self.withDaemon { host in
            let source = Self.source + String(repeating: "\n", count: padding)
            let error = await #expect(throws: LinkError.self) {
                try await VolunteerLink().compile(
                    Self.request(.plain, source, flags: ["-fplugin=x.so"]), on: host)
            }
            #expect(error?.blame == .command)
            let result = try await VolunteerLink().compile(Self.request(.plain, Self.source), on: host)
            #expect(result.response.waitStatus == 0)
        }
    }

    static func request(
        _ version: ProtocolVersion, _ source: String, flags: [ByteString] = []
    ) -> DistccRequest {
        DistccRequest(
            version: version,
            arguments: ["gcc", "-o", "a.o", "-c", "a.c", "-O2", "-fPIC"] + flags,
            source: Array(source.utf8))
    }

    /// The object that gcc makes of preprocessed text here, under the same name.
    static func object(of source: String) async throws -> [UInt8] {
        let script = """
            dir=$(mktemp -d) && cd "$dir" && cat > a.i && gcc -O2 -fPIC -o a.o -c a.i && cat a.o
            status=$?
            rm -rf "$dir"
            exit $status
            """
        let result = try await capture(
            "/bin/sh", arguments: ["-c", ByteString(script)], input: Array(source.utf8))
        #expect(result.waitStatus.isSuccess)
        return result.standardOutput
    }

    /// Runs `body` with a distccd of its own, which is gone afterwards with all its children.
    static func withDaemon(_ body: (HostSpec) async throws -> Void) async throws {
        let address = "127.92.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let port = Int.random(in: 20_000..<32_000)
        let null = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        // Not `--no-fork`, which costs a second for each job. The session is the daemon's own, so one signal
        // reaches the whole group.
        let daemon = try DetachedProcess.start(
            "/usr/bin/distccd",
            arguments: [
                "--no-detach", "--daemon", "--jobs", "4", "--listen", ByteString(address), "--port",
                ByteString("\(port)"), "--allow", "127.0.0.0/8", "--log-stderr",
            ],
            environment: ["PATH=/usr/bin:/bin", "TMPDIR=/tmp"], standardInput: null, output: null)
        let outcome: Result<Void, any Error>
        do {
            let host = try HostSpec(parsing: ByteString("\(address):\(port)/4"))
            try await waitForDaemon(host)
            outcome = .success(try await body(host))
        } catch {
            outcome = .failure(error)
        }
        kill(-daemon.processIdentifier, SIGTERM)
        _ = await daemon.wait()
        try outcome.get()
    }

    private static func waitForDaemon(_ host: HostSpec) async throws {
        for _ in 0..<200 {
            do throws(LinkError) {
                _ = try await VolunteerLink().compile(request(.plain, "int ready;\n"), on: host)
                return
            } catch {
                guard error.code == .refused else { throw error }
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
