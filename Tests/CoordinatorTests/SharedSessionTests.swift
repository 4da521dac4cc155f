import ByteStrings
import History
import ShimWire
import SystemPackage
import Testing

@testable import Coordinator

@Suite struct SharedSessionTests {
    @Test func `a shared coordinator that nobody uses ends its build, with its headers`() async throws {
        let scratch = Scratch()
        let history = scratch.path.appending(path: "history.sqlite")
        let session = Session(directory: scratch.path, identifier: "aaaa2222", keepLog: {})
        session.begin(
            BuildFacts(
                hosts: "", disabledReason: "", package: "", version: "", directory: "/", command: "distcc",
                makeflags: "", historyPath: history, lockDirectory: scratch.path.appending(path: "lock"),
                stateDirectory: scratch.path.appending(path: "state"), ioTimeoutSeconds: 1,
                backOffSeconds: 1, wantsProgress: false, localFiles: [], sshCommand: [], logLevel: "")
        ) { Issue.record("\($0)") }
        session.build?.headers?.note(["/d/a.c": 9, "/usr/include/b.h": 5], of: "/d/a.c", in: "/d")
        await session.endWhenIdle(after: .zero)
        await session.waitForEnd()
        await session.build?.recorder?.flush()
        let build = try #require(try HistoryReader(path: FilePath(history.string)).build("aaaa2222")?.build)
        #expect(build.result == .exited(0) && build.finished != nil)
        #expect(build.headers == [HeaderCost(path: "/usr/include/b.h", units: 1, bytes: 5)])
    }
}
