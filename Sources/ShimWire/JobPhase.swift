/// What a job is doing now. The order and the names are those of distcc's monitors.
///
/// - Source: distcc 3.4 `state.h`, `enum dcc_phase`, and the names that `distccmon-text` prints.
public enum JobPhase: UInt8, CaseIterable, Sendable {
    /// It has been read, and nothing is decided.
    case startup
    /// It waits for a slot.
    case blocked
    case connect
    case preprocess
    case send
    /// The compiler runs, here or there. A stock volunteer says nothing while it does.
    case compile
    case receive
    case done

    public var name: String {
        switch self {
        case .startup: "Startup"
        case .blocked: "Blocked"
        case .connect: "Connect"
        case .preprocess: "Preprocess"
        case .send: "Send"
        case .compile: "Compile"
        case .receive: "Receive"
        case .done: "Done"
        }
    }
}
