import BashSyntax
public import ByteStrings
import Makepkg
import Pkgbuild
import Processes
public import Quirks

/// Which quirks apply to one package here, and what makepkg is given because of them.
public struct QuirkDecision: Sendable {
    public var plan: QuirkPlan
    /// The PKGBUILD with the quirks' edits.
    public var patch: PkgbuildPatch
    public var original: ByteString

    /// Whether makepkg gets a patched copy; otherwise the original, so that `.BUILDINFO` keeps its checksum.
    public var isPatched: Bool { patch.text != original }

    init(
        _ library: QuirkLibrary, subject: QuirkSubject, tree: SyntaxTree, selection: QuirkSelection
    ) throws(QuirkPlanError) {
        plan = try QuirkPlan(library.database, for: subject, selection: selection)
        patch = PkgbuildPatch(plan, of: tree, subject: subject) { library.hook($0) }
        original = ByteString(tree.source)
    }

    /// Quirks that should apply and cannot, and what happens because of it.
    var failures: [ByteString] { patch.failures.map { ByteString("\($0); \($0.consequence)") } }

    /// Globs of sources that stay here: all of them where a quirk's edits are missing and it says nothing else.
    var localFiles: [ByteString] {
        let missing: [ByteString] = patch.localQuirks.isEmpty ? [] : ["*"]
        return plan.settings.localFiles.map(\.value.text) + missing
    }

    /// Lines for the summary: what was applied, what could not be, what would be on request.
    var notes: [ByteString] {
        var notes: [ByteString] = []
        if !plan.applied.isEmpty {
            notes.append("quirks: " + plan.applied.map { ByteString($0.quirk.id) }.joined(separator: ", "))
        }
        notes += plan.settings.warnings.map { ByteString("\($0.quirk): \($0.value)") }
        notes += failures
        notes += plan.offered.map { offered in
            let cost = offered.quirk.cost.map { " (\($0))" } ?? ""
            return ByteString("--quirk \(offered.quirk.id) would apply here: \(offered.quirk.summary)\(cost)")
        }
        return notes
    }
}

extension QuirkSettings {
    /// What is exported for one phase. A phase that shall stay local switches distribution off for its compilers.
    ///
    /// - Parameter jobs: the number of jobs of the phase; `nil` where the package decides.
    func variables(for phase: Phase, jobs: Int?) -> [ByteString: ByteString] {
        var variables = environment(of: phase, jobs: jobs ?? Processors.available)
        if localPhases[phase] != nil { variables["DISTMAKE_DISABLE"] = "quirk" }
        return variables
    }

    /// Whether a quirk does away with the reason of a package's option such as `!distcc`.
    func ignores(_ option: ByteString) -> Bool {
        ignoredOptions.contains { $0.value == option }
    }
}

extension QuirkSelection {
    /// What the user said of quirks.
    init(_ own: OwnOptions) {
        self.init(
            ignoresAll: own.noQuirks, forced: Set(own.quirks.map(\.string)),
            refused: Set(own.excludedQuirks.map(\.string)))
    }
}
