import ByteStrings
import Testing

@testable import BuildDriver

/// What is said of a machine, by its facts.
@Suite struct SurroundingsTests {
    private func diagnosis(_ change: (inout Surroundings) -> Void) -> Diagnosis {
        var surroundings = Surroundings(
            descriptorLimit: 1024, rooms: [], clockLag: .zero, distccDirectoryOnDisk: nil,
            ccache: "/usr/bin/ccache")
        change(&surroundings)
        var diagnosis = Diagnosis()
        diagnosis.judge(
            surroundings, ProcessEnvironment(entries: []), buildOptions: ["ccache"], text: { _ in nil })
        return diagnosis
    }

    @Test func `nothing is wrong with a good machine`() {
        let found = diagnosis { _ in }
        #expect(found.problems.isEmpty && found.hints.isEmpty)
    }

    @Test func `a full file system is a problem`() {
        let found = diagnosis {
            $0.rooms = [
                .init(purpose: "sources", path: "/b", freeBytes: 5 << 20, neededBytes: 1 << 30),
                .init(purpose: "text", path: "/r", freeBytes: 64 << 20, neededBytes: 64 << 20),
            ]
        }
        #expect(found.problems.map(\.text) == ["/b has 5 MiB left for sources"])
        #expect(found.problems.first?.code == .surroundings)
    }

    @Test func `a clock that is behind is a hint`() {
        #expect(diagnosis { $0.clockLag = .seconds(59) }.hints.isEmpty)
        let found = diagnosis { $0.clockLag = .seconds(86_400) }
        #expect(found.hints.first?.text.contains("by 86400 s") == true)
        #expect(found.hints.first?.remedy == "timedatectl set-ntp true")
    }
}
