import ByteStrings

/// Which quirks apply to one package, why, and what they come to.
public struct QuirkPlan: Sendable {
    public struct Applied: Equatable, Sendable {
        public var quirk: Quirk
        /// The facts behind each condition, in the words of the file's order.
        public var facts: [String]
        /// Asked for by id, whatever its conditions say.
        public var isForced: Bool
    }

    /// All conditions hold but one, and not only those behind `not`.
    public struct NearMiss: Equatable, Sendable {
        public var quirk: Quirk
        public var facts: [String]
        public var missing: String
    }

    /// In the order in which they apply: by id.
    public private(set) var applied: [Applied] = []
    /// They would apply, but only when the user asks for them.
    public private(set) var offered: [Applied] = []
    public private(set) var nearMisses: [NearMiss] = []
    /// They would apply, and the user refused them.
    public private(set) var refused: [Applied] = []
    public private(set) var settings = QuirkSettings()

    /// No quirks at all.
    public init() {}

    public init(
        _ database: QuirkDatabase, for subject: QuirkSubject, selection: QuirkSelection = QuirkSelection()
    ) throws(QuirkPlanError) {
        for id in selection.forced.union(selection.refused).sorted() where database[id] == nil {
            throw .unknownQuirk(id)
        }
        if let id = selection.forced.intersection(selection.refused).min() { throw .forcedAndRefused(id) }
        let candidates =
            database.quirks
            + database.disabled.filter { selection.forced.contains($0.id) && !$0.effects.isEmpty }
        for quirk in candidates.sorted(by: { $0.id < $1.id }) {
            sort(quirk, subject, selection)
        }
        for applied in applied {
            for effect in applied.quirk.effects { try settings.add(effect, of: applied.quirk.id) }
        }
        try refuseContradictingEdits()
    }

    private mutating func sort(_ quirk: Quirk, _ subject: QuirkSubject, _ selection: QuirkSelection) {
        let verdicts = quirk.match.map { $0.verdict(on: subject) }
        let facts = verdicts.filter(\.isHolding).map(\.fact)
        if selection.forced.contains(quirk.id) {
            applied.append(Applied(quirk: quirk, facts: facts, isForced: true))
            return
        }
        guard facts.count == verdicts.count else {
            // `not` holds for most packages; alone it makes no quirk a near one.
            let isNear = zip(quirk.match, verdicts).contains { condition, verdict in
                if case .none = condition { false } else { verdict.isHolding }
            }
            if isNear, facts.count + 1 == verdicts.count,
                let missing = verdicts.first(where: { !$0.isHolding })
            {
                nearMisses.append(NearMiss(quirk: quirk, facts: facts, missing: missing.fact))
            }
            return
        }
        let found = Applied(quirk: quirk, facts: facts, isForced: false)
        let isOffered = quirk.onRequest.map { $0.allSatisfy { $0.verdict(on: subject).isHolding } } ?? false
        if isOffered {
            offered.append(found)
        } else if selection.ignoresAll || selection.refused.contains(quirk.id) {
            refused.append(found)
        } else {
            applied.append(found)
        }
    }

    /// The edits of the quirks that apply, in order, each with the line of its effect in the quirk's file.
    public var edits: [(quirk: Quirk, request: EditRequest, line: Int)] {
        applied.flatMap { applied in
            applied.quirk.effects.enumerated().compactMap { index, effect in
                let lines = applied.quirk.effectLines
                let line = index < lines.count ? lines[index] : applied.quirk.line
                return EditRequest(effect).map { (applied.quirk, $0, line) }
            }
        }
    }

    /// Two that write different text over the same words.
    private func refuseContradictingEdits() throws(QuirkPlanError) {
        var changes: [(quirk: String, change: WordChange)] = []
        for (quirk, request, _) in edits {
            guard case .replaceWord(let change) = request else { continue }
            let other = changes.first {
                $0.change.word == change.word && $0.change.function == change.function
                    && $0.change.text != change.text
            }
            if let other {
                throw .contradiction(
                    QuirkContradiction(
                        first: other.quirk, second: quirk.id, subject: "the word `\(change.word)`",
                        firstValue: "`\(other.change.text)`", secondValue: "`\(change.text)`"))
            }
            changes.append((quirk.id, change))
        }
    }
}

extension EditRequest {
    /// What an effect changes in the PKGBUILD; `nil` when it changes nothing there.
    fileprivate init?(_ effect: QuirkEffect) {
        switch effect {
        case .editPkgbuild(let request): self = request
        case .rewriteFlag(let flag, let text): self = .rewriteFlag(flag, with: text)
        default: return nil
        }
    }
}
