public import ByteStrings

/// What variables hold after bash has read one text or several, found out without running any.
///
/// Assignments, parameter and brace expansion, arithmetic, `if`, `case`, `[[`, loops, `eval` and calls of functions
/// that the texts define are computed. What needs a program, a file or an unknown variable gives
/// `Value.dynamic`. Where a condition is unknown both ways are followed, and what differs afterwards is dynamic. A
/// value that is not dynamic is therefore the one that bash would have come to, unless the caller's environment
/// was wrong.
public struct Evaluation: Sendable {
    /// What it means that a variable was never set.
    public enum UnsetVariables: Sendable {
        /// The caller's environment may not be all there is: dynamic.
        case dynamic
        /// The environment is complete: empty, as in bash. Variables that bash itself keeps (`RANDOM`, `PWD`,
        /// …) stay dynamic.
        case empty
    }

    /// Where `declare` in the text puts its variables.
    public enum Scope: Sendable {
        /// As in a text that a function sources: they are gone afterwards. makepkg reads PKGBUILDs and its
        /// configuration in `source_safe`, so there `declare x=1` sets nothing that lasts.
        case function
        case global
    }

    private var interpreter: Interpreter

    /// - Parameters:
    ///   - environment: variables set before the first text; exported.
    ///   - sourceFile: gives the text of a file that `source` names, or `nil` to leave it unread, after which
    ///     every variable is dynamic.
    public init(
        environment: [ByteString: ByteString] = [:], unsetVariables: UnsetVariables = .dynamic,
        sourceFile: @escaping @Sendable (ByteString) -> ByteString? = { _ in nil }
    ) {
        interpreter = Interpreter(unsetVariables: unsetVariables, sourceFile: sourceFile)
        for (name, value) in environment {
            interpreter.state.variables[name] = Variable(.scalar(value), isExported: true)
        }
    }

    /// Gives a variable a value as if it had been set before; `nil` makes it known to be unset.
    public mutating func set(_ name: ByteString, to variable: Variable?) {
        interpreter.state.variables[name] = variable
        if variable == nil {
            interpreter.state.unset.insert(name)
        } else {
            interpreter.state.unset.remove(name)
        }
    }

    /// Reads `tree` as bash would with `source`.
    ///
    /// - Parameter file: the name that places in this text get.
    public mutating func evaluate(_ tree: SyntaxTree, file: ByteString, scope: Scope = .function) {
        interpreter.run(tree, file: file, scope: scope)
    }

    /// Carries out one assignment as if it were written at the end of the last text, with `name` on its left.
    ///
    /// - Parameters:
    ///   - node: of kind `.assignment`, from any tree.
    ///   - place: the place that a dynamic value gets; `nil`: where the node stands in `file`.
    public mutating func assign(
        _ node: SyntaxNode, to name: ByteString, file: ByteString, at place: Place? = nil
    ) {
        interpreter.assign(node, to: name, file: file, at: place)
    }

    /// `nil` if it is unset for certain, or was never mentioned.
    public subscript(name: ByteString) -> Variable? {
        if let variable = interpreter.state.variables[name] { return variable }
        guard let taint = interpreter.state.taint, !interpreter.state.unset.contains(name) else { return nil }
        return Variable(.dynamic(taint))
    }

    /// Every variable that was set, by name.
    public var variables: [ByteString: Variable] { interpreter.state.variables }

    /// Every function that was defined, by name.
    public var functions: [ByteString: FunctionDefinition] { interpreter.state.functions }

    /// Set once something was read of which anything may have followed, such as `source` of an unknown file.
    public var taint: Dynamic? { interpreter.state.taint }
}
