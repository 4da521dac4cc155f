import ByteStrings
import Glibc
import History
import Processes
import Synchronization
import Testing

/// Every accident ends in the package that plain makepkg builds.
@Suite(.serialized, .timeLimit(.minutes(2))) struct FailureTests {
    /// Long enough compiles that a build has a middle.
    private static func fixture(functions: Int = 60) async throws -> PackageFixture {
        try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files(functions: functions))
    }

    /// Holds the package in startdir to the one that plain makepkg makes of the same tree now, and returns how long
    /// that takes.
    @discardableResult
    private static func expectPackageOfMakepkg(_ fixture: PackageFixture) async throws -> Duration {
        try await fixture.keep(as: "ours")
        let plain = try await fixture.makepkg(environment: ["MAKEFLAGS=-j4"])
        try #require(plain.status.isSuccess, "\(plain.errors)")
        #expect(
            fixture.contents("ours/" + SmallPackage.package)
                == fixture.contents("package/" + SmallPackage.package))
        #expect(try await fixture.leftovers() == [])
        return plain.wall
    }

    private static func objectCount(_ fixture: PackageFixture) -> Int {
        (0..<SmallPackage.fileCount).count { fixture.exists(ByteString("package/src/part\($0).o")) }
    }

    @Test func `both volunteers are killed in mid-build`() async throws {
        let fixture = try await Self.fixture()
        try await StockVolunteers.with { volunteers in
            let build = try fixture.start(hosts: volunteers.hosts)
            #expect(try await eventually { Self.objectCount(fixture) >= 2 })
            volunteers.killAll()
            #expect(await build.wait() == .success, "\(build.text)")
            #expect(build.text.contains("failed over"))
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.contains { $0.mode == .plain })
        #expect(compiles.contains { $0.mode == .local && $0.fallback != nil })
        try await Self.expectPackageOfMakepkg(fixture)
    }

    /// Costs the 20 seconds after which a second copy of a job without an estimate starts here.
    @Test func `a volunteer accepts and never answers`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        let wall = try await StandInVolunteer.with(.silence) { silent in
            let result = try await fixture.distmake(hosts: silent.host + "/4")
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(silent.connections > 0)
            return result.wall
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .local })
        let plain = try await Self.expectPackageOfMakepkg(fixture)
        #expect(wall - plain < .seconds(30))
    }

    @Test(arguments: [
        StandInVolunteer.Behaviour.randomBytes(seed: 1), .randomBytes(seed: 2), .closesAtOnce,
    ])
    func `a volunteer that answers garbage or nothing`(behaviour: StandInVolunteer.Behaviour) async throws {
        let fixture = try await Self.fixture(functions: 2)
        try await StandInVolunteer.with(behaviour) { broken in
            let result = try await fixture.distmake(hosts: broken.host + "/4")
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(broken.connections > 0)
            #expect(result.summary.contains("failed over"), "\(result.summary)")
            #expect(result.wall < .seconds(20))
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .local })
        try await Self.expectPackageOfMakepkg(fixture)
    }

    @Test func `one volunteer is broken and the other does the work`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        try await StockVolunteers.with(1) { volunteers in
            try await StandInVolunteer.with(.closesAtOnce) { broken in
                let result = try await fixture.distmake(hosts: broken.host + "/4 " + volunteers.hosts)
                #expect(result.status.isSuccess, "\(result.errors)")
            }
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .plain })
        try await Self.expectPackageOfMakepkg(fixture)
    }

    @Test func `the coordinator is killed in mid-build`() async throws {
        let fixture = try await Self.fixture()
        try await StockVolunteers.with { volunteers in
            let build = try fixture.start(hosts: volunteers.hosts)
            #expect(try await eventually { Self.objectCount(fixture) >= 2 })
            let coordinator = try #require(try await Self.coordinator(of: fixture))
            kill(coordinator, SIGKILL)
            #expect(await build.wait() == .success, "\(build.text)")
            #expect(build.text.contains("the coordinator has ended"))
        }
        try await Self.expectPackageOfMakepkg(fixture)
        // A crash loses at most the last second and never corrupts.
        let recorded = try #require(try fixture.history().first)
        #expect(recorded.build.build.finished == nil)
    }

    /// The process that was started as `distmake coordinator` in this fixture's world.
    private static func coordinator(of fixture: PackageFixture) async throws -> pid_t? {
        BuildUser.processes(naming: fixture.root).first { process in
            contents("/proc/\(process)/cmdline")?.contains("\0coordinator\0") == true
        }
    }

    @Test func `history cannot be written`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        // A file in the directory's place: for every user, root included.
        try await shell("rmdir \"$1\" && : >\"$1\"", [fixture.state])
        try await StockVolunteers.with { volunteers in
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(result.summary.contains("12 remote"), "\(result.summary)")
            #expect(Self.warnings(in: result) == 1, "\(result.errors)")
        }
        try await Self.expectPackageOfMakepkg(fixture)
    }

    @Test func `history is read-only`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        try await StockVolunteers.with { volunteers in
            let first = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(first.status.isSuccess, "\(first.errors)")
            try await fixture.keep(as: "first")
            try await shell("chmod a-w \"$1\"/* \"$1\"", [fixture.state])
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(result.summary.contains("12 remote"), "\(result.summary)")
            #expect(Self.warnings(in: result) == 1, "\(result.errors)")
            try await shell("chmod u+w \"$1\" \"$1\"/*", [fixture.state])
        }
        #expect(try fixture.history().count == 1)
        try await Self.expectPackageOfMakepkg(fixture)
    }

    /// A real file system that is full, not a limit of SQLite's.
    @Test(.enabled(if: geteuid() == 0, "only root may mount"))
    func `history is on a full disk`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        try await shell("mount -t tmpfs -o size=1m,uid=65534,gid=65534,mode=700 none \"$1\"", [fixture.state])
        do {
            try await StockVolunteers.with { volunteers in
                let first = try await fixture.distmake(hosts: volunteers.hosts)
                #expect(first.status.isSuccess && Self.warnings(in: first) == 0, "\(first.errors)")
                try await fixture.keep(as: "first")
                try await shell("dd if=/dev/zero of=\"$1/ballast\" bs=4k 2>/dev/null || :", [fixture.state])
                let second = try await fixture.distmake(hosts: volunteers.hosts)
                #expect(second.status.isSuccess, "\(second.errors)")
                #expect(second.summary.contains("12 remote"), "\(second.summary)")
                #expect(Self.warnings(in: second) == 1, "\(second.errors)")
                try await Self.expectPackageOfMakepkg(fixture)
                try await shell("rm \"$1/ballast\"", [fixture.state])
            }
            #expect(try fixture.history().count == 1)
            #expect(try fixture.compiles().count == SmallPackage.fileCount)
        } catch {
            try await shell("umount -l \"$1\"", [fixture.state])
            throw error
        }
        try await shell("umount -l \"$1\"", [fixture.state])
    }

    @Test func `history is not a database`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        try fixture.write(
            ByteString(String(repeating: "garbage ", count: 1000)),
            as: "home/.local/state/distmake/history.sqlite")
        try await StockVolunteers.with { volunteers in
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(Self.warnings(in: result) == 1, "\(result.errors)")
        }
        #expect(try fixture.compiles().count == SmallPackage.fileCount)
        try await Self.expectPackageOfMakepkg(fixture)
    }

    @Test func `history is locked by another program`() async throws {
        let fixture = try await Self.fixture(functions: 2)
        try await StockVolunteers.with { volunteers in
            let first = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(first.status.isSuccess, "\(first.errors)")
            try await fixture.keep(as: "first")
            let path = fixture.state.appending(path: "history.sqlite")
            try await DatabaseLock.with(path) {
                let result = try await fixture.distmake(hosts: volunteers.hosts)
                #expect(result.status.isSuccess, "\(result.errors)")
                #expect(result.summary.contains("12 remote"), "\(result.summary)")
                #expect(Self.warnings(in: result) == 1, "\(result.errors)")
            }
        }
        try await Self.expectPackageOfMakepkg(fixture)
    }

    /// Lines of distmake's own about history.
    private static func warnings(in result: BuildResult) -> Int {
        result.errors.split("\n").count { $0.hasPrefix("distmake: ") && $0.contains("history") }
    }

    @Test func `two builds never hold more slots of a host than it has`() async throws {
        let fixture = try await Self.fixture(functions: 40)
        try await shell("cp -a \"$1\" \"$2\"", [fixture.start, fixture.root.appending(path: "second")])
        try await StockVolunteers.with(1) { volunteers in
            let real = volunteers.volunteers[0]
            try await StandInVolunteer.with(.relay(host: real.address, port: real.port)) { relay in
                let first = try fixture.start(hosts: relay.host + "/4")
                async let second = fixture.run(
                    ["distmake", "-f"], environment: ["DISTCC_HOSTS=" + relay.host + "/4"], in: "second")
                #expect(await first.wait() == .success, "\(first.text)")
                let result = try await second
                #expect(result.status.isSuccess, "\(result.errors)")
                #expect(relay.mostJobs <= 4)
                #expect(relay.mostJobs >= 2)
                #expect(relay.connections >= 2 * SmallPackage.fileCount)
            }
        }
        let builds = try fixture.history()
        #expect(builds.count == 2)
        for build in builds {
            #expect(build.jobs.filter { $0.kind == .compile }.allSatisfy { $0.mode == .plain })
        }
        try await Self.expectPackageOfMakepkg(fixture)
    }
}
