import ByteStrings
import Testing

@testable import Quirks

/// The database that is shipped: every file is sound, and every example comes out as it says.
struct DatabaseTests {
    @Test func `every file decodes`() {
        let (database, errors) = QuirkDatabase.read(layers: [QuirkFiles.all])
        #expect(errors.map(\.description) == [])
        #expect(database.quirks.count == QuirkFiles.all.count)
        #expect(database.quirks.count >= 40)
    }

    @Test(arguments: QuirkFiles.quirks)
    func `every quirk has examples for and against`(quirk: Quirk) {
        let expectations = Set(quirk.examples.map(\.expectation))
        #expect(expectations.contains(.doesNotApply), "\(quirk.id)")
        #expect(expectations.count > 1, "\(quirk.id)")
        #expect(quirk.summary.count <= 90, "\(quirk.id)")
        let edits = quirk.effects.contains { if case .editPkgbuild = $0 { true } else { false } }
        let shown = quirk.examples.contains { $0.after != nil }
        #expect(edits == shown, "\(quirk.id): a quirk that edits shows the text afterwards")
    }

    @Test(arguments: QuirkFiles.quirks)
    func `every example comes out as it says`(quirk: Quirk) {
        #expect(quirk.failedExamples(hook: QuirkFiles.hook).map(\.description) == [])
    }

    /// The run of the examples can fail, or the test above would say nothing.
    @Test func `an example that is wrong is told`() throws {
        let quirk = try #require(QuirkFiles.quirks.first { $0.id == "linux-gcc-plugins" })
        func failures(_ change: (inout QuirkExample) -> Void) -> [String] {
            var changed = quirk
            changed.examples = [quirk.examples[0]]
            change(&changed.examples[0])
            return changed.failedExamples(hook: QuirkFiles.hook).map(\.message)
        }
        #expect(failures { _ in } == [])
        #expect(failures { $0.expectation = .offered } == ["expected offered, found applies"])
        #expect(
            failures { $0.after = "arch/arm/Kconfig" }.first?.hasPrefix("the patched PKGBUILD has no") == true
        )
        #expect(
            failures { $0.files = [:] } == [
                "expected applies, found does-not-apply: config.x86_64 cannot be read"
            ])
        #expect(failures { $0.pkgbuild += "if\n" }.first?.hasPrefix("the PKGBUILD is wrong") == true)
        #expect(failures { $0.architecture = nil }.first?.contains("architecture-unknown") == true)
    }

    @Test func `every key has its place in the manual`() throws {
        let manual = try #require(QuirkFiles.text(of: "man/distmake-quirks.5.scd"))
        let keys =
            Quirk.Key.allCases.map(\.rawValue) + QuirkCondition.Key.allCases.map(\.rawValue)
            + QuirkEffect.Key.allCases.map(\.rawValue) + JobMode.allCases.map(\.rawValue)
            + QuirkExample.Expectation.allCases.map(\.rawValue)
        for key in keys { #expect(manual.contains(ByteString("*\(key)*")), "\(key)") }
    }

    @Test func `no two quirks contradict each other on any example`() throws {
        let database = QuirkDatabase(layers: [QuirkFiles.quirks])
        for example in QuirkFiles.quirks.flatMap(\.examples) {
            #expect(throws: Never.self) { try QuirkPlan(database, for: QuirkSubject(example.pkgbuild)) }
        }
    }
}
