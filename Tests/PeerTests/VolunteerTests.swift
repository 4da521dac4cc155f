import ByteStrings
import DistccWire
import Processes
import Testing

/// Volunteers that are wrong in every way end in a correct local object, each with its own code.
@Suite(.serialized, .timeLimit(.minutes(2))) struct VolunteerTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write(["a.c": "int square(int x) { return x * x; }\n", "b.c": "int b = 2;\n"])
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        var name: String
        var code: String
        var answer: @Sendable ([UInt8]) -> StandInVolunteer.Answer

        var testDescription: String { name }

        static let all: [Wrong] = [
            Wrong(name: "an object for another machine", code: "wrong-object") { object in
                var other = object
                other[18] = 183  // e_machine: EM_AARCH64
                return .response(DistccResponse(waitStatus: 0, object: other))
            },
            Wrong(name: "a 32-bit object", code: "wrong-object") { object in
                var other = object
                other[4] = 1  // EI_CLASS: ELFCLASS32
                return .response(DistccResponse(waitStatus: 0, object: other))
            },
            Wrong(name: "an empty object", code: "wrong-object") { _ in
                .response(DistccResponse(waitStatus: 0))
            },
            Wrong(name: "text for an object", code: "wrong-object") { _ in
                .response(DistccResponse(waitStatus: 0, object: Array("not found\n".utf8)))
            },
            Wrong(name: "half an answer", code: "truncated") {
                .half(DistccResponse(waitStatus: 0, object: $0))
            },
            Wrong(name: "garbage", code: "garbage") { _ in
                .bytes(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
            },
            Wrong(name: "nothing", code: "closed-without-answer") { _ in .bytes([]) },
            Wrong(name: "a compiler that was killed", code: "volunteer-failed") { _ in
                .response(DistccResponse(waitStatus: 9))
            },
            Wrong(name: "no such compiler", code: "compiler-missing") { _ in
                .response(DistccResponse(waitStatus: 110 << 8))
            },
            Wrong(name: "a daemon out of memory", code: "volunteer-failed") { _ in
                .response(DistccResponse(waitStatus: 105 << 8))
            },
        ]
    }

    /// The object that a correct volunteer would send.
    private func object() async throws -> [UInt8] {
        try await place.plain("gcc -O2 -c a.c -o plain.o").mustSucceed()
        return try #require(Files.read(place("plain.o")))
    }

    @Test(arguments: Wrong.all)
    func `a wrong answer is not believed`(wrong: Wrong) async throws {
        let object = try await object()
        let result = try await StandInVolunteer.with { _ in
            wrong.answer(object)
        } _: { volunteer in
            try await place.build("gcc -O2 -c a.c -o a.o", hosts: volunteer.host(limit: 2))
        }
        #expect(result.waitStatus.isSuccess)
        #expect(Files.read(place("a.o")) == object)
        #expect(try place.jobs().map(\.fate) == ["fallback " + wrong.code])
        #expect(ByteString(result.standardError).contains(ByteString(wrong.code)))
    }

    @Test func `a compile error that only the volunteer sees is repeated here, and succeeds`() async throws {
        let object = try await object()
        let result = try await StandInVolunteer.with { _ in
            .response(DistccResponse(waitStatus: 256, standardError: Array("out of luck\n".utf8)))
        } _: { volunteer in
            try await place.build("gcc -O2 -c a.c -o a.o", hosts: volunteer.host(limit: 2))
        }
        #expect(result.waitStatus.isSuccess)
        #expect(!ByteString(result.standardError).contains("out of luck"))
        #expect(Files.read(place("a.o")) == object)
        #expect(try place.jobs().map(\.fate) == ["fallback remote-only-error"])
    }

    @Test func `a job that failed on one host is tried on another`() async throws {
        let object = try await object()
        try await StandInVolunteer.with { _ in
            .response(DistccResponse(waitStatus: 110 << 8))
        } _: { broken in
            try await StandInVolunteer.with { _ in
                .response(DistccResponse(waitStatus: 0, object: object))
            } _: { good in
                _ = try await place.build(
                    "for i in 1 2 3 4; do gcc -O2 -c a.c -o a$i.o; done",
                    hosts: broken.host(limit: 8) + " " + good.host(limit: 1))
                #expect(good.requests.count == 4)
            }
        }
        #expect(try place.jobs().map(\.fate) == ["remote", "remote", "remote", "remote"])
    }

    @Test func `a host that nobody answers for costs no job more than a try`() async throws {
        let object = try await object()
        // A port that was free a moment ago.
        let gone = try await StandInVolunteer.with { _ in
            .silence
        } _: {
            $0.host(limit: 4)
        }
        try await StandInVolunteer.with { _ in
            .response(DistccResponse(waitStatus: 0, object: object))
        } _: { good in
            _ = try await place.build(
                "for i in 1 2 3 4; do gcc -O2 -c a.c -o a$i.o; done",
                hosts: gone + " " + good.host(limit: 4))
            #expect(good.requests.count == 4)
        }
        #expect(try place.jobs().map(\.fate) == ["remote", "remote", "remote", "remote"])
    }

    @Test func `DISTCC_IO_TIMEOUT ends the silence of a volunteer`() async throws {
        let object = try await object()
        try await StandInVolunteer.with { _ in
            .silence
        } _: { volunteer in
            _ = try await place.build(
                "gcc -O2 -c a.c -o a.o", hosts: volunteer.host(limit: 2), ["DISTCC_IO_TIMEOUT=2"])
        }
        #expect(Files.read(place("a.o")) == object)
        #expect(try place.jobs().map(\.fate) == ["fallback stalled"])
    }

    /// A stock volunteer is silent while it compiles: nothing short of DISTCC_IO_TIMEOUT ends that. After 20 s a
    /// second copy starts here, which in this test is the slower one.
    @Test(arguments: TestLength.isLong ? [3, 25] : [3])
    func `a volunteer that compiles for long is not cut off`(seconds: Int) async throws {
        let object = try await object()
        try Files.makeDirectories(place("bin"))
        try Files.write(
            place("bin/gcc"),
            Array(
                "#!/bin/sh\ncase \" $* \" in *' -E '*) ;; *) sleep 20;; esac\nexec /usr/bin/gcc \"$@\"\n".utf8
            ),
            mode: 0o755)
        let result = try await StandInVolunteer.with(delay: .seconds(seconds)) { _ in
            .response(DistccResponse(waitStatus: 0, object: object))
        } _: { volunteer in
            try await place.build(
                "gcc -O2 -c a.c -o a.o", hosts: volunteer.host(limit: 2),
                ["PATH=" + place("bin") + ":/usr/bin:/bin"])
        }
        #expect(result.waitStatus.isSuccess)
        #expect(Files.read(place("a.o")) == object)
        #expect(try place.jobs().map(\.fate) == ["remote"])
    }
}
