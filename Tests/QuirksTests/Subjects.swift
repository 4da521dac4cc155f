import BashSyntax
import ByteStrings
import Pkgbuild

@testable import Quirks

extension QuirkSubject {
    /// A subject from the text of a PKGBUILD.
    init(
        _ pkgbuild: ByteString, machine: Machine = Machine(), files: [ByteString: ByteString] = [:]
    ) {
        let tree = SyntaxTree(parsing: pkgbuild)
        // CARCH is makepkg.conf's, and PKGBUILDs name their sources by it.
        var configuration = Evaluation()
        configuration.set(
            "CARCH", to: Variable(.scalar(machine.architecture ?? "x86_64")))
        let package = Pkgbuild(tree, after: configuration)
        self.init(package, tree: tree, machine: machine) { files[$0] }
    }

    func plan(_ quirks: Quirk..., selection: QuirkSelection = QuirkSelection()) throws -> QuirkPlan {
        try QuirkPlan(QuirkDatabase(layers: [quirks]), for: self, selection: selection)
    }

    func patched(by plan: QuirkPlan) -> PkgbuildPatch {
        PkgbuildPatch(plan, of: tree, subject: self, hook: QuirkFiles.hook)
    }
}

extension Quirk {
    /// A quirk with nothing in it but what a test is about.
    init(
        _ id: String, match: [QuirkCondition] = [.package(["*"])], onRequest: [QuirkCondition]? = nil,
        effects: [QuirkEffect] = []
    ) {
        self.init(
            id: id, summary: id, explanation: id, evidence: ["https://example.org"], match: match,
            onRequest: onRequest, effects: effects, examples: [], file: "\(id).yaml", line: 1)
    }
}
