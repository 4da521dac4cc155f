public import ByteStrings

/// A release of makepkg, which is a release of pacman.
public struct MakepkgVersion: Hashable, Comparable, Sendable {
    public var major: Int
    public var minor: Int
    public var patch: Int

    public init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads the numbers at the front: `7.0.0.r6.gc685ae6` (as distributions name snapshots) is 7.0.0.
    ///
    /// - Returns: `nil` when there is no major and minor number.
    public init?(_ text: ByteString) {
        let numbers = text.split(".").prefix(3).map { Int($0.string) }
        guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor, numbers.count > 2 ? numbers[2] ?? 0 : 0)
    }

    public static func < (left: MakepkgVersion, right: MakepkgVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

extension MakepkgVersion: CustomStringConvertible {
    public var description: String { "\(major).\(minor).\(patch)" }
}
