/// How a process ended, as wait4(2) encodes it: `exit << 8`, or the number of a signal.
public struct WaitStatus: Hashable, Sendable {
    public var rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    /// An orderly end; of `exitCode` the low eight bits count, as for exit(3).
    public init(exitCode: Int32) {
        rawValue = (exitCode & 0xFF) << 8
    }

    public init(signal: Int32) {
        rawValue = signal & 0x7F
    }

    public static let success = WaitStatus(rawValue: 0)

    public var isSuccess: Bool { rawValue == 0 }

    /// `nil` for death by a signal.
    public var exitCode: Int32? { rawValue & 0x7F == 0 ? rawValue >> 8 & 0xFF : nil }

    /// The signal that ended the process; `nil` for an orderly end.
    public var signal: Int32? { rawValue & 0x7F == 0 ? nil : rawValue & 0x7F }

    /// As a shell's `$?` has it: the exit code, or 128 and the signal's number.
    public var shellStatus: Int32 { exitCode ?? 128 + (rawValue & 0x7F) }
}

extension WaitStatus: CustomStringConvertible {
    public var description: String {
        if let signal { return "signal \(signal)" }
        return "exit \(shellStatus)"
    }
}
