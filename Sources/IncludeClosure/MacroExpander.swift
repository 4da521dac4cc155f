internal import ByteStrings

/// Expands the text of a computed include in every way that the known definitions allow.
///
/// A macro has as many definitions as the closure's files hold and no condition rules out (`IncludeCache+Conditions`), and
/// may have none. The expansion is therefore a search: a state is what was put out and what is left to be read; a macro
/// with several definitions leads to several states. Headers tend to define the same thing in several ways (Boost's
/// `BOOST_PP_CAT` has three), whose states soon meet again and are then followed once only. That each macro has one
/// definition at a time is not made use of: the states would be as many as the combinations, and what it adds is a
/// name that mostly no file has.
///
/// Definitions that differ in words only in which nothing is to be expanded (Boost.MPL's thirty headers for a dozen
/// compilers) are one definition with a choice of words; the choices are multiplied out at the end.
///
/// Expansion is Prosser's algorithm with hide sets (the one that the C standard's wording was made from).
struct MacroExpander {
    /// How far an expansion may go.
    struct Limits {
        /// States over all, nested ones included.
        var states: Int
        /// Names.
        var names = Int.max

        static let includes = Limits(states: 20_000)
        /// What can be said of a condition follows from a few names; what comes of many is not worth finding out.
        static let conditions = Limits(states: 200, names: 16)
        /// States after which nothing is gone on with that lacks definitions anyway.
        static let incompleteStates = 200
    }

    private let limits: Limits

    /// The definitions of each name that was asked for so far.
    private(set) var known: [ByteString: [MacroDefinition]] = [:]
    /// Names that were met and are not in `known`: to be looked up, and the expansion begun anew.
    private(set) var wanted: Set<ByteString> = []
    /// How often such a name was met.
    private(set) var misses = 0
    /// Every name that was met.
    private(set) var consulted: Set<ByteString> = []
    private var states = 0
    /// Every expansion, by what was expanded.
    private var expanded: [[MacroToken]: [[MacroToken]]] = [:]
    /// Object-like definitions, put together, by their name.
    var united: [ByteString: [[MacroToken]]] = [:]

    init(_ limits: Limits) { self.limits = limits }

    /// Takes in what was `wanted`; expansions that did without it are kept.
    mutating func learn(_ definitions: [ByteString: [MacroDefinition]]) {
        known.merge(definitions) { $1 }
        wanted = []
        states = 0
    }

    /// A name's definitions; `nil` makes it `wanted`.
    mutating func definitions(of name: ByteString) -> [MacroDefinition]? {
        consulted.insert(name)
        if let definitions = known[name] { return definitions }
        wanted.insert(name)
        misses += 1
        return nil
    }

    /// A header's name as computed.
    struct Header: Hashable {
        var isAngled: Bool
        var name: ByteString
    }

    /// Every header that the text may mean; `nil` when definitions are `wanted` first.
    ///
    /// - Throws: `Unsure` `.computedInclude`, `.computedAlternatives`.
    mutating func headers(_ text: ByteString) throws(Unsure) -> [Header]? {
        guard let results = try expansions(of: MacroTokenizer.tokens(text.bytes)) else { return nil }
        var found: [Header] = []
        var seen = Set<Header>()
        for result in results {
            // What comes after the name does not matter, but it may offer choices.
            for tokens in try settled(Self.nameTokens(in: result)) {
                for header in Self.headers(in: tokens) where seen.insert(header).inserted {
                    found.append(header)
                }
            }
        }
        for result in results {
            if let unknown = unknown(in: result) { throw Unsure(.computedInclude, detail: unknown) }
        }
        return found
    }

    /// Every expansion of the tokens; `nil` when definitions are `wanted` first.
    ///
    /// - Throws: `Unsure` `.computedAlternatives`.
    mutating func expansions(of tokens: [MacroToken]) throws(Unsure) -> [[MacroToken]]? {
        do throws(Unsure) {
            let found = try expand(tokens)
            guard consulted.count <= limits.names else { throw Unsure(.computedAlternatives) }
            return wanted.isEmpty ? found : nil
        } catch {
            // It may have been a definition that was not there.
            if wanted.isEmpty || consulted.count > limits.names { throw error }
            return nil
        }
    }

