import ByteStrings
import Synchronization

/// Under which name each volunteer has each compiler, as far as this build has learnt.
///
/// A refused name and a refused command look alike: the connection closes. So names are tried only until one was
/// served by the host, and by a kind of command for which all were tried in vain never again.
final class NameBook: Sendable {
    struct Key: Hashable, Sendable {
        /// The host's place in the list.
        var host: Int
        /// The compiler here, and the name that it was called by.
        var compiler: LocalCompiler
        var name: ByteString
    }

    private struct Entry: Sendable {
        var served: ByteString?
        var vainShapes: Set<ByteString> = []
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// The names to try, in order; never empty.
    ///
    /// - Parameter candidates: asked for only when nothing is known: who answers may have to ask the compiler.
    func names(for key: Key, shape: ByteString, candidates: [ByteString]) -> [ByteString] {
        precondition(!candidates.isEmpty, "a compiler has a name")
        let entry = entries.withLock { $0[key] }
        if let served = entry?.served { return [served] }
        return entry?.vainShapes.contains(shape) ?? false ? [candidates[0]] : candidates
    }

    /// Whether `key` needs no further names.
    func isKnown(_ key: Key) -> Bool {
        entries.withLock { $0[key]?.served != nil }
    }

    func served(_ key: Key, by name: ByteString) {
        entries.withLock { $0[key, default: Entry()].served = name }
    }

    /// What is known of `key` was true once and may no longer be.
    func forget(_ key: Key) {
        entries.withLock { _ = $0.removeValue(forKey: key) }
    }

    func allFailed(_ key: Key, shape: ByteString) {
        entries.withLock { _ = $0[key, default: Entry()].vainShapes.insert(shape) }
    }
}
