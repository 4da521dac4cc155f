import Testing

@testable import Coordinator

@Suite struct AccidentTests {
    @Test(
        arguments: [
            (0, nil), (1 << 8, nil), (99 << 8, nil), (110 << 8, .compilerMissing),
            (100 << 8, .volunteerFailed),
            (120 << 8, .volunteerFailed), (121 << 8, nil), (9, .volunteerFailed),
        ] as [(Int32, Accident?)])
    func `a volunteer's own trouble is told from the compiler's status`(status: Int32, want: Accident?) {
        #expect(Accident(distccStatus: status) == want)
    }

    @Test func `codes are kebab-case`() {
        for accident in Accident.allCases {
            #expect(accident.rawValue.allSatisfy { $0.isLowercase || $0 == "-" })
        }
    }
}
