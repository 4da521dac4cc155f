/// What is kept. Sums of builds are kept for ever; these are about their jobs, which take nearly all the room.
public struct PruneLimits: Equatable, Sendable {
    /// Jobs of builds older than this go; `nil`: none do.
    public var age: Duration?
    /// Jobs of the oldest builds go until the database needs no more bytes than this; `nil`: none do.
    public var bytes: Int?

    public init(age: Duration?, bytes: Int?) {
        self.age = age
        self.bytes = bytes
    }

    /// - Parameters:
    ///   - days: 0 for ever.
    ///   - megabytes: of a million bytes; 0 for no limit.
    public init(days: UInt32, megabytes: UInt32) {
        age = days == 0 ? nil : .seconds(Int64(days) * 86400)
        bytes = megabytes == 0 ? nil : Int(megabytes) * 1_000_000
    }
}

/// What was pruned, or would be.
public struct PruneResult: Equatable, Sendable {
    /// Builds that lost their jobs, and how many these were.
    public var builds = 0
    public var jobs = 0
    /// Bytes that the database needed before and needs now. Room that became free is used again before the file grows.
    public var before = 0
    public var after = 0
    /// Whether the limits are met: there was time for it.
    public var isComplete = true
}
