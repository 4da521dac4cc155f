/// What a command line asks the compiler to do: where the driver stops.
public enum Action: Sendable {
    /// `-c`: one object for each input.
    case object
    /// `-S`: assembly.
    case assembly
    /// `-E`, `-M`, `-MM`.
    case preprocess
    /// `-fsyntax-only`, `--analyze`: messages only.
    case syntax
    /// None of these: everything up to the program.
    case link
    /// `--version`, `-print-…`, `-###`, `-v` without an input: an answer and no work.
    case query
}

extension CompilerCommand {
    /// The drivers stop at the earliest phase that any option names, wherever it stands: `-c -E` preprocesses,
    /// `-c -fsyntax-only` checks (seen with `-v`, gcc 12 and clang 14).
    static func action(of options: [ParsedOption], compiler: CompilerName, hasInput: Bool) -> Action {
        if compiler.driver == .preprocessor, hasInput { return .preprocess }
        var action = Action.link
        var isVerbose = false
        for option in options {
            guard let row = option.option else { continue }
            if row.traits.contains(.query) { return .query }
            switch row.role {
            case .stopAtPreprocessing: action = .preprocess
            case .stopAtSyntax where action != .preprocess: action = .syntax
            case .stopAtAssembly where action == .link || action == .object: action = .assembly
            case .stopAtObject where action == .link: action = .object
            case .verbose: isVerbose = true
            default: continue
            }
        }
        return isVerbose && !hasInput ? .query : action
    }
}
