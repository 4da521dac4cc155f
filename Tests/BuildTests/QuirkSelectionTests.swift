import ByteStrings
import History
import Processes
import Testing

/// Which quirks a build uses, and what it does where one cannot be applied.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `Quirks of a build` {
    private static let hosts: ByteString = "127.0.0.1:9/4"
    private static let lost = QuirkFixture.quirk(command: "never-called")

    @Test func `one that is required and cannot apply stops before anything starts`() async throws {
        let fixture = try await QuirkFixture.package(quirks: [
            ("test-insert", QuirkFixture.quirk(command: "never-called", more: "required: true"))
        ])
        let result = try await fixture.distmake(hosts: Self.hosts)
        #expect(result.status == WaitStatus(exitCode: 12))
        #expect(result.errors.contains("test-insert"), "\(result.errors)")
        #expect(result.errors.contains("never-called"), "\(result.errors)")
        #expect(!fixture.exists("package/src"))
        #expect(!fixture.exists("home/.local/state/distmake/history.sqlite"))
        #expect(try await fixture.leftovers() == [])
        // Refusing the quirk is the way out.
        let refused = try await fixture.distmake(["-f", "--no-quirk", "test-insert"], hosts: Self.hosts)
        #expect(refused.status.isSuccess, "\(refused.errors)")
    }

    @Test func `one that cannot apply warns, and the build goes on`() async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        for name: ByteString in ["home/.config", "home/.config/distmake", QuirkFixture.directory] {
            try fixture.makeDirectory(name)
        }
        try fixture.write(Self.lost, as: QuirkFixture.directory.appending(path: "test-insert.yaml"))
        try await StockVolunteers.with(1) { volunteers in
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(result.errors.contains("quirk `test-insert`"), "\(result.errors)")
            #expect(result.errors.contains("never-called"), "\(result.errors)")
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .local && $0.localReason == "quirk" })
    }

    @Test func `are asked for and refused by id`() async throws {
        let fixture = try await QuirkFixture.package(quirks: [
            ("test-insert", QuirkFixture.quirk(more: "on-request: {package: [small]}"))
        ])
        let offered = try await fixture.distmake(hosts: Self.hosts)
        #expect(!offered.errors.split("\n").contains("inserted"))
        #expect(offered.summary.contains("--quirk test-insert"), "\(offered.summary)")
        let asked = try await fixture.distmake(["-f", "--quirk", "test-insert"], hosts: Self.hosts)
        #expect(asked.errors.split("\n").contains("inserted"), "\(asked.errors)")
        let only = try await fixture.distmake(
            ["-f", "--no-quirks", "--quirk", "test-insert"], hosts: Self.hosts)
        #expect(only.errors.split("\n").contains("inserted"), "\(only.errors)")
        for arguments: [ByteString] in [
            ["--quirk", "nobody-knows"], ["--no-quirk", "nobody-knows"],
            ["--quirk", "test-insert", "--no-quirk", "test-insert"],
        ] {
            let wrong = try await fixture.distmake(["-f"] + arguments, hosts: Self.hosts)
            #expect(!wrong.status.isSuccess)
            #expect(wrong.errors.contains(arguments[1]), "\(wrong.errors)")
            #expect(!wrong.output.contains("preparing"))
        }
    }

    /// distmake in a prefix of its own, where the quirks that are shipped lie in `share/distmake/quirks`.
    private static func installed(
        _ fixture: PackageFixture, quirks: [(id: ByteString, text: ByteString)]
    ) async throws -> [ByteString] {
        try await shell(
            """
            mkdir -p "$1/prefix/bin" "$1/prefix/share/distmake/quirks"
            cp "$2"/* "$1/prefix/bin/"
            chmod -R a+rX "$1/prefix"
            """, [fixture.root, try await Installation.shared.value.directory])
        for quirk in quirks {
            try fixture.write(quirk.text, as: "prefix/share/distmake/quirks/" + quirk.id + ".yaml")
        }
        return [fixture.root.appending(path: "prefix/bin/distmake"), "-f"]
    }

    @Test(
        arguments: [
            ("shipped", nil, ["shipped"]),
            ("overridden", QuirkFixture.quirk(text: "echo own >&2"), ["own"]),
            ("disabled", "id: test-insert\nenabled: false\n", []),
            ("broken", "id: test-insert\nsummary: [\n", ["shipped"]),
            ("unknown key", QuirkFixture.quirk(more: "colour: red"), ["shipped"]),
        ] as [(String, ByteString?, [ByteString])])
    func `of the user come before those that are shipped`(
        what: String, own: ByteString?, said: [ByteString]
    ) async throws {
        let id: ByteString = "test-insert"
        let fixture = try await QuirkFixture.package(quirks: own.map { [(id, $0)] } ?? [])
        let command = try await Self.installed(
            fixture, quirks: [("test-insert", QuirkFixture.quirk(text: "echo shipped >&2"))])
        let result = try await fixture.run(command, environment: ["DISTCC_HOSTS=" + Self.hosts])
        #expect(result.status.isSuccess, "\(result.errors)")
        let lines = result.errors.split("\n").filter { ["shipped", "own"].contains($0) }
        #expect(lines == said, "\(result.errors)")
        if ["broken", "unknown key"].contains(what) {
            #expect(result.errors.contains(QuirkFixture.directory + "/test-insert.yaml:"), "\(result.errors)")
        }
    }

    @Test(arguments: [["-e", "-f"], ["--noprepare", "-f"], ["-R", "-f"]] as [[ByteString]])
    func `that prepared a tree are compared with those of now`(arguments: [ByteString]) async throws {
        let fixture = try await QuirkFixture.package(quirks: [("test-insert", QuirkFixture.quirk())])
        #expect(try await fixture.distmake(hosts: Self.hosts).status.isSuccess)
        let same = try await fixture.distmake(arguments, hosts: Self.hosts)
        #expect(same.status.isSuccess, "\(same.errors)")
        #expect(!same.errors.contains("were prepared"), "\(same.errors)")
        let other = try await fixture.distmake(arguments + ["--no-quirks"], hosts: Self.hosts)
        #expect(other.status.isSuccess, "\(other.errors)")
        #expect(
            other.errors.contains("the sources were prepared with test-insert, this run is without quirks"),
            "\(other.errors)")
    }
}
