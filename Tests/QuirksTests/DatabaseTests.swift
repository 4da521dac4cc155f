import BashSyntax
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

    @Test(arguments: QuirkFiles.quirks.flatMap { quirk in quirk.examples.map { (quirk, $0) } })
    func `an example comes out as it says`(quirk: Quirk, example: QuirkExample) throws {
        let place = "\(quirk.id):\(example.line)"
        let subject = QuirkSubject(example)
        #expect(subject.tree.diagnostics == [], "\(place)")
        var plan = try subject.plan(quirk)
        switch example.expectation {
        case .applies:
            #expect(plan.applied.map(\.quirk.id) == [quirk.id], "\(place) \(plan.nearMisses.map(\.missing))")
        case .offered:
            #expect(plan.offered.map(\.quirk.id) == [quirk.id], "\(place) \(plan.nearMisses.map(\.missing))")
            plan = try subject.plan(quirk, selection: QuirkSelection(forced: [quirk.id]))
        case .doesNotApply:
            #expect(plan.applied.isEmpty && plan.offered.isEmpty, "\(place)")
            return
        }
        let patch = subject.patched(by: plan)
        #expect(patch.failures.map(\.description) == [], "\(place)")
        guard let after = example.after else { return }
        #expect(patch.text.contains(after), "\(place): \(patch.text)")
        #expect(SyntaxTree(parsing: patch.text).diagnostics == [], "\(place)")
        // What was done once is not done again.
        let again = QuirkSubject(patch.text, machine: subject.machine, files: example.files)
        let forced = try again.plan(quirk, selection: QuirkSelection(forced: [quirk.id]))
        #expect(again.patched(by: forced).text == patch.text, "\(place)")
    }

    @Test func `no two quirks contradict each other on any example`() throws {
        let database = QuirkDatabase(layers: [QuirkFiles.quirks])
        for example in QuirkFiles.quirks.flatMap(\.examples) {
            #expect(throws: Never.self) { try QuirkPlan(database, for: QuirkSubject(example)) }
        }
    }
}
