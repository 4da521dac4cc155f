/// What came of one condition, with the fact in words for a user.
public enum Verdict: Equatable, Sendable {
    case holds(String)
    case fails(String)
    /// It depends on something that is not known without running the PKGBUILD.
    case unknown(String)

    public var isHolding: Bool {
        if case .holds = self { true } else { false }
    }

    public var fact: String {
        switch self {
        case .holds(let fact), .fails(let fact), .unknown(let fact): fact
        }
    }
}
