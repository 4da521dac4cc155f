extension Dynamic {
    /// For people: "depends on a command: $(nproc)".
    public var reason: String {
        switch cause {
        case .commandSubstitution(let text): "depends on a command: \(text)"
        case .unknownVariable(let name): "depends on the variable \(name)"
        case .condition(let text): "depends on a condition: \(text)"
        case .command(let text): "is set by a command: \(text)"
        case .pathname(let text): "depends on the files that match \(text)"
        case .unreadable(let text): "may be set by what is not read: \(text)"
        case .unsupported(let text): "is not computed without bash: \(text)"
        case .tooLarge: "takes more steps than are followed"
        }
    }
}
