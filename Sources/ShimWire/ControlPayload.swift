/// A value that travels on a control connection, inside a `control` or `message` frame.
public protocol ControlPayload: Equatable, Sendable {
    init(payload: [UInt8]) throws(ShimWireError)

    /// The bytes of the payload alone.
    func encodedPayload() -> [UInt8]
}

/// What the `kind` of a `message` means.
public enum ControlKind: UInt8, CaseIterable, Sendable {
    // From the driver.
    /// The build is over: a `BuildOutcome`.
    case outcome = 1

    // From the coordinator.
    /// The facts were taken: jobs may come. No payload.
    case ready = 63
    /// A `BuildProgress`, some times a second while something changes.
    case progress = 64
    /// One line for people, without a newline.
    case warning = 65
    /// The answer to `outcome`: a `BuildReport`, the last message.
    case report = 66
    /// To a watcher: a `BuildSnapshot`.
    case snapshot = 67
}
