/// Why no plan can be made.
public enum QuirkPlanError: Error, Equatable, Sendable {
    /// `--quirk` or `--no-quirk` with an id that no file has.
    case unknownQuirk(String)
    /// `--quirk ID --no-quirk ID`
    case forcedAndRefused(String)
    /// Two quirks that apply set the same thing differently.
    case contradiction(QuirkContradiction)
}

/// Two quirks that set the same thing differently.
public struct QuirkContradiction: Equatable, Sendable {
    public var first: String
    public var second: String
    /// `the number of jobs`, `CC in build()`.
    public var subject: String
    public var firstValue: String
    public var secondValue: String
}

extension QuirkPlanError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownQuirk(let id): "there is no quirk `\(id)`; `distmake quirks list` has them all"
        case .forcedAndRefused(let id): "quirk `\(id)` is both asked for and refused"
        case .contradiction(let pair):
            "quirks `\(pair.first)` and `\(pair.second)` contradict each other over \(pair.subject): "
                + "`\(pair.first)` says \(pair.firstValue), `\(pair.second)` says \(pair.secondValue); "
                + "use --no-quirk with one of them"
        }
    }
}