    /// Counts states.
    ///
    /// - Throws: `Unsure` `.computedAlternatives` when there are too many.
    mutating func spend(_ count: Int, on text: ByteString) throws(Unsure) {
        states += count
        guard states <= (wanted.isEmpty ? limits.states : Limits.incompleteStates) else {
            throw Unsure(.computedAlternatives, detail: text)
        }
    }

    /// The tokens of a name at the start; none where there is none.
    private static func nameTokens(in tokens: [MacroToken]) -> [MacroToken] {
        guard let first = tokens.first else { return [] }
        if first.kind == .string || first.kind == .header { return [first] }
        guard first.text == "<", let end = tokens.firstIndex(where: { $0.text == ">" }) else { return [] }
        return Array(tokens[...end])
    }

    /// `"x"` or `<x>`; a name between angles is made of tokens, so its blanks are doubtful.
    private static func headers(in tokens: [MacroToken]) -> [Header] {
        guard let first = tokens.first else { return [] }
        if first.kind == .header { return [Header(isAngled: true, name: first.text)] }
        if first.kind == .string {
            return [Header(isAngled: false, name: ByteString(first.text.bytes.dropFirst().dropLast()))]
        }
        let inner = tokens.dropFirst().dropLast()
        let dense = inner.map(\.text).joined(separator: "")
        let spaced = ByteString(inner.flatMap { ($0.hasSpaceBefore ? [0x20] : []) + $0.text.bytes })
        return (dense == spaced ? [dense] : [dense, spaced]).map { Header(isAngled: true, name: $0) }
    }

    /// A name in the result that only the compiler may know.
    private func unknown(in tokens: [MacroToken]) -> ByteString? {
        guard tokens.first?.kind == .identifier || tokens.first?.text == "<" else { return nil }
        return tokens.first {
            $0.kind == .identifier && known[$0.text]?.isEmpty == true && Self.isReserved($0.text)
        }?.text
    }

    static func isReserved(_ name: ByteString) -> Bool {
        guard name.count > 1, name.bytes[0] == UInt8(ascii: "_") else { return false }
        return name.bytes[1] == UInt8(ascii: "_") || (0x41...0x5A).contains(name.bytes[1])
    }

    // MARK: Expansion

    private struct State: Hashable {
        var output: [MacroToken]
        /// Backwards.
        var input: [MacroToken]
    }

    /// Every expansion of the tokens.
    private mutating func expand(_ tokens: [MacroToken]) throws(Unsure) -> [[MacroToken]] {
        guard tokens.contains(where: { $0.kind == .identifier }) else { return [tokens] }
        if let known = expanded[tokens] { return known }
        let missesBefore = misses
        var results: [[MacroToken]] = []
        var pending = [State(output: [], input: tokens.reversed())]
        var seen = Set(pending)
        var seenResults = Set<[MacroToken]>()
        while var state = pending.popLast() {
            try spend(1, on: tokens[0].text)
            var hasForked = false
            while !hasForked, let token = state.input.popLast() {
                guard token.kind == .identifier, !token.hidden.contains(token.text) else {
                    state.output.append(token)
                    continue
                }
                let successors = try successors(of: token, state)
                if successors.count == 1 {
                    state = successors[0]
                    continue
                }
                hasForked = true
                for successor in successors where seen.insert(successor).inserted {
                    pending.append(successor)
                }
            }
            if !hasForked, seenResults.insert(state.output).inserted { results.append(state.output) }
        }
        let united = unite(results)
        if misses == missesBefore { expanded[tokens] = united }
        return united
    }

