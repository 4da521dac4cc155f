import ByteStrings
import Files
import Glibc
import HostSpec
import ShimWire
import Testing

@testable import Coordinator
@testable import Scheduling

@Suite struct JobBoardTests {
    private let scratch = Scratch()
    private var states: ByteString { scratch.path.appending(path: "state") }

    private func board(states: ByteString?) throws -> JobBoard {
        JobBoard(
            hosts: try HostList(parsing: "red:3636/4 user@blue").hosts,
            states: states.flatMap { TaskStateDirectory($0) }, clock: BuildClock())
    }

    @Test(arguments: [true, false])
    func `a job is on it from its beginning to its end`(writesStates: Bool) throws {
        let board = try board(states: writesStates ? states : nil)
        board.begin(7, process: 4711, file: "src/deep/a.c")
        board.begin(2, process: 4712, file: "")
        #expect(board.entries.map(\.process) == [4712, 4711])
        #expect(board.entries.map(\.file) == ["", "a.c"])
        #expect(board.entries.allSatisfy { $0.phase == .startup && $0.pool == nil })

        board.note(7, .connect, Lease(pool: .host(1), slot: 3))
        board.note(7, .compile)
        let entry = board.entries[1]
        #expect(entry.phase == .compile && entry.pool == .host(1) && entry.slot == 3)
        #expect((states.directoryEntries ?? []).isEmpty)
        board.writeStates()
        #expect((states.directoryEntries ?? []).count == (writesStates ? 2 : 0))

        board.noteBlocked(7)
        #expect(board.entries[1].phase == .blocked && board.entries[1].pool == nil)
        board.end(7)
        board.end(2)
        // An event of the network may come after the end.
        board.note(7, .receive)
        #expect(board.entries.isEmpty)
        #expect((states.directoryEntries ?? []).isEmpty)
    }

    @Test func `a file follows its job, and only when something has changed`() throws {
        let board = try board(states: states)
        let file = states.appending(path: "binstate_4711")
        func text() -> ByteString? {
            Descriptor(opening: file, O_RDONLY)?.readAll(limit: 1 << 10).map { ByteString($0) }
        }
        board.begin(7, process: 4711, file: "a.c")
        board.writeStates()
        let begun = try #require(text())
        board.note(7, .compile, Lease(pool: .host(0), slot: 3))
        #expect(text() == begun)
        board.writeStates()
        let compiling = try #require(text())
        #expect(compiling.contains("red") && compiling != begun && compiling.bytes.count == begun.bytes.count)
        // Nothing has changed: the file of this name stays as somebody else made it.
        scratch.write([1], to: "state/binstate_4711")
        board.writeStates()
        #expect(text() == ByteString([1]))
        board.end(7)
        board.writeStates()
        #expect((states.directoryEntries ?? []).isEmpty)
    }

    @Test func `what a process left behind that has gone is removed`() throws {
        #expect(unsafe states.withCString { unsafe mkdir($0, 0o700) } == 0)
        // No process has the highest number: pid_max is one more (proc(5)).
        for name in ["binstate_4194304", "binstate_\(getpid())", "hosts"] {
            scratch.write([1], to: "state/" + ByteString(name))
        }
        _ = try board(states: states)
        #expect(
            Set(states.directoryEntries ?? []) == [ByteString("binstate_\(getpid())"), "hosts"])
    }

    @Test func `a directory that cannot be made costs only the monitors' view`() throws {
        let board = try board(states: scratch.path.appending(path: "missing/state"))
        board.begin(1, process: 1, file: "a.c")
        #expect(board.entries.count == 1)
    }
}
