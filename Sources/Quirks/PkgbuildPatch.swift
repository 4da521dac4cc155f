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
        /// A stable code: one of `EditError.Code`, `hook-missing` or `architecture-unknown`.
        public var code: String
        /// The line of the PKGBUILD where it was looked for; `nil` for all of it.
        public var line: Int?
        /// The line of the effect in the quirk's file.
        public var effectLine: Int
    }

    /// Equal to the original byte for byte if nothing had to be done.
    public private(set) var text: ByteString
    /// The ids of the quirks that changed something, in order.
    public private(set) var changed: [String] = []
    /// Those whose edits were there already.
    public private(set) var unneeded: [String] = []
    /// The build goes on, and what becomes of it is each quirk's `consequence`.
    public private(set) var failures: [Failure] = []
    /// Failures after which the build must not start.
    public var fatalFailures: [Failure] { failures.filter(\.quirk.isRequired) }
    /// The quirks without whose edits the package is compiled here.
    public var localQuirks: [String] {
        failures.map(\.quirk).filter { !$0.isRequired && !$0.isOptional }.map(\.id)
    }

    /// - Parameters:
    ///   - tree: the PKGBUILD that `plan` was made for.
    ///   - hook: the text of a file in the Hooks directory by its name.
    public init(
        _ plan: QuirkPlan, of tree: SyntaxTree, subject: QuirkSubject,
        hook: @escaping (ByteString) -> ByteString?
    ) {
        var tree = tree
        for applied in plan.applied {
            let edits = plan.edits.filter { $0.quirk.id == applied.quirk.id }
            guard let first = edits.first else { continue }
            var effectLine = first.line
            do throws(EditFailure) {
                var edited = tree
                for (_, request, line) in edits {
                    effectLine = line
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
                        line: error.line, effectLine: effectLine))
            }
        }
        text = ByteString(tree.source)
    }
}

extension PkgbuildPatch.Failure: CustomStringConvertible {
    /// `FILE:LINE: quirk `ID`: what the PKGBUILD does not have (code); what it has instead`
    public var description: String {
        let place = line.map { " (line \($0))" } ?? ""
        let present =
            found.isEmpty ? "" : "; it has " + found.map { "`\($0)`" }.joined(separator: ", ") + " instead"
        return "\(quirk.file):\(effectLine): quirk `\(quirk.id)`: \(problem(place)) (\(code))\(present)"
    }

    /// What happens because of it.
    public var consequence: String {
        if quirk.isRequired { return "the build does not start without it" }
        return quirk.isOptional
            ? "the build goes on without it" : "the build goes on, and the package is compiled here"
    }

    private func problem(_ place: String) -> String {
        switch EditError.Code(rawValue: code) {
        case .functionMissing: "the PKGBUILD\(place) has no function `\(expected)` to edit"
        case .commandMissing: "the PKGBUILD\(place) has no command `\(expected)` to edit"
        case .arrayMissing: "the PKGBUILD\(place) has no array `\(expected)` to edit"
        case .wouldBreak: "the PKGBUILD\(place) would have an error: \(expected)"
        case .badText: "`\(expected)` cannot be put into the PKGBUILD\(place)"
        case nil: "\(expected) is needed, and not there"
        default: "the PKGBUILD\(place) has no `\(expected)` to edit"
        }
    }
}
