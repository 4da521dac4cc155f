import ByteStrings
import Testing

@testable import ShimWire

struct BuildSnapshotTests {
    static let snapshot = BuildSnapshot(
        identifier: "abcdefgh", package: "demo", version: "1-1", disabledReason: "",
        elapsedMilliseconds: 61_000, finished: 12, remote: 9, failedOver: 1, pending: 3, expected: 40,
        secondsLeft: 90,
        hosts: [
            .init(
                name: "red:3636", machine: "red", condition: .ready,
                slots: .init(inUse: 2, foreign: 1, limit: 4), served: 9, accidents: 1, bytesSent: 1 << 40,
                bytesReceived: 7),
            .init(
                name: "blue", machine: "blue", condition: .leftOut,
                slots: .init(inUse: 0, foreign: 0, limit: 8), served: 0, accidents: 0, bytesSent: 0,
                bytesReceived: 0),
        ],
        local: .init(inUse: 1, foreign: 0, limit: 2), preprocess: .init(inUse: 0, foreign: 0, limit: 2),
        waiting: .init(volunteers: 5, local: 1, preprocess: 2),
        jobs: [
            .init(
                process: 4711, phase: .compile, file: "a.c", place: .host(1), slot: 3, phaseMilliseconds: 5),
            .init(
                process: 1, phase: .blocked, file: "", place: .undecided, slot: 0, phaseMilliseconds: .max),
            .init(
                process: .max, phase: .done, file: ByteString([0xFF]), place: .here, slot: 1,
                phaseMilliseconds: 0),
        ], omittedJobs: 2)

    @Test func `what is written is read`() throws {
        #expect(try BuildSnapshot(payload: Self.snapshot.encodedPayload()) == Self.snapshot)
        var unknown = Self.snapshot
        unknown.secondsLeft = nil
        #expect(try BuildSnapshot(payload: unknown.encodedPayload()) == unknown)
        let wish = WatchRequest(intervalMilliseconds: 250)
        #expect(try WatchRequest(payload: wish.encodedPayload()) == wish)
    }

    @Test func `cut anywhere it is an error, and so is more`() {
        let payload = Self.snapshot.encodedPayload()
        for count in 0..<payload.count {
            #expect(throws: ShimWireError.self) { try BuildSnapshot(payload: Array(payload.prefix(count))) }
        }
        #expect(throws: ShimWireError(.trailingBytes, frameType: ControlKind.snapshot.rawValue)) {
            try BuildSnapshot(payload: payload + [0])
        }
    }

    @Test func `a job on a host that is not there is refused`() {
        var snapshot = Self.snapshot
        snapshot.jobs[0].place = .host(2)
        #expect(throws: ShimWireError(.badValue, frameType: ControlKind.snapshot.rawValue)) {
            try BuildSnapshot(payload: snapshot.encodedPayload())
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `damaged snapshots are refused, or mean what they say`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let whole = Self.snapshot.encodedPayload()
        for _ in 0..<300 {
            var payload = whole
            for _ in 0...Int.random(in: 0...3, using: &generator) {
                payload[Int.random(in: 0..<payload.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            if let read = try? BuildSnapshot(payload: payload) { #expect(read.encodedPayload() == payload) }
        }
    }

    @Test func `the phases have the names of distcc's monitors`() {
        #expect(
            JobPhase.allCases.map(\.name) == [
                "Startup", "Blocked", "Connect", "Preprocess", "Send", "Compile", "Receive", "Done",
            ])
    }
}
