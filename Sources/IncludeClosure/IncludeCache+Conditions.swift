internal import ByteStrings

/// What was found out in one round of computed includes: with the files that the round began with.
struct ComputedRound {
    /// Definitions of the command line.
    let own: [ByteString: [Int32]]
    /// Whether definitions may be ruled out by their conditions.
    let rulesOut: Bool
    /// The definitions of each name that may hold, sorted.
    var known: [ByteString: [Int32]] = [:]
    /// The values of conditions; unknown while they are being found out.
    var values: [ByteString: ConditionExpression.Value] = [:]
    /// The headers that directives may mean, by their text.
    var headers: [ByteString: ComputedIncludes.Headers] = [:]
    /// How many names are being looked up for one another's conditions.
    var depth = 0

    init(own: [ByteString: [Int32]], rulesOut: Bool) {
        self.own = own
        self.rulesOut = rulesOut
    }
}

/// Rules out definitions that only other compilers see.
///
/// Boost names a dozen compilers' directories in as many branches of an `#if`. A branch is ruled out when its condition
/// is false, or one before it true, whichever definitions hold of the macros in it. Only macros that no file of the
/// closure defines, and no gcc and no clang, are certainly undefined (`ForeignMacros`); little else is certain, so most
/// conditions come out as unknown, which rules out nothing. Files are not ruled out by the conditions they are included
/// under: what they define counts. When files that a computed include adds define more, the next round begins anew.
extension IncludeCache {
    /// Names that are looked up for one another's conditions; deeper, nothing is ruled out.
    private static let depthLimit = 24
    /// Enters the definitions of a name that may hold into the round.
    mutating func lookUp(
        _ name: ByteString, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) {
        guard round.known[name] == nil else { return }
        let occurrences = try expansions.occurrences(of: name, store, tree, reader)
        let own = round.own[name] ?? []
        // Good for conditions that lead back here.
        round.known[name] = Set(occurrences.map(\.definition) + own).sorted()
        guard round.rulesOut, round.depth < Self.depthLimit else { return }
        round.depth += 1
        defer { round.depth -= 1 }
        var found = Set(own)
        for occurrence in occurrences where !found.contains(occurrence.definition) {
            if try mayHold(occurrence.content, occurrence.offset, &round, reader) {
                found.insert(occurrence.definition)
            }
        }
        round.known[name] = found.sorted()
    }

    /// Expands something, looking up the macros that it meets.
    ///
    /// - Parameter body: gives `nil` when definitions are wanted first.
    /// - Returns: the outcome, and the macros that it was made with.
    mutating func expanding<Value>(
        _ limits: MacroExpander.Limits, _ round: inout ComputedRound, _ reader: some FileReader,
        _ body: (inout MacroExpander) throws(Unsure) -> Value?
    ) throws(Unsure) -> (
        outcome: Result<Value, Unsure>, consulted: [(name: ByteString, definitions: [Int32])]
    ) {
        var expander = MacroExpander(limits)
        while true {
            let outcome: Result<Value, Unsure>
            do throws(Unsure) {
                guard let value = try body(&expander) else {
                    expander.learn(try definitions(of: expander.wanted, &round, reader))
                    continue
                }
                outcome = .success(value)
            } catch {
                outcome = .failure(error)
            }
            return (outcome, expander.consulted.map { (name: $0, definitions: round.known[$0] ?? []) })
        }
    }