    /// What a state may become when its next token, a name, was taken.
    private mutating func successors(of token: MacroToken, _ state: State) throws(Unsure) -> [State] {
        try spend(1, on: token.text)
        var unchanged = state
        guard let definitions = definitions(of: token.text) else {
            unchanged.output.append(token)
            return [unchanged]
        }
        var undefined = token
        // What is not defined now is not defined when the result is read again.
        if !definitions.isEmpty, definitions.allSatisfy({ $0.parameters == nil }) {
            undefined.hidden.insert(token.text)
        }
        unchanged.output.append(undefined)
        if let word = word(for: token, definitions) {
            var replaced = state
            replaced.output.append(word)
            return [replaced]
        }
        let isCalled = state.input.last?.text == "("
        var successors: [State] = []
        // Called like a function, it has to be one: parentheses are in no header's name.
        if !isCalled || definitions.isEmpty || definitions.contains(where: { $0.parameters == nil }) {
            successors.append(unchanged)
        }
        if Self.systemNames.contains(token.text) {
            var replaced = state
            replaced.output.append(MacroToken(kind: .number, text: "1", hasSpaceBefore: token.hasSpaceBefore))
            successors.append(replaced)
        }
        let bodies = objectBodies(of: token.text, definitions)
        for body in bodies {
            var next = state
            push(try substitute(body, [:], hidden: token.hidden.union([token.text])), token, &next.input)
            successors.append(next)
        }
        for definition in definitions {
            guard isCalled, let parameters = definition.parameters else { continue }
            var next = state
            guard let (arguments, close) = takeArguments(&next.input, parameters.count, definition.isVariadic)
            else {
                successors.append(unchanged)
                continue
            }
            let hidden = token.hidden.intersection(close.hidden).union([token.text])
            // What is pasted may be a macro's name.
            let pastes = definition.body.contains { $0.text == "##" }
            for bound in try bindings(parameters, arguments, settling: pastes) {
                var one = next
                push(try substitute(definition.body, bound, hidden: hidden), token, &one.input)
                successors.append(one)
            }
        }
        return successors.isEmpty ? [unchanged] : successors
    }

    /// Every combination of the arguments' expansions.
    private mutating func bindings(
        _ parameters: [ByteString], _ arguments: [[MacroToken]], settling: Bool
    ) throws(Unsure) -> [[ByteString: Argument]] {
        var all: [[Argument]] = [[]]
        for (index, name) in parameters.enumerated() {
            let given = index < arguments.count ? arguments[index] : []
            var forms: [Argument] = []
            for plain in settling ? try settled(given) : [given] {
                forms += try expand(plain).map { Argument(plain: plain, expanded: $0) }
            }
            if forms.count == 1 {
                for index in all.indices { all[index].append(forms[0]) }
                continue
            }
            try spend(all.count * (forms.count - 1), on: name)
            all = all.flatMap { bound in forms.map { bound + [$0] } }
        }
        return all.map { Dictionary(zip(parameters, $0)) { $1 } }
    }

    /// Every choice made in every way.
    private mutating func settled(_ tokens: [MacroToken]) throws(Unsure) -> [[MacroToken]] {
        var all: [[MacroToken]] = [[]]
        for token in tokens {
            let texts = token.choices.isEmpty ? [token.text] : token.choices
            try spend(all.count * (texts.count - 1), on: token.text)
            all = all.flatMap { before in
                texts.map { text in
                    var one = token
                    one.text = text
                    one.choices = []
                    // A word is a name again where it may become part of one.
                    if one.kind == .word { one = MacroTokenizer.tokens(text.bytes).first ?? one }
                    one.hasSpaceBefore = token.hasSpaceBefore
                    return before + [one]
                }
            }
        }
        return all
    }

    private func push(_ tokens: [MacroToken], _ name: MacroToken, _ input: inout [MacroToken]) {
        guard var first = tokens.first else { return }
        first.hasSpaceBefore = name.hasSpaceBefore
        input += tokens.dropFirst().reversed()
        input.append(first)
    }

    /// Predefined in GNU dialects, and words of paths.
    static let systemNames: Set<ByteString> = [
        "linux", "unix", "i386", "arm", "mips", "sparc", "PPC", "sun", "vax", "hpux",
    ]

    /// Takes `( … )` off the input; `nil` without a closing parenthesis, the input unchanged then.
    private func takeArguments(
        _ input: inout [MacroToken], _ count: Int, _ isVariadic: Bool
    ) -> (arguments: [[MacroToken]], close: MacroToken)? {
        var arguments: [[MacroToken]] = [[]]
        var depth = 0
        var index = input.count - 1
        while index >= 0 {
            let token = input[index]
            index -= 1
            if token.text == "(" {
                depth += 1
                if depth == 1 { continue }
            } else if token.text == ")" {
                depth -= 1
                if depth == 0 {
                    input.removeLast(input.count - index - 1)
                    return (arguments, token)
                }
            } else if token.text == ",", depth == 1, !(isVariadic && arguments.count >= count) {
                arguments.append([])
                continue
            }
            arguments[arguments.count - 1].append(token)
        }
        return nil
    }
}
