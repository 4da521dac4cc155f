import ByteStrings
import CompilerCommand
import History
import Placement

/// What the coordinator asks of a command beside where it may run.
extension CompilerCommand {
    /// The objects that it leaves behind, relative to the working directory.
    var objectOutputs: [ByteString] {
        switch action {
        case .object where output == nil && inputs.count > 1:
            inputs.map { $0.path.lastPathComponent.withoutPathExtension + ".o" }
        case .object, .link:
            effectiveOutput.map { [$0] } ?? []
        case .assembly, .preprocess, .syntax, .query:
            []
        }
    }

    /// The target that the command names: by the compiler's name, or by clang's `--target=` and `-target`.
    var targetTriple: ByteString? {
        var target = compiler.target.isEmpty ? nil : compiler.target
        guard compiler.isClang else { return target }
        for (index, word) in arguments.enumerated() {
            if let value = word.dropping(prefix: "--target=") { target = value }
            if word == "-target", index + 1 < arguments.count { target = arguments[index + 1] }
        }
        return target
    }
}

extension JobKind {
    init(_ action: Action) {
        switch action {
        case .object, .assembly, .syntax: self = .compile
        case .preprocess: self = .preprocess
        case .link: self = .link
        case .query: self = .query
        }
    }

    init(_ work: LocalWork) {
        switch work {
        case .compile: self = .compile
        case .preprocess: self = .preprocess
        case .link: self = .link
        case .probe: self = .probe
        case .query: self = .query
        }
    }
}
