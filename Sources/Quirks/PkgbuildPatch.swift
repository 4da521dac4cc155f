public import BashSyntax
public import ByteStrings

/// The PKGBUILD as a plan wants it: each quirk's edits all made, or none of them with the reason.
public struct PkgbuildPatch: Sendable {
    /// A quirk that should have applied and could not.
    public struct Failure: Equatable, Sendable {
        public var quirk: Quirk
        /// What was looked for.
        public var expected: ByteString
        /// What the PKGBUILD has instead.
        public var found: [ByteString]
        /// A stable code: one of `EditError.Code`, or `hook-missing`.
        public var code: String
        public var line: Int?
    }

    /// Equal to the original byte for byte if nothing had to be done.
    public private(set) var text: ByteString
    /// The ids of the quirks that changed something, in order.
    public private(set) var changed: [String] = []
    /// Those whose edits were there already.
    public private(set) var unneeded: [String] = []
    /// The build goes on with these compiles local, unless the quirk `isRequired`.
    public private(set) var failures: [Failure] = []
    /// Failures after which the build must not start.
    public var fatalFailures: [Failure] { failures.filter(\.quirk.isRequired) }

    /// - Parameters:
    ///   - tree: the PKGBUILD that `plan` was made for.
    ///   - hook: the text of a file in the Hooks directory by its name.
    public init(
        _ plan: QuirkPlan, of tree: SyntaxTree, subject: QuirkSubject,
        hook: @escaping (ByteString) -> ByteString?
    ) {
        var tree = tree
        for applied in plan.applied {
            let requests = plan.edits.filter { $0.quirk.id == applied.quirk.id }.map(\.request)
            guard !requests.isEmpty else { continue }
            do throws(EditFailure) {
                var edited = tree
                for request in requests {
                    edited = try PkgbuildEditor(tree: edited, subject: subject, hook: hook).apply(request)
                }
                if edited.source == tree.source {
                    unneeded.append(applied.quirk.id)
                } else {
                    changed.append(applied.quirk.id)
                }
                tree = edited
            } catch {
                failures.append(
                    Failure(
                        quirk: applied.quirk, expected: error.expected, found: error.found, code: error.code,
                        line: error.line))
            }
        }
        text = ByteString(tree.source)
    }
}

extension PkgbuildPatch.Failure: CustomStringConvertible {
    /// `quirk `ID`: expected … ; the PKGBUILD has …`
    public var description: String {
        let place = line.map { " (line \($0))" } ?? ""
        let present =
            found.isEmpty ? "" : "; it has " + found.map { "`\($0)`" }.joined(separator: ", ") + " instead"
        return "quirk `\(quirk.id)`: the PKGBUILD\(place) has no `\(expected)` to edit (\(code))\(present)"
    }
}
