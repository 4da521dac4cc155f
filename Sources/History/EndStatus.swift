/// How a program ended.
///
/// The database holds it as one integer that reads well in SQL: the exit code, or minus the signal.
public enum EndStatus: Hashable, Sendable {
    case exited(Int32)
    case signalled(Int32)

    /// Takes apart what `wait4` reports of a child that has ended.
    ///
    /// - Source: wait(2); glibc's `bits/waitstatus.h`: the low seven bits are the signal, the next byte the code.
    public init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .exited((waitStatus >> 8) & 0xFF) : .signalled(signal)
    }

    public var isSuccess: Bool { self == .exited(0) }

    init(stored: Int64) {
        let value = Int32(clamping: stored)
        self = value < 0 ? .signalled(-value) : .exited(value)
    }

    var stored: Int64 {
        switch self {
        case .exited(let code): Int64(code)
        case .signalled(let signal): -Int64(signal)
        }
    }
}
