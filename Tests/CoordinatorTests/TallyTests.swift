import ByteStrings
import History
import Scheduling
import Testing

@testable import Coordinator

@Suite struct TallyTests {
    private func record(
        _ kind: JobKind, mode: JobMode = .local, host: String? = nil, reason: String? = nil,
        fallback: String? = nil
    ) -> JobRecord {
        JobRecord(
            build: "aaaaaaaa", sequence: 1, file: "a.c", directory: "/", output: "a.o", kind: kind,
            mode: mode,
            host: host, localReason: reason, fallback: fallback, started: .zero, compile: .seconds(2))
    }

    @Test func `every compile is in exactly one of remote, local, failed over and failed`() {
        let tally = Tally(estimates: Estimates())
        let records = [
            record(.compile, mode: .plain, host: "red"), record(.compile, reason: "incbin"),
            record(.compile, host: "red", fallback: "refused"), record(.compile, host: "localhost"),
            record(.link, reason: "link-step"), record(.probe, reason: "configure-probe"),
        ]
        for record in records {
            tally.began(.compile)
            tally.ended(record, begunAs: .compile, now: .seconds(3))
        }
        tally.began(.compile)
        tally.ended(
            record(.compile, mode: .givenUp, host: "red", fallback: "refused"), begunAs: .compile,
            now: .seconds(3))
        let figures = tally.figures
        #expect(figures.finishedCompiles == 5)
        #expect(figures.pendingCompiles == 0)
        #expect(figures.remoteCompiles == 1 && figures.localCompiles == 2)
        #expect(figures.failedOver == 1 && figures.givenUp == 1)
        #expect(figures.byHost["red"]?.jobs == 1 && figures.byHost["red"]?.accidents == 2)
        #expect(figures.reasons == ["incbin": 1])
        #expect(figures.accidents == ["refused": 2])
    }

    @Test func `memory decides how many links fit`() {
        let tally = Tally(estimates: Estimates(), linkMemory: ["known": 8 << 20, "small": 0])
        #expect(tally.linksThatFit(into: 1 << 20, like: "new") == 4)
        var link = record(.link)
        link.peakMemory = 1 << 20
        tally.ended(link, begunAs: .link, now: .zero)
        #expect(tally.linksThatFit(into: 2 << 20, like: "new") == 2)
        #expect(tally.linksThatFit(into: 10, like: "new") == 1)
        // What earlier builds say of this very link goes before what the others of this one needed.
        #expect(tally.linksThatFit(into: 17 << 20, like: "known") == 2)
        #expect(tally.linksThatFit(into: 3, like: "small") == 3)
    }
}
