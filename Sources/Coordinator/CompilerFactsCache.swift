import ByteStrings
import CompilerCommand
import Synchronization

/// What the compilers of this build say of themselves, each asked once.
final class CompilerFactsCache: Sendable {
    /// The inner `nil` says that the compiler was asked and gave no answer.
    private let answers = Mutex<[ByteString: CompilerFacts?]>([:])

    /// - Parameter compiler: its path.
    func known(_ compiler: ByteString) -> CompilerFacts?? {
        answers.withLock { $0[compiler] }
    }

    func remember(_ facts: CompilerFacts?, of compiler: ByteString) {
        answers.withLock { $0[compiler] = .some(facts) }
    }
}
