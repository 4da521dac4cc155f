import ByteStrings
import Testing

@testable import DistccWire

/// What monitors make of it is in PeerTests, where distccmon-text reads it.
@Suite struct TaskStateTests {
    @Test func `texts are cut to leave room for their end`() {
        let long = ByteString([UInt8](repeating: UInt8(ascii: "x"), count: 300))
        let state = TaskState(process: 1, file: long, host: "red", slot: 3, phase: .send)
        let bytes = state.encoded
        let word = MemoryLayout<UInt>.size
        #expect(bytes.count == 4 * word + 2 * 128 + 8)
        #expect(Array(bytes[(3 * word)...].prefix(128)) == Array(long.bytes.prefix(127)) + [0])
        #expect(Array(bytes[(3 * word + 128)...].prefix(4)) == Array("red\0".utf8))
    }

    @Test(
        arguments: [
            ("binstate_42", 42), ("binstate_", nil), ("binstate_x", nil), ("binstate_-1", nil),
            ("binstate_0", nil), ("hosts", nil),
        ] as [(ByteString, Int32?)])
    func `a file's name says whose it is`(name: ByteString, process: Int32?) {
        #expect(TaskState.process(ofFileName: name) == process)
        if let process { #expect(TaskState.fileName(process: process) == name) }
    }
}
