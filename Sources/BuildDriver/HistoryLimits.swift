import ByteStrings

/// How much history is kept: DISTMAKE_HISTORY_DAYS and DISTMAKE_HISTORY_SIZE.
public struct HistoryLimits: Equatable, Sendable {
    /// How long the jobs of a build are kept; 0 for ever.
    public var days: UInt32
    /// Of a million bytes; 0 for no limit.
    public var megabytes: UInt32

    /// Two years, and about twenty million jobs.
    public static let standard = HistoryLimits(days: 730, megabytes: 2000)

    init(days: UInt32, megabytes: UInt32) {
        self.days = days
        self.megabytes = megabytes
    }

    /// - Parameter value: of a variable; one that is no number counts as none.
    init(_ value: (ByteString) -> ByteString?) {
        func number(_ name: ByteString) -> UInt32? { value(name).flatMap { UInt32($0.string) } }
        days = number("DISTMAKE_HISTORY_DAYS") ?? Self.standard.days
        megabytes = number("DISTMAKE_HISTORY_SIZE") ?? Self.standard.megabytes
    }

    public init(_ environment: ProcessEnvironment) {
        self.init { environment.text($0) }
    }
}
