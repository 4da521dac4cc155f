public import ByteStrings
public import HostSpec
public import Placement
public import VolunteerLink

/// What a check found of one host.
public struct HostReport: Sendable {
    public enum Answer: Sendable {
        /// There was nothing to ask: this machine, `,down`, or a way that does not exist here.
        case notAsked
        /// No job can be done there.
        case accident(LinkError)
        /// One for each compiler here, in their order.
        case answered([CompilerReport])
    }

    public var host: HostSpec
    public var answer: Answer
}

/// What became of the probe of one compiler on one host.
public struct CompilerReport: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        case verdict(ToolchainVerdict)
        /// distccd allows the name and does not find the program.
        case missing
        /// The connection was closed on every name, as distccd does with names that are not in its whitelist.
        case refused
        /// With the first line of what was said over there.
        case failed(status: Int32, message: ByteString)
    }

    /// The compiler's name here.
    public var name: ByteString
    public var outcome: Outcome
    /// What it is called over there, where one was found; else every name that was tried.
    public var remoteNames: [ByteString]
    /// From the connection to the last byte of the answer, of the last attempt.
    public var time: Duration
}
