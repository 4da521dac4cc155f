import CompilerCommand
import Files
import Scheduling
import ShimWire
import Testing

@testable import Coordinator

@Suite struct LinkPlanTests {
    @Test(
        arguments: [
            (nil, false, 1, []), (nil, true, 1, []), (.serial, false, 1, []), (.serial, true, 8, .jobserver),
            (.count(3), false, 3, []), (.count(3), true, 3, []), (.count(8), true, 8, []),
            (.count(9), false, 8, .jobserver), (.processors, false, 8, []), (.processors, true, 8, []),
        ] as [(LinkTimeJobs?, Bool, Int, LocalOptions)])
    func `a link takes the slots that it will use, and no more processors than there are`(
        jobs: LinkTimeJobs?, hasJobserver: Bool, slots: Int, options: LocalOptions
    ) {
        let plan = LinkPlan(jobs, hasJobserver: hasJobserver, cores: 8, atOnce: 8, limit: 8)
        #expect(plan.slots == slots)
        #expect(plan.options == options.union(.link))
    }

    @Test(arguments: [(1, 8), (2, 4), (3, 3), (4, 2), (7, 2), (8, 1), (100, 1)])
    func `where memory is short fewer run at once`(atOnce: Int, slots: Int) {
        let plan = LinkPlan(nil, hasJobserver: false, cores: 8, atOnce: atOnce, limit: 8)
        #expect(plan.slots == slots)
        // The same with fewer slots than processors, and with more.
        #expect(LinkPlan(nil, hasJobserver: false, cores: 64, atOnce: atOnce, limit: 8).slots == slots)
        #expect(LinkPlan(.processors, hasJobserver: false, cores: 64, atOnce: atOnce, limit: 8).slots == 8)
        #expect(LinkPlan(.count(2), hasJobserver: false, cores: 2, atOnce: 9, limit: 8).slots == 2)
    }

    @Test func `objects are remembered with what they ask of their link`() {
        let tally = Tally(estimates: Estimates())
        let object = FileIdentity(device: 1, inode: 2)
        tally.noteOutput(FileIdentity(device: 1, inode: 1), linkTimeJobs: nil)
        #expect(!tally.hasLinkTimeObjects)
        tally.noteOutput(object, linkTimeJobs: .processors)
        #expect(tally.hasLinkTimeObjects)
        #expect(tally.linkTimeJobs(of: object) == .processors)
        #expect(tally.isOutput(object))
        tally.noteOutput(object, linkTimeJobs: nil)
        #expect(tally.linkTimeJobs(of: object) == nil)
        #expect(tally.isOutput(object))
    }
}
