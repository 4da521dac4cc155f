import ByteStrings
import History
import Processes
import Testing

/// Whole source trees, built by plain makepkg and by distmake over two stock distccd; `make trees` runs them.
@Suite(
    .serialized, .timeLimit(.minutes(30)),
    .enabled(if: TestLength.isLong, "builds whole source trees: make trees"))
struct TreeTests {
    @Test(arguments: SourceTree.all)
    func `every object and depfile of a tree is makepkg's, and all that may leave does`(
        tree: SourceTree
    ) async throws {
        let fixture = try await tree.fixture()
        let plain = try await fixture.makepkg(environment: ["MAKEFLAGS=-j2"])
        try #require(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        let ours = try await StockVolunteers.with { try await fixture.distmake(hosts: $0.hosts) }
        try #require(ours.status.isSuccess, "\(ours.errors)")

        let jobs = try #require(try fixture.history().first).jobs
        BuildFigures(name: tree.name.string, jobs: jobs, plain: plain.wall, distmake: ours.wall).show()
        let compiles = jobs.filter { $0.kind == .compile }
        #expect(compiles.count >= tree.compiles)
        #expect(BuildFigures.unexpected(compiles, mayStay: tree.mayStay) == [])
        #expect(!ours.summary.contains("bypassed"), "\(ours.summary)")

        let left = fixture.root.appending(path: "plain/src")
        let right = fixture.start.appending(path: "src")
        let objects = try await FileComparison(tree.objects, preparation: tree.preparation)
            .differences(left, right)
        #expect(objects == [])
        if !tree.depfiles.isEmpty {
            let depfiles = try await FileComparison(tree.depfiles).differences(left, right)
            #expect(depfiles == [])
        }
        #expect(try await fixture.leftovers() == [])
    }
}
