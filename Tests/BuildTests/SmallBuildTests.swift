import ByteStrings
import History
import Processes
import Testing

@Suite(.serialized, .timeLimit(.minutes(2))) struct SmallBuildTests {
    @Test func `every compile goes out and the package is the same`() async throws {
        let fixture = try await PackageFixture(SmallPackage.recipe(), files: SmallPackage.files())
        let plain = try await fixture.makepkg()
        try #require(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with { volunteers in
            let ours = try await fixture.distmake(hosts: volunteers.hosts)
            try #require(ours.status.isSuccess, "\(ours.errors)")
            // Off a terminal there is nothing but makepkg's output and the summary.
            #expect(plain.errors == "")
            #expect(ours.errors == ours.summary)
            #expect(ours.summary.contains("12 compiles: 12 remote "), "\(ours.summary)")
            #expect(ours.lines == plain.lines)
        }
        let compiles = try fixture.compiles()
        #expect(compiles.count == SmallPackage.fileCount)
        #expect(compiles.allSatisfy { $0.mode == .plain && $0.fallback == nil })
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
        #expect(try await fixture.leftovers() == [])
    }
}
