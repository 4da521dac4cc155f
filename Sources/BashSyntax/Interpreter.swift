import ByteStrings

/// Follows a text as bash would, with three-valued conditions. See `Evaluation` for what it promises.
struct Interpreter: Sendable {
    struct State: Sendable {
        var variables: [ByteString: Variable] = [:]
        /// Names that are unset for certain.
        var unset: Set<ByteString> = []
        var functions: [ByteString: FunctionDefinition] = [:]
        /// Once set, what is not in `variables` is unknown.
        var taint: Dynamic?
        /// A condition may have ended this function or loop already: every assignment is doubtful until then.
        var doubt: Doubt?
        /// Outer values of the local variables of each function that is running.
        var frames: [[ByteString: Saved]] = []
        /// `$1` and on; `nil` outside of functions.
        var arguments: [ByteString]?
        var status = Status.known(0)
        /// `shopt extglob`
        var extendedPatterns = false
        /// `shopt nullglob` or `failglob`, on or perhaps on: a pattern without files is no longer a word.
        var dropsPatterns = false
    }

    enum Saved: Sendable {
        case value(Variable), unset, unknown
    }

    struct Doubt: Sendable {
        var reason: Dynamic
        var isInLoop: Bool
    }

    enum Status: Equatable, Sendable {
        case known(Int)
        case unknown(Dynamic)

        var succeeded: Bool? {
            if case .known(let status) = self { status == 0 } else { nil }
        }

        /// Why it is unknown.
        func reason(at place: Place) -> Dynamic {
            if case .unknown(let reason) = self { reason } else { Dynamic(.condition(""), at: place) }
        }
    }

    /// How a command left.
    enum Flow: Equatable {
        case normal, `break`(Int), `continue`(Int), `return`, exit
    }

    /// Commands run in all; a text that needs more is no PKGBUILD.
    static let mostSteps = 20_000
    static let deepestCalls = 40
    /// Commands inside commands, calls included: bounds the stack.
    static let deepestCommands = 400

    var state = State()
    var steps = 0
    var callDepth = 0
    var commandDepth = 0
    var file = ByteString()
    /// Set while `eval` runs: its text has no place of its own.
    var evalPlace: Place?
    /// Whether `$(declare -f NAME)` gives the function's text as it was written. Bash prints it in a layout of its
    /// own, so that text must not become a value; in the arguments of `eval` it becomes a function again.
    var printsDefinitions = false
    var hasPrintedDefinition = false
    let unsetVariables: Evaluation.UnsetVariables
    let sourceFile: @Sendable (ByteString) -> ByteString?

    init(
        unsetVariables: Evaluation.UnsetVariables, sourceFile: @escaping @Sendable (ByteString) -> ByteString?
    ) {
        self.unsetVariables = unsetVariables
        self.sourceFile = sourceFile
    }

    mutating func run(_ tree: SyntaxTree, file name: ByteString, scope: Evaluation.Scope) {
        let outer = file
        file = name
        state.extendedPatterns = tree.extendedPatterns
        if scope == .function { state.frames.append([:]) }
        _ = runScript(tree)
        if scope == .function { popFrame() }
        state.doubt = nil
        file = outer
    }

    mutating func runScript(_ tree: SyntaxTree) -> Flow {
        for node in tree.root.parts {
            let flow = execute(node)
            if flow != .normal { return flow }
        }
        return .normal
    }

    mutating func assign(_ node: SyntaxNode, to target: ByteString, file name: ByteString, at place: Place?) {
        let outer = (file, evalPlace)
        (file, evalPlace) = (name, place)
        assign(node, to: target)
        (file, evalPlace) = outer
    }

    func place(of node: SyntaxNode) -> Place {
        evalPlace ?? Place(file: file, position: node.position)
    }

    func dynamic(_ cause: Dynamic.Cause, _ node: SyntaxNode) -> Dynamic {
        Dynamic(cause, at: place(of: node))
    }

    // MARK: Reading variables

    /// The variable's value; `nil` if it is unset for certain.
    func lookUp(_ name: ByteString, at node: SyntaxNode) throws(Dynamic) -> Value? {
        let name = resolve(name)
        if let variable = state.variables[name] {
            if case .dynamic(let dynamic) = variable.value { throw dynamic }
            return variable.value
        }
        if state.unset.contains(name) { return nil }
        if let taint = state.taint { throw taint }
        if unsetVariables == .empty, !BashVariables.names.contains(name) { return nil }
        throw dynamic(.unknownVariable(name), node)
    }

    /// Follows `declare -n`, a few steps at most, as a chain may be a circle.
    func resolve(_ name: ByteString) -> ByteString {
        var name = name
        for _ in 0..<8 {
            guard let variable = state.variables[name], variable.attributes.contains(.reference),
                let target = variable.value.text
            else { break }
            name = target
        }
        return name
    }

    // MARK: Scopes

    mutating func makeLocal(_ name: ByteString) {
        guard let top = state.frames.indices.last, state.frames[top][name] == nil else { return }
        state.frames[top][name] = saved(name)
        state.variables[name] = nil
        state.unset.insert(name)
    }

    func saved(_ name: ByteString) -> Saved {
        if let variable = state.variables[name] { return .value(variable) }
        return state.unset.contains(name) ? .unset : .unknown
    }

    mutating func popFrame() {
        for (name, saved) in state.frames.popLast() ?? [:] { restore(name, saved) }
    }

    mutating func restore(_ name: ByteString, _ saved: Saved) {
        state.variables[name] = nil
        state.unset.remove(name)
        switch saved {
        case .value(let variable): state.variables[name] = variable
        case .unset: state.unset.insert(name)
        case .unknown: break
        }
    }

    /// Anything may have happened: no value known so far is certain any more.
    mutating func taint(_ reason: Dynamic) {
        for name in state.variables.keys { state.variables[name]?.value = .dynamic(reason) }
        state.unset = []
        if state.taint == nil { state.taint = reason }
        state.status = .unknown(reason)
    }
}

/// The variables that bash sets by itself; no environment says what they hold.
enum BashVariables {
    static let names: Set<ByteString> = [
        "_", "BASH", "BASHOPTS", "BASHPID", "BASH_ALIASES", "BASH_ARGC", "BASH_ARGV", "BASH_ARGV0",
        "BASH_CMDS",
        "BASH_COMMAND", "BASH_LINENO", "BASH_REMATCH", "BASH_SOURCE", "BASH_SUBSHELL", "BASH_VERSINFO",
        "BASH_VERSION", "COLUMNS", "COMP_WORDBREAKS", "DIRSTACK", "EPOCHREALTIME", "EPOCHSECONDS", "EUID",
        "FUNCNAME", "GROUPS", "HISTCMD", "HOSTNAME", "HOSTTYPE", "LINENO", "LINES", "MACHTYPE", "MAPFILE",
        "OLDPWD",
        "OPTARG", "OPTERR", "OPTIND", "OSTYPE", "PATH", "PIPESTATUS", "PPID", "PS4", "PWD", "RANDOM",
        "READLINE_LINE",
        "REPLY", "SECONDS", "SHELL", "SHELLOPTS", "SHLVL", "SRANDOM", "TERM", "UID",
    ]
}
