/// What the user asked for on the command line or in the configuration.
public struct QuirkSelection: Equatable, Sendable {
    /// `--no-quirks`: none applies, but for those of `forced`.
    public var ignoresAll = false
    /// `--quirk ID`: applies whatever its conditions say, also when it is disabled or only offered.
    public var forced: Set<String> = []
    /// `--no-quirk ID`
    public var refused: Set<String> = []

    public init(ignoresAll: Bool = false, forced: Set<String> = [], refused: Set<String> = []) {
        self.ignoresAll = ignoresAll
        self.forced = forced
        self.refused = refused
    }
}
