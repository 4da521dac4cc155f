import ByteStrings
import Discovery
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct VolunteerSearchTests {
    private let directory: ByteString

    init() throws {
        var template = Array("/tmp/distmake-discovery-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        directory = unsafe ByteString(cString: template)
    }

    /// A script in avahi-browse's place.
    private func browser(_ script: ByteString) throws -> ByteString {
        let path = directory.appending(path: "avahi-browse")
        let file = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o755) }
        try #require(file >= 0)
        defer { close(file) }
        let text = "#!/bin/sh\n" + script
        try #require(unsafe write(file, text.bytes, text.count) == text.count)
        return path
    }

    private func search(_ script: ByteString, patience: Duration = .seconds(20)) async throws -> [ByteString]
    {
        defer { unlinkAll() }
        let search = VolunteerSearch(
            browser: try browser(script), environment: ["PATH=/usr/bin:/bin"], patience: patience)
        return try await search.run().map(\.spec)
    }

    private func unlinkAll() {
        _ = unsafe directory.appending(path: "avahi-browse").withCString { unsafe unlink($0) }
        _ = unsafe directory.withCString { unsafe rmdir($0) }
    }

    @Test func `what avahi-browse finds are entries of a host list`() async throws {
        let script = "cat <<'END'\n" + AvahiOutputTests.real + "END\n"
        #expect(try await search(script) == ["10.77.0.1:3999/7"])
    }

    @Test func `it is asked for others' daemons, once, in its parsable form`() async throws {
        let script: ByteString = #"""
            test "$*" = "--terminate --resolve --parsable --ignore-local --no-db-lookup _distcc._tcp" || exit 9
            """#
        #expect(try await search(script) == [])
    }

    @Test func `without avahi-browse the packages are named`() async throws {
        for browser in [nil, directory.appending(path: "none")] {
            let error = await #expect(throws: DiscoveryError.self) {
                try await VolunteerSearch(browser: browser, environment: []).run()
            }
            #expect(error?.code == .browserMissing)
            #expect(error?.description.contains("avahi-utils") == true)
        }
        unlinkAll()
    }

    @Test func `without avahi-daemon its own words are told`() async throws {
        let error = await #expect(throws: DiscoveryError.self) {
            try await search("echo 'Failed to create client object: Daemon not running' >&2; exit 1")
        }
        #expect(error?.code == .browserFailed)
        #expect(error?.description.contains("Daemon not running") == true)
    }

    @Test func `one that never ends is not waited for`() async throws {
        let error = await #expect(throws: DiscoveryError.self) {
            try await search("exec sleep 600", patience: .milliseconds(200))
        }
        #expect(error?.code == .timedOut)
    }
}
