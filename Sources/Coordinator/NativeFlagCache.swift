import ByteStrings
import Synchronization
import Toolchain

/// What `-march=native` and its kin mean on this machine, asked of each compiler once per build.
final class NativeFlagCache: Sendable {
    struct Key: Hashable, Sendable {
        var compiler: ByteString
        var options: NativeOptions
    }

    /// The inner `nil` says that the compiler was asked and gave no answer.
    private let answers = Mutex<[Key: NativeFlags?]>([:])

    func known(_ key: Key) -> NativeFlags?? {
        answers.withLock { $0[key] }
    }

    func remember(_ flags: NativeFlags?, for key: Key) {
        answers.withLock { $0[key] = .some(flags) }
    }
}
