/// The volunteer's own trouble behind the wait status of an answer, as opposed to the compiler's.
///
/// - Source: distcc 3.4 `exitcode.h`: 100 to 120 are distccd's, 110 a missing compiler.
public enum DaemonTrouble: Equatable, Sendable {
    case compilerMissing
    /// Or a compiler that was killed over there, perhaps for lack of memory over there.
    case other

    /// `nil` when the compiler itself ended so.
    public init?(waitStatus: Int32) {
        guard waitStatus & 0x7F == 0 else {
            self = .other
            return
        }
        switch waitStatus >> 8 & 0xFF {
        case 110: self = .compilerMissing
        case 100...120: self = .other
        default: return nil
        }
    }
}
