import IncludeClosure
import Placement

/// Why a compile was preprocessed here although a volunteer of the list preprocesses. Codes of the summary and the
/// manual page.
enum TextReason {
    /// The source or its closure names `__COUNTER__`, `__DATE__` or another macro that means something else there.
    static let placeMacro = "place-macro"
    /// The compiler does not say where it looks for headers.
    static let noSearchList = "no-search-list"

    static let all =
        [placeMacro, noSearchList] + PumpObstacle.allCases.map(\.rawValue)
        + Unsure.Code.allCases.map(\.rawValue)
}
