import BashSyntax
public import ByteStrings
import Pkgbuild

/// An example that does not come out as its file says.
public struct ExampleFailure: Equatable, Sendable {
    public var file: ByteString
    /// Where the example begins.
    public var line: Int
    public var message: String
}

extension ExampleFailure: CustomStringConvertible {
    public var description: String { "\(file):\(line): \(message)" }
}

extension Quirk {
    /// Runs every example: matching, the edits, and the edits once more on their own result.
    ///
    /// - Parameter hook: the text of a file in the Hooks directory by its name.
    public func failedExamples(hook: @escaping (ByteString) -> ByteString?) -> [ExampleFailure] {
        examples.flatMap { example in
            messages(about: example, hook).map {
                ExampleFailure(file: file, line: example.line, message: $0)
            }
        }
    }

    private func messages(
        about example: QuirkExample, _ hook: @escaping (ByteString) -> ByteString?
    ) -> [String] {
        let subject = QuirkSubject(example, text: example.pkgbuild)
        if let first = subject.tree.diagnostics.first { return ["the PKGBUILD is wrong: \(first)"] }
        do {
            let plan = try plan(for: subject)
            let found: QuirkExample.Expectation =
                !plan.applied.isEmpty ? .applies : plan.offered.isEmpty ? .doesNotApply : .offered
            guard found == example.expectation else {
                let reason = match.map { $0.verdict(on: subject) }.first { !$0.isHolding }?.fact
                return [
                    "expected \(example.expectation.rawValue), found \(found.rawValue)"
                        + (reason.map { ": \($0)" } ?? "")
                ]
            }
            if found == .doesNotApply { return [] }
            return try messages(about: subject, example, hook)
        } catch {
            return ["\(error)"]
        }
    }

    private func messages(
        about subject: QuirkSubject, _ example: QuirkExample, _ hook: @escaping (ByteString) -> ByteString?
    ) throws(QuirkPlanError) -> [String] {
        let patch = PkgbuildPatch(
            try plan(for: subject, isForced: true), of: subject.tree, subject: subject, hook: hook)
        if !patch.failures.isEmpty { return patch.failures.map(\.description) }
        if let after = example.after, !patch.text.contains(after) {
            return ["the patched PKGBUILD has no `\(after)`: \(patch.text)"]
        }
        let patched = QuirkSubject(example, text: patch.text)
        if let first = patched.tree.diagnostics.first { return ["the patched PKGBUILD is wrong: \(first)"] }
        let again = PkgbuildPatch(
            try plan(for: patched, isForced: true), of: patched.tree, subject: patched, hook: hook)
        return again.text == patch.text ? [] : ["the edit is made twice: \(again.text)"]
    }

    private func plan(for subject: QuirkSubject, isForced: Bool = false) throws(QuirkPlanError) -> QuirkPlan {
        var enabled = self
        enabled.isEnabled = true
        return try QuirkPlan(
            QuirkDatabase(layers: [[enabled]]), for: subject,
            selection: QuirkSelection(forced: isForced ? [id] : []))
    }
}

extension QuirkSubject {
    fileprivate init(_ example: QuirkExample, text: ByteString) {
        let tree = SyntaxTree(parsing: text)
        // CARCH is makepkg.conf's, and PKGBUILDs name their sources by it.
        var configuration = Evaluation()
        configuration.set("CARCH", to: Variable(.scalar(example.architecture ?? "x86_64")))
        let machine = Machine(
            architecture: example.architecture, flags: example.flags.mapValues { $0.split(" ") },
            compiler: example.compiler, volunteers: Set(example.volunteers))
        self.init(Pkgbuild(tree, after: configuration), tree: tree, machine: machine) { example.files[$0] }
    }
}
