import ByteStrings
import Glibc
import Processes
import Testing

/// A compile may take long: a stock volunteer is silent meanwhile, and only DISTCC_IO_TIMEOUT ends that.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PatienceTests {
    /// Six minutes are more than distcc's own limit of 300 s; `make test-long` waits for them.
    @Test(arguments: TestLength.isLong ? [3, 365] : [3])
    func `a compile on a stock volunteer is not cut off`(seconds: Int) async throws {
        let place = try Workplace()
        // distccd gives up root, and has to reach the compiler.
        let bin = try makeOpenDirectory()
        defer { Files.remove(bin) }
        // Sleeps wherever it compiles our source: the second copy, which starts here after 20 s, is the slower one.
        // The probe of the toolchain check has no -fno-common.
        try Files.write(
            bin.appending(path: "gcc"),
            Array(
                """
                #!/bin/sh
                case " $* " in
                *' -E '*) ;;
                *' -fno-common '*) sleep \(seconds) ;;
                esac
                exec /usr/bin/gcc "$@"

                """.utf8),
            mode: 0o755)
        try Files.write(place("a.c"), Array("int f(int a) { return a + 1; }\n".utf8))
        try #require(try await place.plain("gcc -O2 -fno-common -c a.c -o want.o").waitStatus.isSuccess)
        let path = "PATH=" + bin + ":/usr/bin:/bin"
        let begin = ContinuousClock.now
        let result = try await StockDistccd.with(environment: [path]) { hosts in
            try await place.build(
                "gcc -O2 -fno-common -c a.c -o a.o", hosts: hosts, [path, "DISTCC_IO_TIMEOUT=1200"])
        }
        #expect(ContinuousClock.now - begin > .seconds(seconds))
        #expect(result.waitStatus.isSuccess, "\(ByteString(result.standardError))")
        #expect(Files.read(place("a.o")) == Files.read(place("want.o")))
        #expect(try place.jobs().map(\.fate) == ["remote"])
    }

    private func makeOpenDirectory() throws -> ByteString {
        var template = Array("/tmp/distmake-open-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        try #require(unsafe chmod(template, 0o755) == 0)
        return unsafe ByteString(cString: template)
    }
}
