import ByteStrings
import DistccWire
import History
import Processes
import Testing

/// The variables by which a user departs from the local fall-back.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LeaveTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write([
            "a.c": "int f(int a) { return a + 1; }\n",
            "wrong.c": "int main(void)\n{\n    return undeclared + 1;\n}\n",
            "absent.c": "#include \"nowhere.h\"\n",
        ])
    }

    /// Nobody listens there.
    private static let dead: ByteString = "127.93.7.1:9/4"

    @Test(
        arguments: [
            ("gcc -c a.c", "", 0, "fallback refused"),
            ("gcc -c a.c", "DISTCC_FALLBACK=0", 103, "given up refused"),
            ("DISTCC_FALLBACK=0 gcc -c a.c", "DISTCC_FALLBACK=1", 103, "given up refused"),
            ("gcc -c a.c -o /dev/null", "DISTCC_FALLBACK=0", 0, "output-not-regular"),
            ("gcc -c absent.c", "DISTCC_FALLBACK=0", 1, "fallback preprocess-failed"),
            ("gcc -c a.c", "DISTCC_BACKOFF_PERIOD=0", 0, "fallback refused"),
            ("gcc -c a.c", "DISTCC_SKIP_LOCAL_RETRY=1", 0, "fallback refused"),
        ] as [(ByteString, ByteString, Int32, String)])
    func `a volunteer that is not there fails the compile only with leave`(
        command: ByteString, variable: ByteString, status: Int32, fate: String
    ) async throws {
        let result = try await place.build(
            command, hosts: Self.dead, variable.isEmpty ? [] : [variable])
        let said = ByteString(result.standardError)
        #expect(EndStatus(waitStatus: result.waitStatus.rawValue) == .exited(status), "\(said)")
        let jobs = try place.jobs()
        #expect(jobs.map(\.fate) == [fate])
        #expect(jobs.allSatisfy { $0.attempts <= 1 }, "each volunteer is asked once")
        #expect(said.contains("DISTCC_FALLBACK=0 forbids") == (status == 103))
        #expect(said.contains("1 compile: 1 given up\n") == (status == 103), "\(said)")
        #expect(
            (Files.read(place("a.o")) != nil)
                == (command.contains("a.c") && fate.hasSuffix("refused") && status == 0))
    }

    @Test(
        arguments: [
            ("", "compile-error", false), ("DISTCC_SKIP_LOCAL_RETRY=1", "remote", true),
            ("DISTCC_FALLBACK=0", "remote", true), ("DISTCC_SKIP_LOCAL_RETRY=0", "compile-error", false),
        ] as [(ByteString, String, Bool)])
    func `a volunteer's compile error is final with leave`(
        variable: ByteString, fate: String, isFinal: Bool
    ) async throws {
        let result = try await StockDistccd.with { hosts in
            try await place.build(
                "gcc -c wrong.c; echo $?; gcc -c a.c", hosts: hosts, variable.isEmpty ? [] : [variable])
        }
        let said = ByteString(result.standardError)
        #expect(ByteString(result.standardOutput) == "1\n")
        #expect(said.contains("undeclared"))
        // Only a compile here can quote the line.
        #expect(said.contains("return undeclared + 1;") == !isFinal)
        #expect(try place.jobs().map(\.fate) == [fate, "remote"])
        #expect(try place.jobs().map(\.status) == [.exited(1), .exited(0)])
    }

    @Test func `an io timeout of zero has no limit`() async throws {
        let object: [UInt8] = try await {
            try await place.plain("gcc -c a.c -o want.o").mustSucceed()
            return Files.read(place("want.o")) ?? []
        }()
        _ = try await StandInVolunteer.with(delay: .seconds(1)) { _ in
            .response(
                DistccResponse(waitStatus: 0, standardError: [], standardOutput: [], object: object))
        } _: { volunteer in
            try await place.build(
                "gcc -c a.c", hosts: volunteer.host(limit: 2), ["DISTCC_IO_TIMEOUT=0"]
            ).mustSucceed()
        }
        #expect(try place.jobs().map(\.fate) == ["remote"])
    }

    @Test func `the log goes where DISTCC_LOG says and keeps more with DISTCC_VERBOSE`() async throws {
        try await place.build(
            "gcc -c a.c", hosts: Self.dead, ["DISTCC_LOG=build.log", "DISTCC_VERBOSE=1"]
        ).mustSucceed()
        let log = ByteString(Files.read(place("build.log")) ?? [])
        #expect(log.contains("refused the connection"), "\(log)")
    }
}
