import ByteStrings
import Scheduling
import Testing
import VolunteerLink

@testable import Coordinator

@Suite struct LeaveTests {
    /// This machine's own trouble is no failed remote job: the compile here says what is wrong.
    private static let own: Set<String> = [
        "local-resources", "unsupported", "cancelled", "slow-host", "output-unwritable", "preprocess-failed",
        "remote-only-error",
    ]

    @Test func `every accident is a volunteer's, with distcc's exit status, or this machine's`() {
        let codes =
            LinkError.Code.allCases.map(\.rawValue) + Accident.allCases.map(\.rawValue)
            + Unplaced.allCases.map(\.rawValue)
        for code in codes {
            let status = Leave.exitStatus(after: code)
            #expect((status == nil) == Self.own.contains(code), "\(code)")
            #expect(status.map { (100...120).contains($0) } ?? true, "\(code)")
        }
    }

    @Test(
        arguments: [
            ([:], false, false), (["DISTCC_FALLBACK": "0"], true, true),
            (["DISTCC_FALLBACK": "1"], false, false),
            (["DISTCC_FALLBACK": "no"], false, false), (["DISTCC_FALLBACK": ""], false, false),
            (["DISTCC_SKIP_LOCAL_RETRY": "1"], false, true), (["DISTCC_SKIP_LOCAL_RETRY": "0"], false, false),
        ] as [([ByteString: ByteString], Bool, Bool)])
    func `only the values that distcc knows give leave`(
        environment: [ByteString: ByteString], forbidsFallback: Bool, trustsErrors: Bool
    ) {
        let leave = Leave { environment[$0] }
        #expect(leave.forbidsFallback == forbidsFallback)
        #expect(leave.trustsErrors == trustsErrors)
    }
}
