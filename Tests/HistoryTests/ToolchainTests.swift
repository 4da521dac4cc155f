import ByteStrings
import GRDB
import SystemPackage
import Testing

@testable import History

@Suite struct ToolchainTests {
    private let directory: TemporaryDirectory
    private let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func record(_ host: String, _ name: ByteString, grade: String = "identical") -> ToolchainRecord {
        ToolchainRecord(
            key: ToolchainRecord.Key(host: host, compiler: "/usr/bin/" + name, name: name),
            file: ToolchainRecord.CompilerFile(
                device: .max, inode: 7, modified: .nanoseconds(1_700_000_000_000_000_001),
                buildIdentifier: "0abc"),
            remoteName: "x86_64-linux-gnu-" + name, grade: grade, difference: "",
            signature: "GCC: (Debian 12.2.0-14) 12.2.0",
            checked: .seconds(1_700_000_000))
    }

    @Test func `the newest word on a host's compiler is read again`() async throws {
        let recorder = recorder(directory.database, reports)
        recorder.record(record("red", "gcc"))
        recorder.record(record("red", "g++"))
        recorder.record(record("blue", ByteString([0x67, 0xFF]), grade: "different"))
        await recorder.flush()
        recorder.record(record("red", "gcc", grade: "compatible"))
        recorder.doubt(record("red", "g++").key)
        await recorder.flush()
        #expect(reports.all == [])
        let read = try HistoryReader(path: directory.database).toolchains()
        #expect(
            Set(read) == [
                record("red", "gcc", grade: "compatible"),
                record("blue", ByteString([0x67, 0xFF]), grade: "different"),
            ])
    }
}
