import DistccWire

/// What can go wrong with a job beside the link: codes in history and in the summary.
enum Accident: String, CaseIterable, Sendable {
    /// The copy that was started here was ready before the volunteer.
    case slowHost = "slow-host"
    /// What came back is no object for the client's machine.
    case wrongObject = "wrong-object"
    /// The output could not be written by the coordinator.
    case outputUnwritable = "output-unwritable"
    /// Preprocessing here did not succeed; the local compile says why.
    case preprocessFailed = "preprocess-failed"
    /// The volunteer has no compiler of this name.
    case compilerMissing = "compiler-missing"
    /// The volunteer's compiler called the source wrong, and the compiler here did not.
    case remoteOnlyError = "remote-only-error"
    /// The volunteer preprocessed, and did not say from which files.
    case depfileMissing = "depfile-missing"
    /// The volunteer's distccd failed by itself.
    case volunteerFailed = "volunteer-failed"

    /// The volunteer's own trouble behind a wait status; `nil` when the compiler itself ended so.
    init?(distccStatus waitStatus: Int32) {
        switch DaemonTrouble(waitStatus: waitStatus) {
        case .compilerMissing: self = .compilerMissing
        case .other: self = .volunteerFailed
        case nil: return nil
        }
    }
}

extension Accident {
    /// What the user can change; `nil` when nothing.
    var advice: String? {
        switch self {
        case .slowHost: "a volunteer kept silent for so long that the copy here was ready first"
        case .wrongObject:
            "a volunteer's compiler makes objects for another machine; install the right one there"
        case .compilerMissing: "a volunteer lacks this compiler; install the same version there"
        case .volunteerFailed: "a volunteer's distccd failed; its log says why (journalctl -u distccd)"
        case .remoteOnlyError:
            "a volunteer's compiler called sources wrong that are not; another version, or a warning that text without its macros provokes"
        case .outputUnwritable, .preprocessFailed, .depfileMissing: nil
        }
    }
}
