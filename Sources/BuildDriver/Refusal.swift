public import ByteStrings

/// Why a build is not started, with the exit status that makepkg has for it.
public struct Refusal: Error, Equatable, Sendable {
    /// makepkg(8), "ERRORS", as far as distmake itself refuses.
    public enum Status: Int32, Sendable {
        case general = 1
        /// makepkg.conf, and flags in it that cannot be distributed.
        case configuration = 2
        /// An option of ours that makes no sense.
        case usage = 3
        case buildFile = 12
    }

    public var status: Status
    /// What is wrong and what to do, for people.
    public var lines: [ByteString]

    public init(_ status: Status, _ lines: [ByteString]) {
        self.status = status
        self.lines = lines
    }
}
