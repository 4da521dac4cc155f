import Processes
import Testing

struct WaitStatusTests {
    @Test(
        arguments: [
            (0, 0, nil, 0), (0x100, 1, nil, 1), (0xFF00, 255, nil, 255), (9, nil, 9, 137),
            (0x8B, nil, 11, 139),
        ] as [(Int32, Int32?, Int32?, Int32)])
    func `a wait status says how a process ended`(raw: Int32, code: Int32?, signal: Int32?, shell: Int32) {
        let status = WaitStatus(rawValue: raw)
        #expect(status.exitCode == code)
        #expect(status.signal == signal)
        #expect(status.shellStatus == shell)
        #expect(status.isSuccess == (raw == 0))
    }

    @Test func `a wait status can be made`() {
        #expect(WaitStatus(exitCode: 258) == WaitStatus(rawValue: 0x200))
        #expect(WaitStatus(signal: 15).signal == 15)
        #expect("\(WaitStatus(exitCode: 3)) \(WaitStatus(signal: 2))" == "exit 3 signal 2")
    }
}
