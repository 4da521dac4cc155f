/// What `localhost` in a host list did to the builds of a package: their times with it and without it, the rest of the
/// list, the compiler and this machine being the same.
///
/// The -j is not compared: without a choice of the user's it follows from the list.
public struct LocalhostEffect: Equatable, Sendable {
    /// Means.
    public var with: Duration
    public var without: Duration

    /// - Parameter setup: of a build with `localhost` in its list.
    /// - Returns: `nil` where there were no builds of one of the two kinds.
    public init?(of setup: BuildSetup, in runs: [SetupComparison.Run]) {
        let alike = runs.filter {
            $0.setup.compiler == setup.compiler && $0.setup.processor == setup.processor
                && Self.others(of: $0.setup) == Self.others(of: setup)
        }
        let whole = SetupComparison(alike).rows.flatMap(\.runs)
        let with = whole.filter { Self.hasLocalhost($0.setup) }.map(\.wall)
        let without = whole.filter { !Self.hasLocalhost($0.setup) }.map(\.wall)
        guard !with.isEmpty, !without.isEmpty else { return nil }
        self.with = Sample(with).mean
        self.without = Sample(without).mean
    }

    /// How many times as fast builds without it were.
    public var gain: Double { without > .zero ? with / without : 1 }

    private static func hasLocalhost(_ setup: BuildSetup) -> Bool {
        setup.hosts.split(separator: " ").contains(where: isLocalhost)
    }

    private static func others(of setup: BuildSetup) -> [Substring] {
        setup.hosts.split(separator: " ").filter { !isLocalhost($0) }
    }

    private static func isLocalhost(_ word: Substring) -> Bool {
        word == "localhost" || word.hasPrefix("localhost/")
    }
}