    /// The definitions of names, and of the names in object-like ones, which are asked for next.
    private mutating func definitions(
        of wanted: Set<ByteString>, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> [ByteString: [MacroDefinition]] {
        var found: [ByteString: [MacroDefinition]] = [:]
        var names = Array(wanted)
        while let name = names.popLast() {
            guard found[name] == nil else { continue }
            try lookUp(name, &round, reader)
            let definitions = (round.known[name] ?? []).map { expansions.definitions[Int($0)] }
            found[name] = definitions
            // Which of them are alike depends on what can be expanded in them.
            for definition in definitions where definition.parameters == nil && definitions.count > 1 {
                for token in definition.body where token.kind == .identifier { names.append(token.text) }
            }
        }
        return found
    }

    /// Whether a place of a file may be compiled.
    mutating func mayHold(
        _ content: Int32, _ offset: Int, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> Bool {
        guard round.rulesOut, let conditionals = try expansions.conditionals(of: content, store, tree, reader)
        else { return true }
        var index = conditionals.branch(at: offset)
        while index >= 0 {
            let branch = conditionals.branches[Int(index)]
            if !branch.isGuard, let condition = branch.condition,
                try value(of: condition, &round, reader) == 0
            {
                return false
            }
            var previous = branch.previous
            while previous >= 0 {
                let earlier = conditionals.branches[Int(previous)]
                if let condition = earlier.condition,
                    let value = try value(of: condition, &round, reader), value != 0
                {
                    return false
                }
                previous = earlier.previous
            }
            index = branch.parent
        }
        return true
    }

    /// The value of a condition, where all definitions that may hold agree on it.
    private mutating func value(
        of condition: ByteString, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> ConditionExpression.Value {
        if let known = round.values[condition] { return known }
        round.values[condition] = .some(nil)
        let value: ConditionExpression.Value
        if let before = try remembered(
            expansions.answers(toCondition: condition), &round, reader)
        {
            value = before
        } else {
            value = try evaluate(condition, &round, reader)
        }
        round.values[condition] = .some(value)
        return value
    }

    /// The answer that was found under the definitions of this round.
    mutating func remembered<Value>(
        _ answers: [ComputedIncludes.Answer<Value>], _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> Value? {
        for answer in answers {
            var matches = true
            for (name, definitions) in answer.consulted where matches {
                try lookUp(name, &round, reader)
                matches = round.known[name] == definitions
            }
            if matches { return answer.value }
        }
        return nil
    }

    private mutating func evaluate(
        _ condition: ByteString, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> ConditionExpression.Value {
        var asked: [(name: ByteString, definitions: [Int32])] = []
        let tokens = try answered(MacroTokenizer.tokens(condition.bytes), &asked, &round, reader)
        let (outcome, consulted) = try expanding(.conditions, &round, reader) {
            expander throws(Unsure) in try expander.expansions(of: tokens)
        }
        var value: ConditionExpression.Value
        switch outcome {
        case .success(let forms):
            let values = Set(
                forms.map { ConditionExpression.value($0, isUndefined: ForeignMacros.isNeverPredefined) })
            value = values.count == 1 ? values.first ?? nil : nil
            // True is true.
            if values.allSatisfy({ $0 != nil && $0 != 0 }) { value = 1 }
        case .failure(let unsure):
            guard unsure.code == .computedAlternatives else { throw unsure }
            value = nil
        }
        expansions.keep(.init(consulted: asked + consulted, value: value), toCondition: condition)
        return value
    }

    /// Puts what is certain in the place of each `defined(X)`: 0, or what nothing follows from.
    private mutating func answered(
        _ tokens: [MacroToken], _ asked: inout [(name: ByteString, definitions: [Int32])],
        _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> [MacroToken] {
        var answered: [MacroToken] = []
        var rest = tokens[...]
        while let token = rest.popFirst() {
            guard token.text == "defined" else {
                answered.append(token)
                continue
            }
            let hasParenthesis = rest.first?.text == "("
            if hasParenthesis { rest.removeFirst() }
            guard let name = rest.popFirst(), name.kind == .identifier else { return [] }
            if hasParenthesis, rest.popFirst()?.text != ")" { return [] }
            try lookUp(name.text, &round, reader)
            let definitions = round.known[name.text] ?? []
            asked.append((name.text, definitions))
            let isUndefined = definitions.isEmpty && ForeignMacros.isNeverPredefined(name.text)
            answered.append(
                MacroToken(
                    kind: isUndefined ? .number : .string, text: isUndefined ? "0" : name.text,
                    hasSpaceBefore: token.hasSpaceBefore))
        }
        return answered
    }
}
