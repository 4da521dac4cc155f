import ByteStrings
import Glibc
import History
import Processes
import Testing

/// A build that is ended from outside ends as makepkg's would, at once, and leaves nothing.
@Suite(.serialized, .timeLimit(.minutes(2))) struct InterruptTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var signal: Int32
        /// As a terminal sends it; else to the one process.
        var toGroup: Bool
        var remote: Bool
    }

    @Test(arguments: [
        Case(testDescription: "Ctrl-C, remote", signal: SIGINT, toGroup: true, remote: true),
        Case(testDescription: "Ctrl-C, here", signal: SIGINT, toGroup: true, remote: false),
        Case(testDescription: "terminal closed", signal: SIGHUP, toGroup: true, remote: true),
        Case(testDescription: "kill", signal: SIGTERM, toGroup: false, remote: true),
    ])
    func `an interrupted build ends as makepkg does`(interrupt: Case) async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(), files: SmallPackage.files(functions: 150))
        let plain = try fixture.start(["/usr/bin/makepkg", "-f"], hosts: "127.0.0.1:9/4")
        let want = try await end(plain, interrupt, fixture)
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with { volunteers in
            let build = try fixture.start(
                ["distmake", "-f"] + (interrupt.remote ? [] : ["--local"]), hosts: volunteers.hosts)
            let ended = try await end(build, interrupt, fixture)
            #expect(ended.status == want.status, "\(build.text)")
            // bash, to which a signal comes alone, first waits for make.
            if interrupt.toGroup { #expect(ended.time < .seconds(2)) }
            // Nobody of this build is left: shims, compilers, make, the coordinator.
            let isGone = try await eventually(within: .seconds(5)) {
                BuildUser.processes(naming: fixture.root).isEmpty
            }
            #expect(isGone, "\(BuildUser.processes(naming: fixture.root).map(Self.name))")
        }
        #expect(try await fixture.leftovers() == [])
        // What was done until then is recorded, and how it ended.
        let recorded = try #require(try fixture.history().first).build
        #expect(recorded.build.finished != nil)
        #expect(recorded.build.result?.isSuccess == false)
    }

    /// Sends the signal when compiling has begun, and measures how long the end takes.
    private func end(
        _ build: RunningBuild, _ interrupt: Case, _ fixture: PackageFixture
    ) async throws -> (status: WaitStatus, time: Duration) {
        #expect(try await eventually { build.text.contains("-c -o part") })
        try await Task.sleep(for: .milliseconds(300))
        let start = ContinuousClock.now
        kill(interrupt.toGroup ? -build.leader : build.leader, interrupt.signal)
        let status = await build.wait()
        return (status, ContinuousClock.now - start)
    }

    private static func name(_ process: pid_t) -> ByteString {
        ByteString((contents("/proc/\(process)/cmdline") ?? "").bytes.map { $0 == 0 ? 0x20 : $0 })
    }
}
