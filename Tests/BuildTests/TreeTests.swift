import ByteStrings
import History
import Processes
import Testing

/// Whole source trees, built by plain makepkg and by distmake over two stock distccd; `make trees` runs them.
@Suite(
    .serialized, .timeLimit(.minutes(60)),
    .enabled(if: TestLength.isLong, "builds whole source trees: make trees"))
struct TreeTests {
    @Test(arguments: SourceTree.chosen)
    func `every object and depfile of a tree is makepkg's, and all that may leave does`(
        tree: SourceTree
    ) async throws {
        let fixture = try await tree.fixture()
        let plain = try await fixture.makepkg(environment: ["MAKEFLAGS=-j2"])
        try #require(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "makepkg")
        for (mode, options) in [(JobMode.plain, ""), (.pump, ",lzo,cpp")] as [(JobMode, ByteString)] {
            let ours = try await StockVolunteers.with {
                // Sources also where this machine, which is its own volunteers, is found to be too slow for them.
                try await fixture.distmake(
                    hosts: $0.hosts.split(" ").map { $0 + options }.joined(separator: " "),
                    environment: ["DISTMAKE_PUMP=1"])
            }
            try #require(ours.status.isSuccess, "\(ours.errors)")
            try await check(tree, fixture, ours, mode, plain.wall)
            try await fixture.keep(as: ByteString(mode.rawValue))
        }
        #expect(try await fixture.leftovers() == [])
    }

    private func check(
        _ tree: SourceTree, _ fixture: PackageFixture, _ ours: BuildResult, _ mode: JobMode,
        _ plain: Duration
    ) async throws {
        let jobs = try #require(try fixture.history().first).jobs
        BuildFigures(
            name: "\(tree.name) \(mode.rawValue)", jobs: jobs, plain: plain, distmake: ours.wall
        ).show()
        let compiles = jobs.filter { $0.kind == .compile }
        #expect(compiles.count >= tree.compiles)
        #expect(BuildFigures.unexpected(compiles, mayStay: tree.mayStay) == [])
        #expect(!ours.summary.contains("bypassed"), "\(ours.summary)")
        // Most sources travel; some name __DATE__ or the like.
        #expect(mode == .plain || compiles.count { $0.mode == .pump } * 2 > compiles.count)

        let left = fixture.root.appending(path: "makepkg/src")
        let right = fixture.start.appending(path: "src")
        let objects = try await FileComparison(tree.objects, preparation: tree.preparation)
            .differences(left, right)
        #expect(objects == [])
        if !tree.depfiles.isEmpty {
            let depfiles = try await FileComparison(tree.depfiles).differences(left, right)
            #expect(depfiles == [])
        }
    }
}
