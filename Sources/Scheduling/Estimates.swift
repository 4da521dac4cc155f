public import ByteStrings

/// How long compiles take: from earlier builds of the package by file, else from this build's mean.
///
/// A stock volunteer is silent while it compiles, so a dead one and a long translation unit look the same. The
/// estimate says when to start a second copy here.
public struct Estimates: Sendable {
    /// A job is not suspected before this, however short its estimate.
    public static let shortestPatience: Duration = .seconds(20)
    /// How many times its estimate a job may take before it is suspected.
    public static let patienceFactor = 3

    private let known: [ByteString: Duration]
    private var total: Duration = .zero
    private var count = 0

    /// - Parameter known: durations of earlier builds, by file.
    public init(known: [ByteString: Duration] = [:]) {
        self.known = known
    }

    public mutating func record(_ duration: Duration) {
        total += duration
        count += 1
    }

    public func estimate(for file: ByteString) -> Duration? {
        known[file] ?? (count > 0 ? total / count : nil)
    }

    /// How long to wait for a volunteer before a second copy starts here.
    public func patience(for file: ByteString) -> Duration {
        max(Self.shortestPatience, (estimate(for: file) ?? .zero) * Self.patienceFactor)
    }
}
