internal import ByteStrings

/// Expands the text of a computed include in every way that the known definitions allow.
///
/// Conditionals are not evaluated, so a macro has as many definitions as the closure's files hold, and may have
/// none. The expansion is therefore a search: a state is what was put out and what is left to be read; a macro with
/// several definitions leads to several states. Headers tend to define the same thing in several ways (Boost's
/// `BOOST_PP_CAT` has three), whose states soon meet again and are then followed once only. That each macro has one
/// definition at a time is not made use of: the states would be as many as the combinations, and what it adds is a
/// name that mostly no file has.
///
/// Expansion is Prosser's algorithm with hide sets (the one that the C standard's wording was made from).
struct MacroExpander {
    /// States over all, nested ones included.
    static let stateLimit = 2000

    /// The definitions of each name that was asked for so far.
    let known: [ByteString: [MacroDefinition]]
    /// Names that were met and are not in `known`: to be looked up, and the expansion begun anew.
    private(set) var wanted: Set<ByteString> = []
    /// Every name that was met.
    private(set) var consulted: Set<ByteString> = []
    private var states = 0

    init(known: [ByteString: [MacroDefinition]]) {
        self.known = known
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
        var found: [Header] = []
        var seen = Set<Header>()
        var unknown: ByteString?
        for result in try expand(MacroTokenizer.tokens(text.bytes)) {
            for header in Self.headers(in: result) where seen.insert(header).inserted { found.append(header) }
            unknown = unknown ?? self.unknown(in: result)
        }
        guard wanted.isEmpty else { return nil }
        if let unknown { throw Unsure(.computedInclude, detail: unknown) }
        return found
    }

    /// `"x"` or `<x>` at the start; a name between angles is made of tokens, so its blanks are doubtful.
    private static func headers(in tokens: [MacroToken]) -> [Header] {
        guard let first = tokens.first else { return [] }
        if first.kind == .string {
            return [Header(isAngled: false, name: ByteString(first.text.bytes.dropFirst().dropLast()))]
        }
        guard first.text == "<", let end = tokens.firstIndex(where: { $0.text == ">" }) else { return [] }
        let inner = tokens[1..<end]
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

    private static func isReserved(_ name: ByteString) -> Bool {
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
        var results: [[MacroToken]] = []
        var pending = [State(output: [], input: tokens.reversed())]
        var seen = Set(pending)
        var seenResults = Set<[MacroToken]>()
        while var state = pending.popLast() {
            states += 1
            guard states <= Self.stateLimit else {
                throw Unsure(.computedAlternatives, detail: tokens[0].text)
            }
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
        return results
    }

    /// What a state may become when its next token, a name, was taken.
    private mutating func successors(of token: MacroToken, _ state: State) throws(Unsure) -> [State] {
        states += 1
        guard states <= Self.stateLimit else { throw Unsure(.computedAlternatives, detail: token.text) }
        var unchanged = state
        unchanged.output.append(token)
        consulted.insert(token.text)
        guard let definitions = known[token.text] else {
            wanted.insert(token.text)
            return [unchanged]
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
        for definition in definitions {
            guard let parameters = definition.parameters else {
                var next = state
                let body = substitute(definition.body, [:], hidden: token.hidden.union([token.text]))
                push(body, token, &next.input)
                successors.append(next)
                continue
            }
            guard isCalled else { continue }
            var next = state
            guard let (arguments, close) = takeArguments(&next.input, parameters.count, definition.isVariadic)
            else {
                successors.append(unchanged)
                continue
            }
            let hidden = token.hidden.intersection(close.hidden).union([token.text])
            for bound in try bindings(parameters, arguments) {
                var one = next
                push(substitute(definition.body, bound, hidden: hidden), token, &one.input)
                successors.append(one)
            }
        }
        return successors.isEmpty ? [unchanged] : successors
    }

    /// Every combination of the arguments' expansions.
    private mutating func bindings(
        _ parameters: [ByteString], _ arguments: [[MacroToken]]
    ) throws(Unsure) -> [[ByteString: Argument]] {
        var all: [[ByteString: Argument]] = [[:]]
        for (index, name) in parameters.enumerated() {
            let plain = index < arguments.count ? arguments[index] : []
            let expansions = try expand(plain)
            states += all.count * (expansions.count - 1)
            guard states <= Self.stateLimit else { throw Unsure(.computedAlternatives, detail: name) }
            all = all.flatMap { bound in
                expansions.map { bound.merging([name: Argument(plain: plain, expanded: $0)]) { $1 } }
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
    private static let systemNames: Set<ByteString> = [
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
